import { assert } from '@open-wc/testing';
import type { RecogniserEvent } from '../session/ports.js';
import { createWebSpeechRecogniser } from './web-speech-recogniser.js';

/** Stands in for the browser's class; every instance is told what to report. */
class FakeRecognition extends EventTarget {
  static instances: FakeRecognition[] = [];
  static refuseTrack = false;
  static refuseStart = false;
  lang = '';
  continuous = false;
  interimResults = false;
  readonly started: unknown[][] = [];
  aborted = 0;
  stopped = 0;

  constructor() {
    super();
    FakeRecognition.instances.push(this);
  }

  start(...args: unknown[]): void {
    if (FakeRecognition.refuseStart) throw new DOMException('', 'InvalidStateError');
    if (FakeRecognition.refuseTrack && args.length > 0) throw new TypeError('not a track');
    this.started.push(args);
  }

  stop(): void {
    this.stopped++;
  }

  abort(): void {
    this.aborted++;
  }

  tell(type: string, details: object = {}): void {
    this.dispatchEvent(Object.assign(new Event(type), details));
  }

  results(...results: readonly (readonly [text: string, final: boolean, confidence?: number])[]): void {
    const list = results.map(([transcript, isFinal, confidence = 0.9]) =>
      Object.assign([{ transcript, confidence }], { isFinal }),
    );
    this.tell('result', { resultIndex: 0, results: list });
  }
}

