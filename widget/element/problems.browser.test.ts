import { assert } from '@open-wc/testing';
import { NO_SESSION } from '../controllers/no-session.js';
import type { Problem } from '../session/snapshot.js';
import { find, removeAll, stageWith, textOf } from '../testing/stage.js';

const limited = (retryInMs?: number): Problem => ({
  code: 'rate-limited',
  message: 'too often',
  retryable: true,
  ...(retryInMs === undefined ? {} : { retryInMs }),
});

/** Resolves when the panel's text matches. */
function read(element: Element, wanted: RegExp): Promise<void> {
  return new Promise((resolve) => {
    const observer = new MutationObserver(() => check());
    const check = (): void => {
      if (!wanted.test(textOf(element))) return;
      observer.disconnect();
      resolve();
    };
    if (element.shadowRoot) {
      observer.observe(element.shadowRoot, { subtree: true, childList: true, characterData: true });
    }
    check();
  });
}

describe('<nutrina-voice> that waits after a refusal', () => {
  afterEach(removeAll);

  it('counts down the seconds until what was refused is tried again', async () => {
    const { element } = await stageWith({ state: 'error', error: limited(1900) });
    assert.match(textOf(element), /too many attempts.*Trying again in 2 s\./s);
    const timer = element.shadowRoot?.querySelector('[role=alert] [role=timer]');
    assert.match(timer?.textContent ?? '', /2 s/, 'a screen reader would say the alert every second');
    assert.isDefined(find(element, 'button', 'Try again'), 'nobody has to wait');
    await read(element, /Trying again in 1 s\./);
  });

  it('counts anew after the next refusal, and not at all without a time to wait for', async () => {
    const { element, session } = await stageWith({ state: 'error', error: limited(1900) });
    await read(element, /Trying again in 1 s\./);
    session.snapshot = NO_SESSION;
    session.show({ state: 'connecting' });
    await element.updateComplete;
    session.show({ state: 'error', error: limited(5000) });
    await element.updateComplete;
    assert.match(textOf(element), /Trying again in 5 s\./);
    session.show({ error: limited() });
    await element.updateComplete;
    assert.notMatch(textOf(element), /Trying again in/);
  });
});
