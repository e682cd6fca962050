import { assert, expect } from '@open-wc/testing';
import { sendKeys, sendMouse } from '@web/test-runner-commands';
import { callStyles } from './parts/call.styles.js';
import type { FakeSession } from '../testing/fake-session.js';
import { get, removeAll, stageWith } from '../testing/stage.js';

/** A call with push-to-talk, which expects to be told so often. */
async function inCall(times: number): Promise<{ button: HTMLElement; session: FakeSession }> {
  const { element, session } = await stageWith(
    { state: 'listening', audio: 'live', talking: false },
    { 'push-to-talk': '' },
  );
  for (let told = 0; told < times; told++) session.expect('talk');
  return { button: get(element, 'button', 'Hold to talk'), session };
}

function told(session: FakeSession): readonly boolean[] {
  return session.received.flatMap((command) => (command.name === 'talk' ? [command.on] : []));
}

describe('push-to-talk', () => {
  afterEach(removeAll);

  it('tells the session of the attribute, and takes the place of the button for muting', async () => {
    const { element, session } = await stageWith({ state: 'listening', audio: 'live', talking: true });
    element.setAttribute('push-to-talk', '');
    await element.updateComplete;
    assert.equal(session.options.at(-1)?.pushToTalk, true);
    const button = get(element, 'button', 'Hold to talk');
    assert.equal(button.getAttribute('aria-pressed'), 'true');
    assert.throws(() => get(element, 'button', 'Mute'));
    await expect(element).to.be.accessible();
  });

  it('makes room for the button for muting while the visitor is muted, by whomever', async () => {
    const { element, session } = await stageWith(
      { state: 'listening', audio: 'live', talking: false },
      { 'push-to-talk': '' },
    );
    session.show({ muted: true, audio: 'muted' });
    await element.updateComplete;
    assert.throws(() => get(element, 'button', 'Hold to talk'));
    const button = get(element, 'button', 'Mute');
    assert.equal(button.getAttribute('aria-pressed'), 'true');
    session.expect('mute');
    button.focus();
    button.click();
    assert.deepEqual(session.received.at(-1), { name: 'mute', on: false });
    session.show({ muted: false, audio: 'live' });
    await element.updateComplete;
    assert.isTrue(get(element, 'button', 'Hold to talk').matches(':focus'));
    await expect(element).to.be.accessible();
  });

  for (const [name, key] of [
    ['Space', ' '],
    ['Enter', 'Enter'],
  ] as const) {
    it(`is held with ${name}, and let go with it`, async () => {
      const { button, session } = await inCall(2);
      button.focus();
      await sendKeys({ down: key });
      // The system repeats a held key.
      await sendKeys({ down: key });
      assert.deepEqual(told(session), [true]);
      await sendKeys({ up: key });
      assert.deepEqual(told(session), [true, false]);
    });
  }

  it('is held with the pointer, also when that leaves the button', async () => {
    const { button, session } = await inCall(2);
    const { left, top, width, height } = button.getBoundingClientRect();
    await sendMouse({ type: 'move', position: [Math.round(left + width / 2), Math.round(top + height / 2)] });
    await sendMouse({ type: 'down' });
    assert.deepEqual(told(session), [true]);
    await sendMouse({ type: 'move', position: [1, 1] });
    assert.deepEqual(told(session), [true]);
    await sendMouse({ type: 'up' });
    assert.deepEqual(told(session), [true, false]);
  });

  it('has no words that holding it selects, by the one name for it that Safari knows', async () => {
    const { button } = await inCall(0);
    assert.equal(getComputedStyle(button).userSelect, 'none');
    assert.include(callStyles.cssText, '-webkit-user-select: none');
  });

  it('is let go when the focus goes elsewhere', async () => {
    const { button, session } = await inCall(2);
    button.focus();
    await sendKeys({ down: ' ' });
    button.blur();
    assert.deepEqual(told(session), [true, false]);
    await sendKeys({ up: ' ' });
  });

  it('is let go when the page is hidden', async () => {
    const { button, session } = await inCall(2);
    button.focus();
    await sendKeys({ down: ' ' });
    document.dispatchEvent(new Event('visibilitychange'));
    assert.deepEqual(told(session), [true, false]);
    await sendKeys({ up: ' ' });
  });
});
