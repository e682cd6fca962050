import { assert } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { VoiceError } from '../session/errors.js';
import { find, get, removeAll, stage, stageWith, textOf } from '../testing/stage.js';
import type { StagedNutrinaVoice } from '../testing/staged-element.js';

const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'resolved',
    (error: unknown) => (error instanceof VoiceError ? error.code : String(error)),
  );

describe('<nutrina-voice> before a call', () => {
  afterEach(removeAll);

  it('shows heading, status, e-mail and Connect, and nothing of a call', async () => {
    const element = await stage({ heading: 'Kitchen' });
    assert.isOk(get(element, 'region', 'Kitchen'));
    assert.equal(get(element, 'textbox', 'E-mail').getAttribute('autocomplete'), 'email');
    assert.isOk(get(element, 'button', 'Connect'));
    assert.include(textOf(element), 'Idle');
    assert.equal(find(element, 'button', 'Start call'), undefined);
    assert.equal(find(element, 'list', 'Connection'), undefined);
    assert.lengthOf(element.sessions, 0);
  });

  it('invites to talk, and where nobody can, to write', async () => {
    const element = await stage();
    assert.include(textOf(element), 'Talk instead of typing');
    element.mode = 'text';
    await element.updateComplete;
    assert.notInclude(textOf(element), 'Talk instead of typing');
    assert.include(textOf(element), 'Write, and read the answer.');
    const { element: called } = await stageWith({ state: 'listening', activeMode: 'text' });
    assert.include(textOf(called), 'Write, and read the answer.');
  });

  it('connects by keyboard alone and hands the focus on to Start call', async () => {
    const element = await stage();
    get(element, 'textbox', 'E-mail').focus();
    await sendKeys({ type: 'ada@example.org' });
    element.prepare = (session) =>
      session.expect('connect', () => {
        session.show({ state: 'connected' });
      });
    const connected = stateReached(element, 'connected');
    await sendKeys({ press: 'Enter' });
    await connected;
    await element.updateComplete;
    assert.include(element.session.options[0], { email: 'ada@example.org', mode: 'auto' });
    assert.isTrue(element.shadowRoot?.activeElement === get(element, 'button', 'Start call'));
    element.session.assertComplete();
  });

  for (const [entered, complaint] of [
    ['', 'Please enter your e-mail address.'],
    ['ada', 'This does not look like an e-mail address'],
  ] as const) {
    it(`asks again for the e-mail “${entered}” without opening a session`, async () => {
      const element = await stage();
      const field = get(element, 'textbox', 'E-mail') as HTMLInputElement;
      field.value = entered;
      get(element, 'button', 'Connect').click();
      await element.updateComplete;
      assert.include(textOf(element), complaint);
      assert.equal(field.getAttribute('aria-invalid'), 'true');
      assert.isTrue(element.shadowRoot?.activeElement === field);
      assert.lengthOf(element.sessions, 0);
      field.value = 'a';
      field.dispatchEvent(new Event('input', { bubbles: true }));
      await element.updateComplete;
      assert.notInclude(textOf(element), complaint);
    });
  }

  it('asks nothing with user-email or identify="none", and may be left empty with "optional"', async () => {
    assert.equal(find(await stage({ 'user-email': 'ada@example.org' }), 'textbox', 'E-mail'), undefined);
    assert.equal(find(await stage({ identify: 'none' }), 'textbox', 'E-mail'), undefined);
    const optional = await stage({ identify: 'optional' });
    assert.isOk(get(optional, 'textbox', 'E-mail (optional)'));
    const connecting = stateReached(optional, 'connecting');
    get(optional, 'button', 'Connect').click();
    await connecting;
  });

  it('asks for an e-mail when user-email is none', async () => {
    const element = await stage({ 'user-email': 'not an address' });
    assert.isOk(get(element, 'textbox', 'E-mail'));
  });

  it('rejects connect() with identity-required while an e-mail is missing, and says so', async () => {
    const element = await stage();
    assert.equal(await codeOf(element.connect()), 'identity-required');
    await element.updateComplete;
    assert.isOk(get(element, 'textbox', 'E-mail'));
    assert.include(textOf(element), 'Your e-mail address is needed');
  });

  for (const server of ['', 'javascript:alert(1)', 'data:text/html,x', 'https://user:pass@backend.example']) {
    it(`refuses the server “${server}” with config-invalid`, async () => {
      const element = await stage({ server, identify: 'none' });
      assert.equal(await codeOf(element.connect()), 'config-invalid');
      await element.updateComplete;
      assert.include(textOf(element), 'not set up correctly');
      assert.isOk(get(element, 'button', 'Try again'));
      assert.lengthOf(element.sessions, 0);
    });
  }

  it('asks only once while a connection is being made', async () => {
    const element = await stage({ identify: 'none' });
    const connecting = stateReached(element, 'connecting');
    get(element, 'button', 'Connect').click();
    await connecting;
    await element.updateComplete;
    get(element, 'button', 'Connecting …').click();
    await element.connect().catch(() => undefined);
    assert.lengthOf(element.sessions, 1);
  });

  it('says which part is missing and tries again when a chunk cannot be loaded', async () => {
    const element = await stage({ identify: 'none' });
    element.failLoading = true;
    assert.equal(await codeOf(element.connect()), 'chunk-failed');
    await element.updateComplete;
    assert.equal(element.state, 'error');
    element.failLoading = false;
    element.prepare = (session) =>
      session.expect('connect', () => {
        session.show({ state: 'connected' });
      });
    const connected = stateReached(element, 'connected');
    get(element, 'button', 'Try again').click();
    await connected;
  });
});

