import { expect } from '@open-wc/testing';
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
    expect(get(element, 'region', 'Kitchen')).to.exist;
    expect(get(element, 'textbox', 'E-mail').getAttribute('autocomplete')).to.equal('email');
    expect(get(element, 'button', 'Connect')).to.exist;
    expect(textOf(element)).to.include('Idle');
    expect(find(element, 'button', 'Start call')).to.equal(undefined);
    expect(find(element, 'list', 'Connection')).to.equal(undefined);
    expect(element.sessions).to.have.length(0);
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
    expect(element.session.options[0]).to.include({ email: 'ada@example.org', mode: 'auto' });
    expect(element.shadowRoot?.activeElement).to.equal(get(element, 'button', 'Start call'));
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
      expect(textOf(element)).to.include(complaint);
      expect(field.getAttribute('aria-invalid')).to.equal('true');
      expect(element.shadowRoot?.activeElement).to.equal(field);
      expect(element.sessions).to.have.length(0);
      field.value = 'a';
      field.dispatchEvent(new Event('input', { bubbles: true }));
      await element.updateComplete;
      expect(textOf(element)).not.to.include(complaint);
    });
  }

  it('asks nothing with user-email or identify="none", and may be left empty with "optional"', async () => {
    expect(find(await stage({ 'user-email': 'ada@example.org' }), 'textbox', 'E-mail')).to.equal(undefined);
    expect(find(await stage({ identify: 'none' }), 'textbox', 'E-mail')).to.equal(undefined);
    const optional = await stage({ identify: 'optional' });
    expect(get(optional, 'textbox', 'E-mail (optional)')).to.exist;
    const connecting = stateReached(optional, 'connecting');
    get(optional, 'button', 'Connect').click();
    await connecting;
  });

  it('asks for an e-mail when user-email is none', async () => {
    const element = await stage({ 'user-email': 'not an address' });
    expect(get(element, 'textbox', 'E-mail')).to.exist;
  });

  it('rejects connect() with identity-required while an e-mail is missing, and says so', async () => {
    const element = await stage();
    expect(await codeOf(element.connect())).to.equal('identity-required');
    await element.updateComplete;
    expect(get(element, 'textbox', 'E-mail')).to.exist;
    expect(textOf(element)).to.include('Your e-mail address is needed');
  });

  for (const server of ['', 'javascript:alert(1)', 'data:text/html,x', 'https://user:pass@backend.example']) {
    it(`refuses the server “${server}” with config-invalid`, async () => {
      const element = await stage({ server, identify: 'none' });
      expect(await codeOf(element.connect())).to.equal('config-invalid');
      await element.updateComplete;
      expect(textOf(element)).to.include('not set up correctly');
      expect(get(element, 'button', 'Try again')).to.exist;
      expect(element.sessions).to.have.length(0);
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
    expect(element.sessions).to.have.length(1);
  });

  it('says which part is missing and tries again when a chunk cannot be loaded', async () => {
    const element = await stage({ identify: 'none' });
    element.failLoading = true;
    expect(await codeOf(element.connect())).to.equal('chunk-failed');
    await element.updateComplete;
    expect(element.state).to.equal('error');
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
    expect(session.received.at(-1)).to.deep.equal({ name: 'start' });
    session.assertComplete();
  });

  it('mutes, interrupts and hangs up', async () => {
    const { element, session } = await stageWith({ state: 'speaking', audio: 'live' });
    session.expect('mute').expect('interrupt').expect('stop');
    expect(get(element, 'button', 'Mute').getAttribute('aria-pressed')).to.equal('false');
    get(element, 'button', 'Mute').click();
    get(element, 'button', 'Stop speaking').click();
    get(element, 'button', 'Hang up').click();
    expect(session.received.slice(1)).to.deep.equal([
      { name: 'mute', on: true },
      { name: 'interrupt' },
      { name: 'stop' },
    ]);
    session.show({ muted: true, audio: 'muted' });
    await element.updateComplete;
    expect(get(element, 'button', 'Mute').getAttribute('aria-pressed')).to.equal('true');
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
    expect(field.value).to.equal('one\ntwo');
    session.expect('send');
    await sendKeys({ press: 'Enter' });
    expect(session.received.slice(1)).to.deep.equal([{ name: 'send', text: 'one\ntwo' }]);
    expect(field.value).to.equal('');
  });

  it('hides typing with text-input="off" and the log with transcript="off", at once', async () => {
    const transcript = [{ id: 'u', role: 'user', status: 'sent', text: 'Hello' }] as const;
    const { element } = await stageWith({ state: 'listening', transcript });
    expect(get(element, 'log', 'Conversation')).to.exist;
    element.setAttribute('text-input', 'off');
    element.setAttribute('transcript', 'off');
    await element.updateComplete;
    expect(find(element, 'textbox', 'Message')).to.equal(undefined);
    expect(find(element, 'log', 'Conversation')).to.equal(undefined);
    expect(element.transcript).to.have.length(1);
  });

  it('shows each indicator from its own object', async () => {
    const { element, session } = await stageWith({
      state: 'listening',
      webrtc: 'connected',
      channel: 'open',
      audio: 'live',
    });
    const words = () => get(element, 'list', 'Connection').innerText.replaceAll(/\s+/g, ' ');
    expect(words()).to.equal('WebRTC connected Data open Mic live');
    session.show({ channel: 'closed' });
    await element.updateComplete;
    expect(words()).to.equal('WebRTC connected Data closed Mic live');
    expect(element.status).to.deep.equal({
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
    expect(log.querySelector('del')?.textContent).to.contain('not heard:').and.to.contain('three.');
    expect(log.textContent).to.contain('Assistant:');
  });

  it('offers to send again what was not sent', async () => {
    const { element, session } = await stageWith({
      state: 'listening',
      transcript: [{ id: 'u7', role: 'user', status: 'not-sent', text: 'Hello' }],
    });
    session.expect('resend');
    get(element, 'button', 'Retry').click();
    expect(session.received.at(-1)).to.deep.equal({ name: 'resend', id: 'u7' });
  });

  it('follows the log until the visitor scrolls up, and again from its Newest button', async () => {
    const line = (index: number) =>
      ({ id: `u${index}`, role: 'user', status: 'sent', text: `Line ${index}` }) as const;
    const lines = Array.from({ length: 40 }, (_, index) => line(index));
    const { element, session } = await stageWith({ state: 'listening', transcript: lines });
    const log = get(element, 'log', 'Conversation');
    const isAtEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 2;
    expect(isAtEnd()).to.equal(true);
    const scrolled = new Promise((resolve) => {
      log.addEventListener('scroll', resolve, { once: true });
    });
    log.scrollTop = 0;
    await scrolled;
    session.show({ transcript: [...lines, line(40)] });
    await element.updateComplete;
    expect(log.scrollTop).to.equal(0);
    get(element, 'button', 'Newest messages').click();
    await element.updateComplete;
    expect(isAtEnd()).to.equal(true);
    expect(find(element, 'button', 'Newest messages')).to.equal(undefined);
  });

  it('tells a notice, and closes it with its one action', async () => {
    const { element, session } = await stageWith({
      state: 'listening',
      notice: { code: 'microphone-denied', message: 'developer words', retryable: false },
    });
    expect(textOf(element)).to.include('The microphone is blocked').and.not.to.include('developer words');
    session.expect('dismissNotice');
    get(element, 'button', 'Type instead').click();
    expect(element.shadowRoot?.activeElement).to.equal(get(element, 'textbox', 'Message'));
    session.assertComplete();
  });

  it('hands the focus back to Call again when the call that held it is over', async () => {
    const { element, session } = await stageWith({ state: 'listening', audio: 'live' });
    get(element, 'button', 'Hang up').focus();
    session.show({ state: 'connected', transcript: [{ id: 'u', role: 'user', status: 'sent', text: 'Hi' }] });
    await element.updateComplete;
    expect(element.shadowRoot?.activeElement).to.equal(get(element, 'button', 'Call again'));
  });

  it('matches :state() for its state, muted and degraded', async () => {
    const { element, session } = await stageWith({ state: 'listening', muted: true, degraded: true });
    for (const name of ['listening', 'muted', 'degraded'])
      expect(element.matches(`:state(${name})`)).to.equal(true);
    session.show({ state: 'thinking', muted: false });
    expect(element.matches(':state(listening)')).to.equal(false);
    expect(element.matches(':state(muted)')).to.equal(false);
    expect(element.matches(':state(thinking)')).to.equal(true);
  });

  it('announces states and final words, never interim ones', async () => {
    const { element, session } = await stageWith({ state: 'listening' });
    const said = () => element.shadowRoot?.querySelector('[role=status]')?.textContent ?? '';
    session.show({ transcript: [{ id: 'u', role: 'user', status: 'interim', text: 'how' }] });
    await element.updateComplete;
    expect(said()).not.to.contain('how');
    session.show({
      state: 'thinking',
      transcript: [{ id: 'u', role: 'user', status: 'sending', text: 'how so' }],
    });
    await element.updateComplete;
    expect(said()).to.equal('You said: how so Thinking.');
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
