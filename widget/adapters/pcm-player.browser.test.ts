import { assert } from '@open-wc/testing';
import { sendMouse } from '@web/test-runner-commands';
import type { PcmStream, PlaybackEvent } from '../session/ports.js';
import { AudioTap } from '../testing/audio-tap.js';
import { ManualClock } from '../testing/manual-clock.js';
import { hasSoundDevice, letsSoundOutAtOnce } from '../testing/sound-device.js';
import { browserClock } from './browser-clock.js';
import { PcmPlayer } from './pcm-player.js';

/** A sine as PCM; a phase that runs on from `fromSample` makes a seam between two of them inaudible. */
function sine(samples: number, fromSample = 0): Uint8Array<ArrayBuffer> {
  const pcm = new DataView(new ArrayBuffer(samples * 2));
  for (let index = 0; index < samples; index++) {
    pcm.setInt16(index * 2, Math.round(expected(fromSample + index) * 32_768), true);
  }
  return new Uint8Array(pcm.buffer);
}

/** 440 Hz at half of full scale, beginning a quarter of a period in: audible from its first sample. */
function expected(sample: number): number {
  return 0.5 * Math.cos((2 * Math.PI * 440 * sample) / 24_000);
}

/** A stream that the test fills. */
function source(): {
  readonly stream: PcmStream;
  send(...chunks: Uint8Array<ArrayBuffer>[]): void;
  end(): void;
  break(): void;
  readonly cancelled: boolean;
} {
  let controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | undefined;
  let cancelled = false;
  const stream: PcmStream = new ReadableStream({
    start: (given) => void (controller = given),
    cancel: () => void (cancelled = true),
  });
  return {
    stream,
    send: (...chunks) => chunks.forEach((chunk) => controller?.enqueue(chunk)),
    end: () => controller?.close(),
    break: () => controller?.error(new TypeError('network error')),
    get cancelled() {
      return cancelled;
    },
  };
}

function whole(samples: number, fromSample = 0): PcmStream {
  const { stream, send, end } = source();
  send(sine(samples, fromSample));
  end();
  return stream;
}

/** A player with its events, and a wait for the next one of a kind. */
function observed(player: PcmPlayer): {
  readonly events: PlaybackEvent[];
  next<Type extends PlaybackEvent['type']>(
    type: Type,
    segmentId?: string,
  ): Promise<Extract<PlaybackEvent, { type: Type }>>;
} {
  const events: PlaybackEvent[] = [];
  const waiting = new Set<(event: PlaybackEvent) => void>();
  player.onEvent((event) => {
    events.push(event);
    for (const check of waiting) check(event);
  });
  return {
    events,
    next: (type, segmentId) =>
      new Promise((resolve) => {
        const check = (event: PlaybackEvent): void => {
          if (!is(event, type)) return;
          if (segmentId !== undefined && 'segmentId' in event && event.segmentId !== segmentId) return;
          waiting.delete(check);
          resolve(event);
        };
        waiting.add(check);
        events.forEach(check);
      }),
  };
}

function is<Type extends PlaybackEvent['type']>(
  event: PlaybackEvent,
  type: Type,
): event is Extract<PlaybackEvent, { type: Type }> {
  return event.type === type;
}

function worstStep(samples: Float32Array): number {
  let worst = 0;
  for (let index = 1; index < samples.length; index++) {
    worst = Math.max(worst, Math.abs((samples[index] ?? 0) - (samples[index - 1] ?? 0)));
  }
  return worst;
}

/** The largest difference between the recording and the sine it should be. */
function residual(samples: Float32Array): number {
  return samples.reduce((worst, sample, index) => Math.max(worst, Math.abs(sample - expected(index))), 0);
}

function assertWithin(value: number, least: number, most: number): void {
  assert.isAtLeast(value, least);
  assert.isAtMost(value, most);
}

function nonZero(samples: Float32Array): number {
  return samples.filter((sample) => sample !== 0).length;
}

/** What iOS was seen to do to a context: it says that it runs, and its time stands still. */
async function freeze(context: AudioContext): Promise<void> {
  const state = Object.getOwnPropertyDescriptor(BaseAudioContext.prototype, 'state');
  let isClosed = false;
  context.addEventListener('statechange', () => (isClosed ||= state?.get?.call(context) === 'closed'));
  Object.defineProperty(context, 'state', { get: () => (isClosed ? 'closed' : 'running') });
  await context.suspend();
  Object.defineProperty(context, 'currentTime', { value: context.currentTime });
}