describe('createWebSpeechRecogniser', () => {
  const native = Object.getOwnPropertyDescriptor(globalThis, 'SpeechRecognition');
  const prefixed = Object.getOwnPropertyDescriptor(globalThis, 'webkitSpeechRecognition');

  beforeEach(() => {
    FakeRecognition.instances = [];
    FakeRecognition.refuseTrack = false;
    FakeRecognition.refuseStart = false;
    replace('SpeechRecognition', FakeRecognition);
    replace('webkitSpeechRecognition', undefined);
  });

  after(() => {
    if (native !== undefined) Object.defineProperty(globalThis, 'SpeechRecognition', native);
    if (prefixed !== undefined) Object.defineProperty(globalThis, 'webkitSpeechRecognition', prefixed);
  });

  function replace(name: string, value: unknown): void {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }

  /** Listens and waits until the platform's recogniser has been asked to start. */
  async function listening(
    options: {
      readonly track?: MediaStreamTrack;
      readonly recogniser?: ReturnType<typeof createWebSpeechRecogniser>;
    } = {},
  ) {
    const { recogniser = createWebSpeechRecogniser(), track } = options;
    const events: RecogniserEvent[] = [];
    const run = new AbortController();
    const finish = new AbortController();
    const before = FakeRecognition.instances.length;
    recogniser.listen({
      lang: 'de-DE',
      ...(track === undefined ? {} : { track }),
      finish: finish.signal,
      signal: run.signal,
      onEvent: (event) => events.push(event),
    });
    await Promise.resolve();
    await Promise.resolve();
    const platform = FakeRecognition.instances[before];
    return {
      events,
      run,
      finish,
      recogniser,
      get platform(): FakeRecognition {
        if (platform === undefined) throw new Error('No platform recogniser was made.');
        return platform;
      },
    };
  }

  it('is available under either name, and looked up when it is needed', () => {
    const recogniser = createWebSpeechRecogniser();
    assert.isTrue(recogniser.available);
    replace('SpeechRecognition', undefined);
    assert.isFalse(recogniser.available);
    replace('webkitSpeechRecognition', FakeRecognition);
    assert.isTrue(recogniser.available);
  });

  it('takes in no more sound when told to finish, and tells what was said', async () => {
    const { platform, events, finish } = await listening();
    platform.tell('start');
    finish.abort();
    assert.equal(platform.stopped, 1);
    assert.equal(platform.aborted, 0);
    platform.results(['zwei Eier', true]);
    platform.tell('end');
    assert.deepEqual(events.slice(1), [
      { type: 'result', text: 'zwei Eier', final: true },
      { type: 'ended' },
    ]);
  });

  it('listens on, with interim results, in the language it is given', async () => {
    const { platform, events } = await listening();
    assert.equal(platform.lang, 'de-DE');
    assert.isTrue(platform.continuous);
    assert.isTrue(platform.interimResults);
    assert.deepEqual(platform.started, [[]]);
    assert.deepEqual(events, [], 'it has not started before the platform says so');
    platform.tell('start');
    assert.deepEqual(events, [{ type: 'started' }]);
  });

  it('gives the track to a browser that takes one, and does without where it is refused', async () => {
    const context = new AudioContext();
    const [track] = new MediaStreamAudioDestinationNode(context).stream.getAudioTracks();
    assert.isDefined(track);
    const taken = await listening({ track });
    assert.deepEqual(taken.platform.started, [[track]]);
    FakeRecognition.refuseTrack = true;
    const refused = await listening({ track });
    assert.deepEqual(refused.platform.started, [[]]);
    assert.deepEqual(refused.events, []);
    await context.close();
  });

  it('ends at once when the platform refuses to start at all', async () => {
    FakeRecognition.refuseStart = true;
    const { events } = await listening();
    assert.deepEqual(events, [{ type: 'failed', reason: 'other' }, { type: 'ended' }]);
  });

  it('joins the pieces of an utterance, closes it with the final, and never repeats it', async () => {
    const { platform, events } = await listening();
    platform.results(['how ', false]);
    platform.results(['how much ', false], ['protein', false]);
    platform.results(['how much protein', true]);
    platform.results(['how much protein', true], [' and', false]);
    platform.results(['how much protein', true], [' and fat', true]);
    assert.deepEqual(events, [
      { type: 'result', text: 'how', final: false },
      { type: 'result', text: 'how much protein', final: false },
      { type: 'result', text: 'how much protein', final: true },
      { type: 'result', text: 'and', final: false },
      { type: 'result', text: 'and fat', final: true },
    ]);
  });

  describe('on Android', () => {
    const own = navigator.userAgent;

    function userAgent(value: string): void {
      Object.defineProperty(navigator, 'userAgent', { value, configurable: true });
    }

    beforeEach(() => userAgent('Mozilla/5.0 (Linux; Android 16) Chrome/156.0.0.0 Mobile'));
    afterEach(() => userAgent(own));

    it('takes what is called final and is sure of nothing for interim, and each piece for the whole', async () => {
      const { platform, events } = await listening();
      platform.results(['how', true, 0]);
      platform.results(['how', true, 0], ['how much', true, 0]);
      platform.results(['how', true, 0], ['how much', true, 0], ['how much protein', true]);
      assert.deepEqual(events, [
        { type: 'result', text: 'how', final: false },
        { type: 'result', text: 'how much', final: false },
        { type: 'result', text: 'how much protein', final: true },
      ]);
    });

    it('tells words once that are finished twice', async () => {
      const { platform, events } = await listening();
      platform.results(['two eggs', true]);
      platform.results(['two eggs', true], ['two eggs', true]);
      assert.deepEqual(events, [{ type: 'result', text: 'two eggs', final: true }]);
    });

    it('tells of a final that goes on only what is new, and all of one that begins anew', async () => {
      const { platform, events } = await listening();
      platform.results(['two eggs', true]);
      platform.results(['two eggs', true], ['two eggs and bread', true]);
      platform.results(['two eggs', true], ['two eggs and bread', true], ['how much', true]);
      assert.deepEqual(events, [
        { type: 'result', text: 'two eggs', final: true },
        { type: 'result', text: 'and bread', final: true },
        { type: 'result', text: 'how much', final: true },
      ]);
    });

    it('cuts no word in two where a final goes on within it', async () => {
      const { platform, events } = await listening();
      platform.results(['two egg', true]);
      platform.results(['two egg', true], ['two eggs and', true]);
      assert.deepEqual(events, [
        { type: 'result', text: 'two egg', final: true },
        { type: 'result', text: 'eggs and', final: true },
      ]);
    });

    it('tells the same words again where they are said again: after others, or a second later', async () => {
      const { platform, events } = await listening();
      platform.results(['yes', true]);
      platform.results(['yes', true], ['yes', true, 0]);
      platform.results(['yes', true], ['yes', true, 0], ['yes', true]);
      const results = ['yes', 'yes', 'yes', 'yes'].map((transcript) =>
        Object.assign([{ transcript, confidence: 0.9 }], { isFinal: true }),
      );
      const later = Object.assign(new Event('result'), { resultIndex: 0, results });
      Object.defineProperty(later, 'timeStamp', { value: later.timeStamp + 1_001 });
      platform.dispatchEvent(later);
      assert.deepEqual(events, [
        { type: 'result', text: 'yes', final: true },
        { type: 'result', text: 'yes', final: false },
        { type: 'result', text: 'yes', final: true },
        { type: 'result', text: 'yes', final: true },
      ]);
    });
  });

  it('takes a final of no certainty for one where that is all the browser tells', async () => {
    const { platform, events } = await listening();
    platform.results(['two eggs', true, 0]);
    assert.deepEqual(events, [{ type: 'result', text: 'two eggs', final: true }]);
  });

  it('says that it cannot listen where the platform’s class throws, and listens when it no longer does', async () => {
    replace('SpeechRecognition', () => 'no constructor');
    const recogniser = createWebSpeechRecogniser();
    const failed: RecogniserEvent[] = [];
    recogniser.listen({
      lang: 'de-DE',
      finish: new AbortController().signal,
      signal: new AbortController().signal,
      onEvent: (event) => failed.push(event),
    });
    await Promise.resolve();
    await Promise.resolve();
    assert.deepEqual(failed, [{ type: 'failed', reason: 'other' }, { type: 'ended' }]);
    replace('SpeechRecognition', FakeRecognition);
    const { platform } = await listening({ recogniser });
    assert.deepEqual(platform.started, [[]]);
  });

  it('survives results of a shape that nobody promised', async () => {
    const { platform, events } = await listening();
    platform.tell('result');
    platform.tell('result', { results: null });
    platform.tell('result', { results: [null, {}, [{ transcript: 5 }]] });
    assert.deepEqual(events, []);
  });

  for (const [error, reason] of [
    ['no-speech', 'no-speech'],
    ['aborted', 'aborted'],
    ['network', 'network'],
    ['not-allowed', 'denied'],
    ['service-not-allowed', 'unavailable'],
    ['audio-capture', 'no-microphone'],
    ['language-not-supported', 'unavailable'],
    ['something-new', 'other'],
  ] as const) {
    it(`reports "${error}" as ${reason}, then the end`, async () => {
      const { platform, events } = await listening();
      platform.tell('error', { error });
      platform.tell('end');
      assert.deepEqual(events, [{ type: 'failed', reason }, { type: 'ended' }]);
    });
  }

  it('reports nothing of a run that was given up', async () => {
    const { platform, events, run } = await listening();
    run.abort();
    assert.equal(platform.aborted, 1);
    platform.results(['too late', true]);
    platform.tell('error', { error: 'aborted' });
    platform.tell('end');
    assert.deepEqual(events, []);
  });

  it('starts the next run when the one before has ended, and not before', async () => {
    const first = await listening();
    first.run.abort();
    const second = await listening({ recogniser: first.recogniser });
    assert.equal(FakeRecognition.instances.length, 1);
    first.platform.tell('end');
    await Promise.resolve();
    await Promise.resolve();
    assert.deepEqual(FakeRecognition.instances[1]?.started, [[]]);
    second.run.abort();
  });

  it('does not wait for ever for an end that the platform leaves out', async () => {
    const first = await listening();
    first.run.abort();
    const started = new Promise<void>((resolve) => {
      replace(
        'SpeechRecognition',
        class extends FakeRecognition {
          override start(): void {
            resolve();
          }
        },
      );
    });
    await listening({ recogniser: first.recogniser });
    await started;
  });

  it('says of the browser’s own recogniser at least why it ends', async () => {
    if (native === undefined) return;
    Object.defineProperty(globalThis, 'SpeechRecognition', native);
    const ended = new Promise<RecogniserEvent[]>((resolve) => {
      const events: RecogniserEvent[] = [];
      createWebSpeechRecogniser().listen({
        lang: 'en-US',
        finish: new AbortController().signal,
        signal: new AbortController().signal,
        onEvent: (event) => {
          events.push(event);
          if (event.type === 'ended') resolve(events);
        },
      });
    });
    const events = await ended;
    assert.equal(events.at(-2)?.type, 'failed');
  });
});
