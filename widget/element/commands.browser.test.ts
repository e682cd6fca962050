import { assert } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { find, get, nextTask, removeAll, stage, stageWith, textOf } from '../testing/stage.js';

const settled = (command: Promise<void>): Promise<string> =>
  command.then(
    () => 'resolved',
    (error: { code?: string }) => String(error.code),
  );

describe('<nutrina-voice>, told to do things at awkward moments', () => {
  afterEach(removeAll);

  it('goes on with a call whose next session could not be opened', async () => {
    const { element, session } = await stageWith({ state: 'listening', audio: 'live' });
    element.userEmail = null;
    await element.updateComplete;
    session.expect('send');
    await element.send('Is tea good?');
    assert.equal(element.state, 'listening');
    assert.isOk(find(element, 'button', 'Hang up'));
    session.assertComplete();
  });

  it('shows the session again once what was wrong is mended', async () => {
    const { element, session } = await stageWith({ state: 'connected' });
    element.userEmail = null;
    assert.equal(await settled(element.start()), 'identity-required');
    assert.equal(element.state, 'error');
    element.userEmail = 'ada@example.org';
    session.expect('connect');
    await element.connect();
    assert.equal(element.state, 'connected');
  });

  it('ends a call by a double click on Hang up, and does not begin another with its second half', async () => {
    const { element, session } = await stageWith(
      { state: 'listening', audio: 'live' },
      { 'text-input': 'off' },
    );
    session.expect('stop');
    get(element, 'button', 'Hang up').dispatchEvent(new MouseEvent('click', { detail: 1 }));
    session.show({ state: 'ended' });
    await element.updateComplete;
    const again = get(element, 'button', 'Call again');
    again.dispatchEvent(new MouseEvent('click', { detail: 2 }));
    assert.equal(session.received.at(-1)?.name, 'stop');
    session.expect('start');
    again.dispatchEvent(new MouseEvent('click', { detail: 1 }));
    assert.equal(session.received.at(-1)?.name, 'start');
  });

  it('is as before after a first word that could not be sent', async () => {
    const element = await stage({ identify: 'none' });
    element.prepare = (session) =>
      session.expect('send', () => Promise.reject(new TypeError('There is no call.')));
    await settled(element.send(''));
    assert.equal(element.state, 'idle');
  });

  it('tells both of two early commands what is wrong, and shows it', async () => {
    const element = await stage({ server: '', identify: 'none' });
    const outcomes = await Promise.all([settled(element.connect()), settled(element.start())]);
    assert.deepEqual(outcomes, ['config-invalid', 'config-invalid']);
    assert.equal(element.state, 'error');
  });

  it('tells changes in order, also those that a listener causes', async () => {
    const { element, session } = await stageWith({ state: 'listening' });
    const heard: string[] = [];
    element.addEventListener('nutrina-error', () => session.show({ state: 'listening' }), { once: true });
    element.addEventListener('nutrina-state', ({ detail }) =>
      heard.push(`${detail.previous}→${detail.state}`),
    );
    const error = { code: 'link-lost', message: 'gone', retryable: true } as const;
    session.show({ state: 'error', error });
    assert.deepEqual(heard, ['listening→error', 'error→listening']);
    assert.equal(element.state, 'listening');
  });

  for (const [pointer, role, name] of [
    ['coarse', 'button', 'Mute'],
    ['fine', 'textbox', 'Message'],
  ] as const) {
    it(`hands the focus on to “${name}” where the pointer is ${pointer}: a field opens a phone’s keyboard`, async () => {
      const { matchMedia } = globalThis;
      const isAsked = (query: string): MediaQueryList =>
        matchMedia(query === `(pointer: ${pointer})` ? 'all' : 'not all');
      Object.assign(globalThis, { matchMedia: isAsked });
      try {
        const { element, session } = await stageWith({ state: 'speaking', audio: 'live' });
        get(element, 'button', 'Stop speaking').focus();
        session.show({ state: 'listening' });
        await element.updateComplete;
        assert.isTrue(element.shadowRoot?.activeElement === get(element, role, name));
      } finally {
        Object.assign(globalThis, { matchMedia });
      }
    });
  }

  it('takes no key that is held on for a press of the button that has come under it', async () => {
    const { element, session } = await stageWith({ state: 'connected' }, { 'text-input': 'off' });
    session.expect('start', () => session.show({ state: 'listening', audio: 'live' }));
    get(element, 'button', 'Start call').focus();
    await sendKeys({ down: 'Enter' });
    await nextTask();
    await element.updateComplete;
    const focused = element.shadowRoot?.activeElement;
    assert.isTrue(focused === get(element, 'button', 'Mute'), 'not on what would end the call');
    await sendKeys({ down: 'Enter' });
    await sendKeys({ up: 'Enter' });
    assert.deepEqual(
      session.received.map(({ name }) => name),
      ['connect', 'start'],
    );
    session.assertComplete();
  });

  it('lets a held key that is none of a press do what it does, and any on the page’s own buttons', async () => {
    const { element } = await stageWith({ state: 'listening', audio: 'live' });
    const own = document.createElement('button');
    own.slot = 'footer';
    element.append(own);
    for (const [target, key, isStopped] of [
      [get(element, 'button', 'Hang up'), 'Tab', false],
      [get(element, 'button', 'Hang up'), 'ArrowDown', false],
      [get(element, 'button', 'Hang up'), ' ', true],
      [own, 'Enter', false],
    ] as const) {
      const held = { key, repeat: true, bubbles: true, composed: true, cancelable: true };
      assert.equal(!target.dispatchEvent(new KeyboardEvent('keydown', held)), isStopped, key);
    }
  });

  it('forgets what was written and not sent with disconnect()', async () => {
    const { element, session } = await stageWith({ state: 'listening' });
    const field = (): HTMLTextAreaElement | null | undefined => element.shadowRoot?.querySelector('textarea');
    get(element, 'textbox', 'Message').focus();
    await sendKeys({ type: 'my diagnosis' });
    assert.equal(field()?.value, 'my diagnosis');
    session.expect('disconnect', () => session.show({ state: 'idle', transcript: [] }));
    await element.disconnect();
    await element.updateComplete;
    element.userEmail = 'next-visitor@example.org';
    session.expect('start', () => session.show({ state: 'listening' }));
    await element.start();
    await element.updateComplete;
    assert.equal(field()?.value, '');
  });

  it('starts no call that was taken back while its part of the script was loading', async () => {
    const element = await stage({ 'user-email': 'ada@example.org' }, (made) => {
      made.prepare = (session) => session.expect('connect');
    });
    const started = settled(element.start());
    await element.stop();
    const connected = settled(element.connect());
    assert.deepEqual(await Promise.all([started, connected]), ['aborted', 'resolved']);
    element.session.assertComplete();
  });

  it('makes one session for all who ask, also when one that was taken back arrives meanwhile', async () => {
    const element = await stage({ 'user-email': 'ada@example.org' }, (made) => {
      made.prepare = (session) => {
        session.expect('connect');
        session.expect('start');
      };
    });
    const asked = new Promise<void>((resolve) => (element.onAsked = resolve));
    const arrive = element.holdLoading();
    const takenBack = settled(element.connect());
    await asked;
    await element.disconnect();
    const arriveAgain = element.holdLoading();
    const connected = settled(element.connect());
    arrive();
    assert.equal(await takenBack, 'aborted');
    const started = settled(element.start());
    arriveAgain();
    assert.deepEqual(await Promise.all([connected, started]), ['resolved', 'resolved']);
    assert.lengthOf(element.sessions, 2);
    element.session.assertComplete();
  });

  for (const [given, sent] of [
    [7, '7'],
    [undefined, ''],
    [null, ''],
  ] as const) {
    it(`sends ${String(given)} from a script as “${sent}”`, async () => {
      const { element, session } = await stageWith({ state: 'listening' });
      session.expect('send');
      await Reflect.apply(element.send, element, [given]);
      assert.deepEqual(session.received.at(-1), { name: 'send', text: sent });
      session.assertComplete();
    });
  }

  it('keeps its conversation whatever a page does to the list it was given', async () => {
    const entries = ['a', 'b'].map((id) => ({ id, role: 'user', text: id, status: 'sent' }) as const);
    const { element } = await stageWith({ state: 'listening', transcript: entries });
    Reflect.apply(Array.prototype.reverse, element.transcript, []);
    assert.deepEqual(
      element.transcript.map(({ id }) => id),
      ['a', 'b'],
    );
  });

  it('says that words were not sent', async () => {
    const entry = { id: 'a', role: 'user', text: 'Is tea good?', status: 'sending' } as const;
    const { element, session } = await stageWith({ state: 'listening', transcript: [entry] });
    session.show({ transcript: [{ ...entry, status: 'not-sent' }] });
    await element.updateComplete;
    const status = element.shadowRoot?.querySelector('[role=status]');
    assert.include(status?.textContent ?? '', 'Not sent');
    assert.include(textOf(element), 'Is tea good?');
    session.show({ transcript: [{ ...entry, id: 'b', text: 'And coffee?', status: 'not-sent' }] });
    await element.updateComplete;
    assert.include(status?.textContent ?? '', 'Not sent And coffee?');
  });
});