describe('<nutrina-voice> in a call', () => {
  afterEach(removeAll);

  it('starts a call inside the very click, so that sound may be unlocked', async () => {
    const { element, session } = await stageWith({ state: 'connected' });
    session.expect('start');
    get(element, 'button', 'Start call').click();
    assert.deepEqual(session.received.at(-1), { name: 'start' });
    session.assertComplete();
  });

  it('lets a visitor type, or hang up, while the browser asks for the microphone', async () => {
    const { element, session } = await stageWith({ state: 'connected' });
    get(element, 'button', 'Start call').focus();
    session.show({ state: 'starting' });
    await element.updateComplete;
    assert.isTrue(element.shadowRoot?.activeElement === get(element, 'button', 'Starting …'));
    session.expect('send').expect('stop');
    get(element, 'textbox', 'Message').focus();
    await sendKeys({ type: 'Is tea good?' });
    await sendKeys({ press: 'Enter' });
    get(element, 'button', 'Hang up').click();
    assert.deepEqual(session.received.slice(1), [{ name: 'send', text: 'Is tea good?' }, { name: 'stop' }]);
  });

  it('mutes, interrupts and hangs up', async () => {
    const { element, session } = await stageWith({ state: 'speaking', audio: 'live' });
    session.expect('mute').expect('interrupt').expect('stop');
    assert.equal(get(element, 'button', 'Mute').getAttribute('aria-pressed'), 'false');
    get(element, 'button', 'Mute').click();
    get(element, 'button', 'Stop speaking').click();
    get(element, 'button', 'Hang up').click();
    assert.deepEqual(session.received.slice(1), [
      { name: 'mute', on: true },
      { name: 'interrupt' },
      { name: 'stop' },
    ]);
    session.show({ muted: true, audio: 'muted' });
    await element.updateComplete;
    assert.equal(get(element, 'button', 'Mute').getAttribute('aria-pressed'), 'true');
  });

  it('sends with Enter, breaks lines with Shift+Enter, and sends nothing empty', async () => {
    const { element, session } = await stageWith({ state: 'listening' });
    const field = get(element, 'textbox', 'Message') as HTMLTextAreaElement;
    field.focus();
    await sendKeys({ press: 'Enter' });
    await sendKeys({ type: 'one' });
    await sendKeys({ down: 'Shift' });
    await sendKeys({ press: 'Enter' });
    await sendKeys({ up: 'Shift' });
    await sendKeys({ type: 'two' });
    assert.equal(field.value, 'one\ntwo');
    session.expect('send');
    await sendKeys({ press: 'Enter' });
    assert.deepEqual(session.received.slice(1), [{ name: 'send', text: 'one\ntwo' }]);
    assert.equal(field.value, '');
  });

  it('is written in from the side at which the visitor’s words begin, on any page', async () => {
    const { element } = await stageWith({ state: 'listening' });
    const field = get(element, 'textbox', 'Message') as HTMLTextAreaElement;
    field.value = 'ما هي الأطعمة الغنية بالحديد؟ (iron)';
    assert.equal(getComputedStyle(field).direction, 'rtl');
    element.dir = 'rtl';
    field.value = 'Which foods are rich in iron?';
    assert.equal(getComputedStyle(field).direction, 'ltr');
  });

  it('leaves an Enter that ends a composition to the input method, also where Safari tells of it late', async () => {
    const { element, session } = await stageWith({ state: 'listening' });
    const field = get(element, 'textbox', 'Message') as HTMLTextAreaElement;
    field.value = 'にほん';
    for (const composing of [{ isComposing: true }, { keyCode: 229 }]) {
      const event = new KeyboardEvent('keydown', { key: 'Enter', cancelable: true, ...composing });
      assert.isTrue(field.dispatchEvent(event));
    }
    assert.equal(field.value, 'にほん');
    assert.lengthOf(session.received, 1);
  });

  it('hides typing with text-input="off" and the log with transcript="off", at once', async () => {
    const transcript = [{ id: 'u', role: 'user', status: 'sent', text: 'Hello' }] as const;
    const { element } = await stageWith({ state: 'listening', transcript });
    assert.isOk(get(element, 'log', 'Conversation'));
    element.setAttribute('text-input', 'off');
    element.setAttribute('transcript', 'off');
    await element.updateComplete;
    assert.equal(find(element, 'textbox', 'Message'), undefined);
    assert.equal(find(element, 'log', 'Conversation'), undefined);
    assert.lengthOf(element.transcript, 1);
  });

  it('invites nobody to write where there is no field', async () => {
    const { element } = await stageWith({ state: 'connected' });
    assert.include(textOf(element), 'hear the answer, or write if');
    element.setAttribute('text-input', 'off');
    await element.updateComplete;
    assert.include(textOf(element), 'hear the answer.');
    element.setAttribute('mode', 'text');
    await element.updateComplete;
    assert.include(textOf(element), 'Write, and read the answer.');
  });

  it('shows each indicator from its own object', async () => {
    const { element, session } = await stageWith({
      state: 'listening',
      webrtc: 'connected',
      channel: 'open',
      audio: 'live',
    });
    const words = () => get(element, 'list', 'Connection').innerText.replaceAll(/\s+/g, ' ');
    assert.equal(words(), 'WebRTC connected Data open Mic live');
    session.show({ channel: 'closed' });
    await element.updateComplete;
    assert.equal(words(), 'WebRTC connected Data closed Mic live');
    assert.deepEqual(element.status, {
      webrtc: 'connected',
      channel: 'closed',
      audio: 'live',
      speech: 'idle',
    });
  });

  it('tells heard from unheard words of an interrupted answer, also without eyes', async () => {
    const { element } = await stageWith({
      state: 'listening',
      transcript: [
        { id: 'a', role: 'assistant', status: 'interrupted', text: 'One two three.', heard: 'One two' },
      ],
    });
    const log = get(element, 'log', 'Conversation');
    assert.include(log.querySelector('del')?.textContent, 'not heard:');
    assert.include(log.querySelector('del')?.textContent, 'three.');
    assert.include(log.textContent, 'Assistant:');
  });

  it('offers to send again what was not sent', async () => {
    const { element, session } = await stageWith({
      state: 'listening',
      transcript: [{ id: 'u7', role: 'user', status: 'not-sent', text: 'Hello' }],
    });
    session.expect('resend');
    get(element, 'button', 'Retry').click();
    assert.deepEqual(session.received.at(-1), { name: 'resend', id: 'u7' });
  });

  it('follows the log until the visitor scrolls up, and again from its Newest button', async () => {
    const line = (index: number) =>
      ({ id: `u${index}`, role: 'user', status: 'sent', text: `Line ${index}` }) as const;
    const lines = Array.from({ length: 40 }, (_, index) => line(index));
    const { element, session } = await stageWith({ state: 'listening', transcript: lines });
    const log = get(element, 'log', 'Conversation');
    const isAtEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 2;
    assert.equal(isAtEnd(), true);
    const scrolled = new Promise((resolve) => {
      log.addEventListener('scroll', resolve, { once: true });
    });
    log.scrollTop = 0;
    await scrolled;
    session.show({ transcript: [...lines, line(40)] });
    await element.updateComplete;
    assert.equal(log.scrollTop, 0);
    get(element, 'button', 'Newest messages').click();
    await element.updateComplete;
    assert.equal(isAtEnd(), true);
    assert.equal(find(element, 'button', 'Newest messages'), undefined);
  });

  it('tells a notice, and closes it with its one action', async () => {
    const { element, session } = await stageWith({
      state: 'listening',
      notice: { code: 'microphone-denied', message: 'developer words', retryable: false },
    });
    assert.include(textOf(element), 'The microphone is blocked');
    assert.notInclude(textOf(element), 'developer words');
    session.expect('dismissNotice');
    get(element, 'button', 'Type instead').click();
    assert.isTrue(element.shadowRoot?.activeElement === get(element, 'textbox', 'Message'));
    session.assertComplete();
  });

  it('hands the focus back to Call again when the call that held it is over', async () => {
    const { element, session } = await stageWith({ state: 'listening', audio: 'live' });
    get(element, 'button', 'Hang up').focus();
    session.show({ state: 'connected', transcript: [{ id: 'u', role: 'user', status: 'sent', text: 'Hi' }] });
    await element.updateComplete;
    assert.isTrue(element.shadowRoot?.activeElement === get(element, 'button', 'Call again'));
  });

  it('says why a call has ended, and offers another', async () => {
    const { element } = await stageWith({ state: 'ended', endReason: 'expired' });
    assert.include(textOf(element), 'Your session has run out.');
    assert.isOk(get(element, 'button', 'Call again'));
  });

  it('matches :state() for its state, muted and degraded', async () => {
    const { element, session } = await stageWith({ state: 'listening', muted: true, degraded: true });
    for (const name of ['listening', 'muted', 'degraded'])
      assert.equal(element.matches(`:state(${name})`), true);
    session.show({ state: 'thinking', muted: false });
    assert.equal(element.matches(':state(listening)'), false);
    assert.equal(element.matches(':state(muted)'), false);
    assert.equal(element.matches(':state(thinking)'), true);
  });

  it('says of a weak connection that it is one, beside the state', async () => {
    const { element, session } = await stageWith({ state: 'listening', audio: 'live', weak: true });
    const header = () => element.shadowRoot?.querySelector('header')?.textContent ?? '';
    assert.match(header(), /Listening\s+Weak connection/);
    session.show({ weak: false });
    await element.updateComplete;
    assert.match(header(), /Listening\s+Speak, or type/);
  });

  it('takes no more words at once than the session allows', async () => {
    const { element, session } = await stageWith({ state: 'listening', turnCharacters: 120 });
    const field = get(element, 'textbox', 'Message') as HTMLTextAreaElement;
    assert.equal(field.maxLength, 120);
    session.show({ turnCharacters: 90 });
    await element.updateComplete;
    assert.equal(field.maxLength, 90);
  });

  it('announces states and final words, never interim ones', async () => {
    const { element, session } = await stageWith({ state: 'listening' });
    const said = () => element.shadowRoot?.querySelector('[role=status]')?.textContent ?? '';
    session.show({ transcript: [{ id: 'u', role: 'user', status: 'interim', text: 'how' }] });
    await element.updateComplete;
    assert.notInclude(said(), 'how');
    session.show({
      state: 'thinking',
      transcript: [{ id: 'u', role: 'user', status: 'sending', text: 'how so' }],
    });
    await element.updateComplete;
    assert.equal(said().trim(), 'You said: how so Thinking.');
  });

  it('shows a microphone as long as the call has one', async () => {
    const { element, session } = await stageWith({ state: 'listening', audio: 'none', activeMode: 'text' });
    const showsMicrophone = () => element.shadowRoot?.querySelector('[part=orb] rect') !== null;
    assert.isFalse(showsMicrophone());
    session.show({ audio: 'live', activeMode: 'hybrid' });
    await element.updateComplete;
    assert.isTrue(showsMicrophone());
  });

  it('announces the same words again when they are said again', async () => {
    const { element, session } = await stageWith({ state: 'listening' });
    const status = element.shadowRoot?.querySelector('[role=status]');
    const heard: (string | undefined)[] = [];
    for (const id of ['a', 'b', 'c']) {
      const yes = { id, role: 'user', status: 'sending', text: 'Yes.' } as const;
      session.show({ state: 'listening', transcript: [{ ...yes, status: 'interim' }] });
      await element.updateComplete;
      session.show({ state: 'thinking', transcript: [yes] });
      await element.updateComplete;
      heard.push(status?.textContent ?? undefined);
    }
    assert.deepEqual(
      heard.map((line) => line?.trim()),
      Array(3).fill('You said: Yes. Thinking.'),
    );
    assert.notEqual(heard[1], heard[0]);
    assert.notEqual(heard[2], heard[1]);
  });

  it('announces words of the conversation in its language, and its own in English', async () => {
    const { element, session } = await stageWith({ state: 'listening' }, { lang: 'de' });
    session.show({
      state: 'thinking',
      transcript: [{ id: 'u', role: 'user', status: 'sending', text: 'wie viel' }],
    });
    await element.updateComplete;
    const status = element.shadowRoot?.querySelector('[role=status]');
    const spoken = status?.querySelector('[lang=de]');
    assert.equal(spoken?.textContent, 'wie viel');
    assert.equal(status?.closest('[lang]')?.getAttribute('lang'), 'en');
  });
});

/** Resolves at the event of that state. */
function stateReached(element: StagedNutrinaVoice, state: string): Promise<void> {
  return new Promise((resolve) => {
    element.addEventListener('nutrina-state', (event) => {
      if (event.detail.state === state) resolve();
    });
  });
}
