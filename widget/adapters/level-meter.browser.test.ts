import { assert } from '@open-wc/testing';
import { sendMouse } from '@web/test-runner-commands';
import { hasSoundDevice } from '../testing/sound-device.js';
import { browserClock } from './browser-clock.js';
import { measureVoice } from './level-meter.js';

interface Report {
  readonly rms: number;
  readonly pitchHz: number | undefined;
}

const HISS_SECONDS = 1;

function hissIn(context: AudioContext): AudioBufferSourceNode {
  const buffer = context.createBuffer(1, HISS_SECONDS * context.sampleRate, context.sampleRate);
  buffer.copyToChannel(
    Float32Array.from({ length: buffer.length }, () => 0.5 - Math.random()),
    0,
  );
  return new AudioBufferSourceNode(context, { buffer, loop: true });
}

describe('what a microphone’s track sounds like', () => {
  let ended: AbortController;
  let context: AudioContext;
  let looks: Set<(report: Report) => void>;
  let destination: MediaStreamAudioDestinationNode;

  before(function () {
    if (!hasSoundDevice()) this.skip();
  });

  beforeEach(async () => {
    // A click lets audio contexts start.
    await sendMouse({ type: 'click', position: [5, 5] });
    ended = new AbortController();
    context = new AudioContext();
    looks = new Set();
    destination = context.createMediaStreamDestination();
    const [track] = destination.stream.getAudioTracks();
    if (track === undefined) throw new Error('A destination without a track.');
    const onLevel = (rms: number, pitchHz: () => number | undefined): void => {
      for (const look of looks) look({ rms, pitchHz: pitchHz() });
    };
    measureVoice(track, { clock: browserClock, signal: ended.signal, onLevel });
  });

  afterEach(async () => {
    ended.abort();
    await context.close();
  });

  function report(fits: (report: Report) => boolean): Promise<Report> {
    return new Promise((resolve) => {
      const look = (one: Report): void => {
        if (!fits(one)) return;
        looks.delete(look);
        resolve(one);
      };
      looks.add(look);
    });
  }

  for (const hz of [90, 220]) {
    it(`has the pitch of a voice at ${hz} Hz`, async () => {
      const voice = new OscillatorNode(context, { type: 'sawtooth', frequency: hz });
      voice.connect(new GainNode(context, { gain: 0.5 })).connect(destination);
      voice.start();
      // Once the window that is looked at is full of it.
      const { rms } = await report(({ pitchHz }) => Math.abs((pitchHz ?? 0) / hz - 1) < 0.01);
      assert.isAbove(rms, 0.1);
    });
  }

  it('has a loudness and no pitch where it hisses', async () => {
    const hiss = hissIn(context);
    hiss.connect(destination);
    hiss.start();
    const { rms, pitchHz } = await report((one) => one.rms > 0.25);
    assert.approximately(rms, 1 / Math.sqrt(12), 0.05);
    assert.equal(pitchHz, undefined);
  });

  it('goes on when the system has suspended what it listens with', async () => {
    const made = Object.getOwnPropertyDescriptor(globalThis, 'AudioContext');
    const contexts: AudioContext[] = [];
    class SeenContext extends AudioContext {
      constructor(options?: AudioContextOptions) {
        super(options);
        contexts.push(this);
      }
    }
    Object.assign(globalThis, { AudioContext: SeenContext });
    const { signal } = ended;
    const [track] = destination.stream.getAudioTracks();
    if (track === undefined) throw new Error('A destination without a track.');
    const levels = new Set<() => void>();
    measureVoice(track, { clock: browserClock, signal, onLevel: () => levels.forEach((tell) => tell()) });
    if (made !== undefined) Object.defineProperty(globalThis, 'AudioContext', made);
    const [own] = contexts;
    if (own === undefined) throw new Error('No context was made.');
    await new Promise<void>((resolve) => levels.add(resolve));
    const runs = new Promise<void>((resolve) => {
      own.addEventListener('statechange', () => own.state === 'running' && resolve());
    });
    await own.suspend();
    await runs;
  });

  it('does without levels where the browser refuses the track’s rate, and holds no context', async () => {
    const made = Object.getOwnPropertyDescriptor(globalThis, 'MediaStreamAudioSourceNode');
    const contexts: BaseAudioContext[] = [];
    Object.assign(globalThis, {
      MediaStreamAudioSourceNode: function refuse(refusing: BaseAudioContext) {
        contexts.push(refusing);
        throw new DOMException('', 'NotSupportedError');
      },
    });
    const [track] = destination.stream.getAudioTracks();
    if (track === undefined) throw new Error('A destination without a track.');
    const unused = (): void => assert.fail('it told a level');
    measureVoice(track, { clock: browserClock, signal: ended.signal, onLevel: unused });
    if (made !== undefined) Object.defineProperty(globalThis, 'MediaStreamAudioSourceNode', made);
    const [refusing] = contexts;
    if (refusing === undefined) throw new Error('Nothing was refused.');
    if (refusing.state !== 'closed') {
      await new Promise((resolve) => {
        refusing.addEventListener('statechange', resolve, { once: true });
      });
    }
    assert.equal(refusing.state, 'closed');
  });
});
