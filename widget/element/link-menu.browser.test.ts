import { assert, expect } from '@open-wc/testing';
import { problem } from '../testing/sample-snapshots.js';
import { removeAll, stageWith } from '../testing/stage.js';

const LINKS = ['webrtc', 'websocket'] as const;

function menuOf(element: Element): HTMLSelectElement | null {
  return element.shadowRoot?.querySelector<HTMLSelectElement>('select[part="link"]') ?? null;
}

describe('the choice of what carries a call', () => {
  afterEach(removeAll);

  it('is there between calls, with a name, and stands on what works', async () => {
    const { element } = await stageWith({ state: 'connected', links: LINKS });
    const menu = menuOf(element);
    assert.deepEqual(
      [...(menu?.options ?? [])].map(({ text }) => text),
      ['what works', 'WebRTC', 'WebSocket'],
    );
    assert.equal(menu?.selectedOptions[0]?.text, 'what works');
    assert.match(menu?.labels[0]?.textContent.trim() ?? '', /^Connect by/);
    await expect(element).to.be.accessible();
  });

  it('holds for the calls after it', async () => {
    const { element, session } = await stageWith({ state: 'connected', links: LINKS });
    const menu = menuOf(element);
    if (menu === null) throw new Error('There is no menu.');
    menu.selectedIndex = 2;
    menu.dispatchEvent(new Event('change', { bubbles: true }));
    await element.updateComplete;
    assert.equal(element.link, 'websocket');
    assert.equal(session.options.at(-1)?.link, 'websocket');
    assert.equal(menuOf(element)?.selectedOptions[0]?.text, 'WebSocket');
  });

  it('is not there within a call, nor where the backend offers one link alone', async () => {
    const inCall = await stageWith({ state: 'listening', links: LINKS });
    assert.equal(menuOf(inCall.element), null);
    const alone = await stageWith({ state: 'connected', links: ['webrtc'] });
    assert.equal(menuOf(alone.element), null);
  });

  it('says beside a call that goes on that another way was taken, not that it failed', async () => {
    const { element } = await stageWith({
      state: 'listening',
      degraded: true,
      notice: problem('link-failed'),
    });
    const notice = element.shadowRoot?.querySelector('[part="notice"]');
    assert.include(notice?.textContent ?? '', 'another way');
    assert.equal(notice?.querySelector('button')?.textContent.trim(), 'OK');
  });
});
