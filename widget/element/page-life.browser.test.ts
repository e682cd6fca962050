import { assert } from '@open-wc/testing';
import type { NutrinaEvent, NutrinaEventDetails, NutrinaEventName } from './events.js';
import { VoiceError } from '../session/errors.js';
import { nextTask, removeAll, stage, stageWith } from '../testing/stage.js';
import { StagedNutrinaVoice } from '../testing/staged-element.js';

/** The grace is one task; the element has acted on it one task later. */
const afterGrace = async () => {
  await nextTask();
  await nextTask();
};

describe('<nutrina-voice> on its page', () => {
  afterEach(removeAll);

  it('keeps the call when it is moved', async () => {
    const { element, session } = await stageWith({ state: 'listening' });
    const elsewhere = document.createElement('div');
    document.body.append(elsewhere);
    elsewhere.append(element);
    await afterGrace();
    assert.equal(session.disposed, false);
    assert.equal(element.state, 'listening');
    elsewhere.remove();
  });

  it('ends the call when it is removed, and says so', async () => {
    const { element, session } = await stageWith({ state: 'listening' });
    const heard = eventsOf(element);
    element.remove();
    await afterGrace();
    assert.equal(session.disposed, true);
    assert.equal(session.listeners, 0);
    assert.equal(element.state, 'idle');
    assert.deepEqual(heard, ['nutrina-end page', 'nutrina-state listening→idle']);
  });

  it('can be used again after it was removed', async () => {
    const { element } = await stageWith({ state: 'listening' });
    element.remove();
    await afterGrace();
    document.body.append(element);
    await element.connect();
    assert.lengthOf(element.sessions, 2);
    element.remove();
  });

  it('keeps nothing of a session that arrives after the element has gone', async () => {
    const element = await stage({ identify: 'none' });
    await element.connect();
    element.remove();
    await afterGrace();
    document.body.append(element);
    const release = element.holdLoading();
    const connecting = element.connect().then(
      () => 'resolved',
      (error: { code?: string }) => error.code,
    );
    element.remove();
    await afterGrace();
    release();
    assert.equal(await connecting, 'aborted');
    assert.equal(element.session.disposed, true);
  });

  const toFetch = {
    'its own files': () => stage({ identify: 'none' }),
    'only its session': async () => {
      const element = await stage({ identify: 'none' });
      await element.connect();
      element.remove();
      await afterGrace();
      document.body.append(element);
      return element;
    },
  };
  for (const way of ['disconnect', 'stop'] as const) {
    for (const [what, begin] of Object.entries(toFetch)) {
      it(`takes back by ${way}() what was asked for while it was fetching ${what}`, async () => {
        const element = await begin();
        const release = element.holdLoading();
        const connecting = element.connect().then(
          () => 'resolved',
          (error: { code?: string }) => error.code,
        );
        assert.equal(element.state, 'connecting');
        await element[way]();
        release();
        assert.equal(await connecting, 'aborted');
        assert.equal(element.state, 'idle');
      });
    }
  }

  it('tells what happened in order: texts and problems, then the state', async () => {
    const { element, session } = await stageWith({ state: 'listening' });
    const heard = eventsOf(element);
    session.show({ transcript: [{ id: 'u', role: 'user', status: 'interim', text: 'how' }] });
    session.show({
      state: 'thinking',
      transcript: [{ id: 'u', role: 'user', status: 'sending', text: 'how so' }],
    });
    session.tell({ type: 'speech-start', id: 'a' });
    session.tell({ type: 'interrupt', id: 'a', heard: 'Well' });
    session.tell({ type: 'speech-end', id: 'a' });
    session.tell({ type: 'mode-change', from: 'auto', to: 'text', reason: 'no ears' });
    session.show({
      state: 'error',
      error: { code: 'link-lost', message: 'gone', retryable: true },
    });
    assert.deepEqual(heard, [
      'nutrina-text u how +how',
      'nutrina-text u how so + so final',
      'nutrina-state listening→thinking',
      'nutrina-speech-start a',
      'nutrina-interrupt a Well',
      'nutrina-speech-end a',
      'nutrina-mode-change auto→text',
      'nutrina-error link-lost',
      'nutrina-state thinking→error',
    ]);
  });

  it('tells a problem once, whatever else changes while it is shown, and again when it has come again', async () => {
    const { element, session } = await stageWith({ state: 'listening' });
    const heard = eventsOf(element);
    let read = 0;
    const told = () => {
      const news = heard.slice(read).filter((text) => text.startsWith('nutrina-error'));
      read = heard.length;
      return news;
    };
    const problem = (code: 'speech-failed' | 'rate-limited') => ({ code, message: 'no', retryable: true });
    const mend = () => {
      const { notice: _, ...rest } = session.snapshot;
      session.snapshot = rest;
      session.show({});
    };
    session.show({ notice: problem('speech-failed') });
    session.show({ state: 'thinking', notice: problem('speech-failed') });
    session.show({ muted: true });
    await element.updateComplete;
    assert.deepEqual(told(), ['nutrina-error speech-failed']);
    session.show({ notice: problem('rate-limited') });
    assert.deepEqual(told(), ['nutrina-error rate-limited']);
    mend();
    session.show({ notice: problem('rate-limited') });
    assert.deepEqual(told(), ['nutrina-error rate-limited']);
    mend();
    session.show({ state: 'error', error: problem('rate-limited') });
    session.show({ muted: false });
    assert.deepEqual(told(), ['nutrina-error rate-limited']);
  });

  it('tells the problem of a call that cannot be started once, beside the promise that rejects with it', async () => {
    const { element, session } = await stageWith({ state: 'connected' });
    const heard = eventsOf(element);
    const error = new VoiceError('link-failed', 'no way through');
    session.expect('start', () => {
      session.show({
        state: 'error',
        error: { code: 'link-failed', message: error.message, retryable: true },
      });
      throw error;
    });
    let rejection: unknown;
    await element.start().catch((reason: unknown) => (rejection = reason));
    await element.updateComplete;
    assert.equal(rejection, error);
    assert.deepEqual(
      heard.filter((text) => text.startsWith('nutrina-error')),
      ['nutrina-error link-failed'],
    );
  });

  it('says who ended a call', async () => {
    const { element, session } = await stageWith({ state: 'listening' });
    const heard = eventsOf(element);
    const end = () => {
      session.show({ state: 'connected' });
    };
    session.expect('stop', end);
    element.shadowRoot?.querySelector<HTMLButtonElement>('[part=hangup]')?.click();
    await afterGrace();
    session.show({ state: 'listening' });
    session.expect('stop', end);
    await element.stop();
    assert.deepEqual(
      heard.filter((text) => text.startsWith('nutrina-end')),
      ['nutrina-end visitor', 'nutrina-end page'],
    );
  });

  it('sends events that bubble out of shadow trees', async () => {
    const { element, session } = await stageWith({ state: 'listening' });
    const onDocument = new Promise<Event>((resolve) => {
      document.addEventListener('nutrina-state', resolve, { once: true });
    });
    session.show({ state: 'thinking' });
    const event = await onDocument;
    assert.equal(event.composed, true);
    assert.equal(event.target, element);
  });

  it('takes properties that were set before it was defined', async () => {
    const tag = 'late-nutrina-voice';
    const element = document.createElement(tag);
    Object.assign(element, { heading: 'Early', identify: 'none', textInput: 'off' });
    document.body.append(element);
    customElements.define(tag, class extends StagedNutrinaVoice {});
    await (element as StagedNutrinaVoice).updateComplete;
    assert.equal(element.shadowRoot?.querySelector('section')?.getAttribute('aria-label'), 'Early');
    assert.equal((element as StagedNutrinaVoice).textInput, 'off');
    (element as StagedNutrinaVoice).heading = 'Later';
    await (element as StagedNutrinaVoice).updateComplete;
    assert.equal(element.shadowRoot?.querySelector('section')?.getAttribute('aria-label'), 'Later');
    element.remove();
  });

  for (const [property, given, meant] of [
    ['mode', ' TEXT ', 'text'],
    ['mode', 'singing', 'auto'],
    ['mode', undefined, 'auto'],
    ['identify', null, 'email'],
    ['textInput', false, 'on'],
    ['transcriptDisplay', 'Off', 'off'],
    ['resume', 7, 'none'],
    ['pushToTalk', '', false],
    ['pushToTalk', undefined, false],
    ['pushToTalk', 1, true],
    ['heading', 7, '7'],
    ['heading', undefined, null],
    ['userEmail', undefined, null],
    ['server', undefined, null],
    ['server', new URL('https://voice.example/a'), 'https://voice.example/a'],
  ] as const) {
    it(`takes ${String(given)} as ${property} for ${meant}, and shows the panel`, async () => {
      const element = await stage();
      Object.assign(element, { [property]: given });
      await element.updateComplete;
      assert.strictEqual(element[property], meant);
      assert.isOk(element.shadowRoot?.querySelector('section'));
    });
  }

  it('takes what a framework sets as the property transcript for the attribute', async () => {
    const entry = { id: 'a', role: 'user', text: 'Is tea healthy?', status: 'sent' } as const;
    const { element } = await stageWith({ state: 'listening', transcript: [entry] });
    element.transcript = 'off';
    await element.updateComplete;
    assert.isNotOk(element.shadowRoot?.querySelector('[role=log]'));
    assert.deepEqual(element.transcript, [entry]);
    Object.assign(element, { transcript: undefined });
    await element.updateComplete;
    assert.isOk(element.shadowRoot?.querySelector('[role=log]'));
  });

  it('hands no session what a script set and no attribute could mean', async () => {
    const { element, session } = await stageWith({ state: 'listening' });
    Object.assign(element, {
      mode: 'SINGING',
      link: undefined,
      microphone: null,
      pushToTalk: 0,
      userEmail: 7,
    });
    await element.updateComplete;
    assert.deepInclude(session.options.at(-1), {
      mode: 'auto',
      link: 'auto',
      microphone: 'processed',
      pushToTalk: false,
    });
    assert.notProperty(session.options.at(-1), 'email');
  });

  it('rejects connect() with a code, whatever a script set', async () => {
    const element = await stage({ identify: 'none' });
    Object.assign(element, { server: 'ftp://voice.example', userEmail: 7, heading: 7 });
    assert.equal(
      await element.connect().catch((error: unknown) => (error instanceof VoiceError ? error.code : error)),
      'config-invalid',
    );
    await element.updateComplete;
    assert.equal(element.state, 'error');
  });

  it('tells a running session what changed', async () => {
    const { element, session } = await stageWith({ state: 'listening' });
    element.mode = 'text';
    await element.updateComplete;
    assert.equal(session.options.at(-1)?.mode, 'text');
    element.lang = 'de-AT';
    await element.updateComplete;
    assert.equal(session.options.at(-1)?.lang, 'de-AT');
  });

  it('keeps two elements apart, and gives the microphone to the last that opened it', async () => {
    const one = await stageWith({ state: 'listening' });
    const two = await stageWith({ state: 'listening' });
    one.session.show({ audio: 'live' });
    assert.equal(two.element.status.audio, 'none');
    one.session.expect('mute', () => {
      one.session.show({ audio: 'muted', muted: true });
    });
    two.session.show({ audio: 'live' });
    one.session.assertComplete();
    assert.equal(one.element.state, 'listening');
    assert.equal(two.element.status.audio, 'live');
    two.session.expect('mute');
    one.session.expect('mute');
    one.element.mute(false);
    two.session.assertComplete();
    assert.deepEqual(two.session.received.at(-1), { name: 'mute', on: true });
  });

  it('gives the microphone to the tab that opened it last, and listens to others only while it has one', async () => {
    const { session } = await stageWith({ state: 'listening' });
    const otherTab = new BroadcastChannel('nutrina-voice-floor');
    const thirdTab = new BroadcastChannel('nutrina-voice-floor');
    const take = (tab: BroadcastChannel): void => {
      // eslint-disable-next-line unicorn/require-post-message-target-origin -- a channel has one origin: its own
      tab.postMessage('taken');
    };
    const told = (tab: BroadcastChannel): Promise<unknown> =>
      new Promise((resolve) => tab.addEventListener('message', resolve, { once: true }));
    try {
      const opened = told(otherTab);
      session.show({ audio: 'live' });
      await opened;
      const muted = new Promise<void>((resolve) => session.expect('mute', resolve));
      take(otherTab);
      await muted;
      assert.deepEqual(session.received.at(-1), { name: 'mute', on: true });
      session.show({ audio: 'none' });
      const before = session.received.length;
      const later = told(thirdTab);
      take(otherTab);
      await later;
      assert.lengthOf(session.received, before);
    } finally {
      otherTab.close();
      thirdTab.close();
    }
  });
});

function eventsOf(element: HTMLElement): readonly string[] {
  const heard: string[] = [];
  const listen = <Name extends NutrinaEventName>(
    name: Name,
    describe: (detail: NutrinaEventDetails[Name]) => string,
  ) => {
    element.addEventListener(name, (event) => {
      heard.push(`${name} ${describe((event as NutrinaEvent<Name>).detail)}`);
    });
  };
  listen('nutrina-state', ({ previous, state }) => `${previous}→${state}`);
  listen('nutrina-text', ({ id, text, delta, final }) =>
    [id, text, `+${delta ?? ''}`, ...(final ? ['final'] : [])].join(' '),
  );
  listen('nutrina-end', ({ reason }) => reason);
  listen('nutrina-error', ({ code }) => code);
  listen('nutrina-interrupt', (detail) => `${detail.id} ${detail.heard}`);
  listen('nutrina-mode-change', ({ from, to }) => `${from}→${to}`);
  listen('nutrina-speech-start', ({ id }) => id);
  listen('nutrina-speech-end', ({ id }) => id);
  return heard;
}