describe('PcmPlayer before a gesture', () => {
  before(function () {
    if (!hasSoundDevice() || letsSoundOutAtOnce()) this.skip();
  });

  it('waits in unlock() for as long as the browser keeps the sound to itself', async () => {
    const clock = new ManualClock();
    const player = new PcmPlayer(clock);
    const told: string[] = [];
    const first = player.unlock().then(() => void told.push('first'));
    await new OfflineAudioContext(1, 24_000, 24_000).startRendering();
    assert.deepEqual(told, []);
    await sendMouse({ type: 'click', position: [5, 5] });
    await player.unlock();
    await first;
    assert.deepEqual(told, ['first']);
    player.close();
    assert.equal(clock.running, 0);
  });
});

describe('PcmPlayer', () => {
  let tap: AudioTap;
  let player: PcmPlayer;

  before(async function () {
    if (!hasSoundDevice()) this.skip();
    await sendMouse({ type: 'click', position: [5, 5] });
  });

  beforeEach(async () => {
    tap = new AudioTap();
    player = new PcmPlayer(browserClock);
    await player.unlock();
    await tap.ready();
  });

  afterEach(() => {
    player.close();
    tap.remove();
  });

  it('plays a sine that arrives in odd chunks without a click', async () => {
    const { next } = observed(player);
    const { stream, send, end } = source();
    const pcm = sine(24_000);
    player.enqueue({ segmentId: 'a', stream });
    for (let at = 0, size = 1; at < pcm.length; at += size, size = 2 * (size % 700) + 101) {
      send(pcm.slice(at, at + size));
    }
    end();
    await next('finished');
    await tap.blocks(4);
    assertWithin(tap.sound.length, 23_990, 24_000);
    assert.isBelow(residual(tap.sound), 1e-4);
  });

  it('tells how loud it is while it plays, and nothing before and after', async () => {
    const { next } = observed(player);
    assert.equal(player.level(), 0);
    const { stream, send, end } = source();
    player.enqueue({ segmentId: 'a', stream });
    send(sine(9_600));
    await next('audible');
    await tap.blocks(12);
    // A sine at half of full scale.
    assert.approximately(player.level(), 0.5 / Math.SQRT2, 0.02);
    end();
    await next('finished');
    assert.equal(player.level(), 0);
  });

  it('leaves no seam between segments', async () => {
    const { next, events } = observed(player);
    player.enqueue({ segmentId: 'a', stream: whole(4801) });
    player.enqueue({ segmentId: 'b', stream: whole(4799, 4801) });
    await next('finished', 'b');
    await tap.blocks(4);
    assert.isBelow(residual(tap.sound), 1e-4);
    assertWithin(tap.sound.length, 9590, 9600);
    assert.sameMembers(
      events.map((event) => event.type),
      ['first-byte', 'first-byte', 'audible', 'audible', 'finished', 'finished'],
    );
  });

  it('keeps the order of the calls, whichever stream is faster', async () => {
    const { next, events } = observed(player);
    const slow = source();
    player.enqueue({ segmentId: 'slow', stream: slow.stream });
    player.enqueue({ segmentId: 'fast', stream: whole(2400) });
    await next('first-byte', 'fast');
    slow.send(sine(2400));
    slow.end();
    await next('finished', 'fast');
    const order = events.filter(({ type }) => type === 'audible' || type === 'finished');
    assert.deepEqual(
      order.map((event) => ('segmentId' in event ? event.segmentId : '')),
      ['slow', 'slow', 'fast', 'fast'],
    );
  });

  it('lets the first sample out within 40 ms of its arrival, and says when', async () => {
    const { next } = observed(player);
    const { stream, send, end } = source();
    player.enqueue({ segmentId: 'a', stream });
    await tap.blocks(2);
    const sentAtMs = Date.now();
    const sentAtClock = browserClock.now();
    send(sine(12_000));
    end();
    const audible = await next('audible');
    await next('finished');
    const heard = tap.audible();
    assert.isBelow((heard?.firstAtMs ?? Infinity) - sentAtMs, 60);
    const [context] = tap.contexts;
    const latencyMs =
      (context instanceof AudioContext && context.baseLatency ? context.outputLatency : 0) * 1000;
    const toldAfterMs = audible.atMs - sentAtClock - latencyMs;
    assertWithin(toldAfterMs - ((heard?.firstAtMs ?? 0) - sentAtMs), -25, 25);
  });

  it('never asks how late the device is where the answer may keep the page waiting', async () => {
    const { next } = observed(player);
    player.enqueue({ segmentId: 'a', stream: whole(2400) });
    const context = tap.contexts.at(-1);
    assert.instanceOf(context, AudioContext);
    // As in Firefox, whose question to the device holds the page for as long as another stream takes to open.
    Object.defineProperty(context, 'baseLatency', { value: 0 });
    let asked = 0;
    const ask = (): number => ++asked;
    Object.defineProperty(context, 'outputLatency', { get: ask });
    Object.defineProperty(context, 'getOutputTimestamp', { value: ask });
    const { atMs } = await next('audible');
    assert.isAtMost(atMs, browserClock.now());
    await next('finished');
    assert.equal(asked, 0);
  });

  it('falls silent within 20 ms of stop(), with a ramp, and knows what was heard', async () => {
    const { next } = observed(player);
    const open = source();
    player.enqueue({ segmentId: 'a', stream: open.stream });
    player.enqueue({ segmentId: 'b', stream: whole(2400) });
    open.send(sine(72_000));
    await next('audible');
    await tap.blocks(20);
    const stoppedAtMs = Date.now();
    const progress = player.stop();
    await tap.blocks(20);
    const heard = tap.audible();
    const [context] = tap.contexts;
    assert.instanceOf(context, AudioContext);
    // An engine without a latency of its own renders all of a device's next turn at once: up to 512 frames (Firefox).
    const turnMs = context.baseLatency === 0 ? 512 / 24 : 0;
    assert.isBelow((heard?.lastAtMs ?? Infinity) - stoppedAtMs, 20 + turnMs);
    // The sine itself moves by 0.058 a sample; a cut would be up to 0.5.
    assert.isBelow(worstStep(tap.sound.slice(1)), 0.07);
    assert.equal(open.cancelled, true);
    assert.deepEqual(
      progress.map(({ segmentId, totalSamples }) => ({ segmentId, totalSamples })),
      [
        { segmentId: 'a', totalSamples: undefined },
        { segmentId: 'b', totalSamples: 2400 },
      ],
    );
    // The ramp's own 5 ms and the blocks that were rendered ahead are not counted.
    assertWithin((progress[0]?.playedSamples ?? 0) - tap.sound.length, -800, 128);
    assert.equal(progress[1]?.playedSamples, 0);
  });

  it('says nothing more after stop(), and plays what comes next', async () => {
    const { next, events } = observed(player);
    player.enqueue({ segmentId: 'a', stream: whole(24_000) });
    await next('audible');
    player.stop();
    const before = events.length;
    await tap.blocks(10);
    assert.equal(events.length, before);
    tap.clear();
    player.enqueue({ segmentId: 'b', stream: whole(2400) });
    await next('finished', 'b');
    await tap.blocks(4);
    assert.isBelow(residual(tap.sound), 1e-4);
  });

  it('tells how long the sound ran dry', async () => {
    const { next } = observed(player);
    const { stream, send, end } = source();
    player.enqueue({ segmentId: 'a', stream });
    send(sine(2400));
    await next('audible');
    // 100 ms of sound, then about 200 of nothing.
    await tap.blocks(56);
    send(sine(2400));
    end();
    const gap = await next('gap');
    await next('finished');
    await tap.blocks(4);
    const silence = Math.max(...tap.silences(20));
    assertWithin(gap.gapMs, silence - 10, silence + 10);
    assert.isAbove(silence, 100);
  });

  it('finishes a segment without sound in its turn', async () => {
    const { next, events } = observed(player);
    player.enqueue({ segmentId: 'a', stream: whole(2400) });
    player.enqueue({ segmentId: 'empty', stream: whole(0) });
    player.enqueue({ segmentId: 'b', stream: whole(2400) });
    await next('finished', 'b');
    const finished = events.filter(({ type }) => type === 'finished');
    assert.deepEqual(
      finished.map((event) => ('segmentId' in event ? event.segmentId : '')),
      ['a', 'empty', 'b'],
    );
  });

  it('plays what had come of a stream that breaks, and goes on', async () => {
    const { next } = observed(player);
    const broken = source();
    player.enqueue({ segmentId: 'a', stream: broken.stream });
    broken.send(sine(2400));
    await next('audible', 'a');
    broken.break();
    player.enqueue({ segmentId: 'b', stream: whole(2400, 2400) });
    await next('broken', 'a');
    await next('finished', 'b');
    await tap.blocks(4);
    // Where the browser begins `a` later than asked, on a busy machine, its end sounds together with the beginning of `b`.
    assertWithin(nonZero(tap.samples), 4600, 4800);
  });

  it('goes on in another context where one says that it runs and stands still for two seconds', async () => {
    player.close();
    tap.clear();
    const clock = new ManualClock();
    player = new PcmPlayer(clock);
    const { next, events } = observed(player);
    player.enqueue({ segmentId: 'a', stream: whole(24_000) });
    const frozen = tap.contexts.at(-1);
    assert.instanceOf(frozen, AudioContext);
    await tap.ready();
    await next('audible');
    await tap.blocks(90);
    await freeze(frozen);
    const heardSamples = nonZero(tap.samples);
    await clock.advance(2000);
    await clock.advance(2000);
    assert.lengthOf(
      events.filter(({ type }) => type === 'finished'),
      0,
    );
    assert.notEqual(tap.contexts.at(-1), frozen);
    await next('finished');
    // The recorder of the new context is ready some milliseconds later than its first sound.
    assertWithin(nonZero(tap.samples), heardSamples + 6000, 24_000);
    assert.equal(frozen.state, 'closed');
    player.close();
    assert.equal(clock.running, 0);
  });

  it('takes neither a pause nor a suspended context for one that stands still', async () => {
    player.close();
    const clock = new ManualClock();
    player = new PcmPlayer(clock);
    const { next } = observed(player);
    const { stream, send, end } = source();
    player.enqueue({ segmentId: 'a', stream });
    const context = tap.contexts.at(-1);
    assert.instanceOf(context, AudioContext);
    Object.defineProperty(context, 'state', { value: 'interrupted', configurable: true });
    await context.suspend();
    await clock.advance(6000);
    Reflect.deleteProperty(context, 'state');
    send(sine(2400));
    end();
    await context.resume();
    await next('finished');
    assert.equal(tap.contexts.at(-1), context);
    await clock.advance(6000);
    assert.equal(clock.running, 0, 'nobody looks while there is nothing to play');
  });

  it('resumes a context that was suspended, and leaves one that was interrupted alone', async () => {
    const { next } = observed(player);
    const { stream, send, end } = source();
    player.enqueue({ segmentId: 'a', stream });
    const context = tap.contexts.at(-1);
    assert.instanceOf(context, AudioContext);
    send(sine(2400));
    await next('audible');
    await context.suspend();
    send(sine(2400));
    end();
    await next('finished');
    assert.equal(context.state, 'running');

    player.enqueue({ segmentId: 'b', stream: source().stream });
    let resumed = 0;
    context.resume = () => {
      resumed++;
      return Promise.resolve();
    };
    Object.defineProperty(context, 'state', { value: 'interrupted', configurable: true });
    context.dispatchEvent(new Event('statechange'));
    document.dispatchEvent(new Event('visibilitychange'));
    assert.equal(resumed, 0);
    Reflect.deleteProperty(context, 'state');
    Reflect.deleteProperty(context, 'resume');
  });

  it('wakes a context that was suspended while it had nothing to play', async () => {
    const { next } = observed(player);
    const context = tap.contexts.at(-1);
    assert.instanceOf(context, AudioContext);
    const told = new Promise((resolve) => {
      context.addEventListener('statechange', resolve, { once: true });
    });
    await Promise.all([context.suspend(), told]);
    player.enqueue({ segmentId: 'a', stream: whole(2400) });
    await next('finished');
    assert.equal(context.state, 'running');
  });

  it('never tells the beginning of a sound after its end, however short it is', async () => {
    const { next, events } = observed(player);
    const ids = Array.from({ length: 30 }, (_, index) => `tone ${index}`);
    for (const segmentId of ids) player.enqueue({ segmentId, stream: whole(24) });
    await next('finished', ids.at(-1));
    await tap.blocks(4);
    const late = events.filter(
      ({ type, ...rest }, at) =>
        type === 'audible' &&
        'segmentId' in rest &&
        events.slice(0, at).some((event) => event.type === 'finished' && event.segmentId === rest.segmentId),
    );
    assert.deepEqual(late, []);
    assert.lengthOf(
      events.filter(({ type }) => type === 'finished'),
      ids.length,
    );
  });

  it('closes its context, and takes no sound afterwards', async () => {
    const { next, events } = observed(player);
    player.enqueue({ segmentId: 'a', stream: whole(24_000) });
    await next('audible');
    const [context] = tap.contexts;
    const closed = new Promise<void>((resolve) => {
      context?.addEventListener('statechange', () => context.state === 'closed' && resolve());
    });
    player.close();
    player.close();
    await closed;
    const late = source();
    player.enqueue({ segmentId: 'b', stream: late.stream });
    assert.equal(late.cancelled, true);
    assert.equal(events.at(-1)?.type, 'audible');
    const code = await player.unlock().catch((error: { code?: string }) => error.code);
    assert.equal(code, 'aborted');
  });
});
