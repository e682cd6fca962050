import { assert, expect } from '@open-wc/testing';
import { removeAll, stage, stageWith } from '../testing/stage.js';

const MODES = ['hybrid', 'speech', 'text'] as const;

function menuOf(element: Element): HTMLSelectElement | null {
  return element.shadowRoot?.querySelector('select') ?? null;
}

function choose(menu: HTMLSelectElement | null, name: string): void {
  if (menu === null) throw new Error('There is no menu.');
  menu.selectedIndex = [...menu.options].findIndex((option) => option.text === name);
  menu.dispatchEvent(new Event('change', { bubbles: true }));
}

describe('the choice of how to talk', () => {
  afterEach(removeAll);

  it('names the mode in use, and has a name itself', async () => {
    const { element } = await stageWith({ state: 'listening', activeMode: 'speech', modes: MODES });
    const menu = menuOf(element);
    assert.equal(menu?.selectedOptions[0]?.text, 'live voice');
    assert.match(menu?.labels[0]?.textContent.trim() ?? '', /^Talk by/);
    await expect(element).to.be.accessible();
  });

  it('changes the running call, and the calls after it', async () => {
    const { element, session } = await stageWith({ state: 'listening', activeMode: 'hybrid', modes: MODES });
    session.expect('switchMode');
    choose(menuOf(element), 'text');
    assert.deepEqual(session.received.at(-1), { name: 'switchMode', to: 'text' });
    assert.equal(element.mode, 'text');
    await element.updateComplete;
    assert.equal(session.options.at(-1)?.mode, 'text');
  });

  it('shows before a call what the next one will be', async () => {
    const { element, session } = await stageWith({ modes: MODES });
    assert.equal(menuOf(element)?.selectedOptions[0]?.text, 'voice');
    session.expect('switchMode');
    choose(menuOf(element), 'live voice');
    await element.updateComplete;
    assert.equal(menuOf(element)?.selectedOptions[0]?.text, 'live voice');
    assert.equal(element.mode, 'speech');
  });

  it('is not there where there is nothing to choose', async () => {
    const { element } = await stageWith({ state: 'listening', activeMode: 'text', modes: ['text'] });
    assert.isNull(menuOf(element));
    const unconnected = await stage();
    assert.isNull(menuOf(unconnected));
  });
});
