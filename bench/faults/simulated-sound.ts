/** A voice and a loudspeaker that take their time. The sound is silence: only its length counts. */
import type {
  AudioPlayer,
  PcmStream,
  PlaybackEvent,
  SegmentProgress,
  SpokenSentence,
  SpeechSynthesiser,
} from '../../widget/session/ports.js';
import { VoiceError } from '../../widget/session/errors.js';
import type { Happenings } from './happenings.js';
import type { Network } from './network.js';
import type { SimulatedTime } from './simulated-time.js';
import { PlaybackListeners } from '../../widget/testing/playback-listeners.js';

const MS_PER_CHARACTER = 25;
const SAMPLES_PER_MS = 24;
const BYTES_PER_MS = 2 * SAMPLES_PER_MS;
/** One silence for all: what is read of it is never changed. */
const SILENCE = new Uint8Array(60_000 * BYTES_PER_MS);

type Request = Parameters<SpeechSynthesiser['synthesise']>[0];

export class SimulatedSynthesiser implements SpeechSynthesiser {
  readonly #network: Network;

  constructor(network: Network) {
    this.#network = network;
  }

  warm(): void {
    // A run counts round trips of requests alone.
  }

  /** Half of the sound with the answer, and half a round trip later. */
  async synthesise({ text, signal }: Request): Promise<SpokenSentence> {
    const unreachable = (): VoiceError => new VoiceError('speech-failed', 'The backend did not answer.');
    await this.#network.request(() => undefined, { signal, unreachable });
    const half = SILENCE.subarray(0, Math.ceil((text.length * MS_PER_CHARACTER) / 2) * BYTES_PER_MS);
    let halves = 0;
    const stream: PcmStream = new ReadableStream(
      {
        pull: async (controller) => {
          if (halves === 1) await this.#network.pass(signal);
          if (halves < 2) controller.enqueue(half);
          else controller.close();
          halves += 1;
        },
      },
      { highWaterMark: 0 },
    );
    return { stream };
  }
}

interface Segment {
  readonly segmentId: string;
  arrivedMs: number;
  playedMs: number;
  isWhole: boolean;
}

export class SimulatedPlayer implements AudioPlayer {
  isClosed = false;
  readonly #time: SimulatedTime;
  readonly #happenings: Happenings;
  readonly #listeners = new PlaybackListeners();
  #segments: Segment[] = [];
  #reading = new AbortController();
  /** Since when the first segment's sound has been running; nothing while it waits. */
  #runsSinceMs: number | undefined;
  #cancel: () => void = () => undefined;

  constructor(time: SimulatedTime, happenings: Happenings) {
    this.#time = time;
    this.#happenings = happenings;
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  unlock(): Promise<void> {
    return Promise.resolve();
  }

  enqueue({ segmentId, stream }: { readonly segmentId: string; readonly stream: PcmStream }): void {
    if (this.isClosed) throw new Error('A closed player was given sound.');
    const segment: Segment = { segmentId, arrivedMs: 0, playedMs: 0, isWhole: false };
    this.#segments.push(segment);
    void this.#read(segment, stream, this.#reading.signal);
  }

  level(): number {
    return this.#runsSinceMs === undefined ? 0 : 0.1;
  }

  stop(): readonly SegmentProgress[] {
    this.#pause();
    const progress = this.#segments.map(({ segmentId, arrivedMs, playedMs, isWhole }) => ({
      segmentId,
      playedSamples: Math.floor(playedMs * SAMPLES_PER_MS),
      totalSamples: isWhole ? Math.floor(arrivedMs * SAMPLES_PER_MS) : undefined,
    }));
    this.#segments = [];
    this.#reading.abort();
    this.#reading = new AbortController();
    return progress;
  }

  onEvent(listener: (event: PlaybackEvent) => void, signal?: AbortSignal): void {
    this.#listeners.add(listener, signal);
  }

  close(): void {
    this.stop();
    this.isClosed = true;
    this.#listeners.clear();
  }

  async #read(segment: Segment, stream: PcmStream, signal: AbortSignal): Promise<void> {
    const reader = stream.getReader();
    const over = new AbortController();
    signal.addEventListener('abort', () => void reader.cancel(), { signal: over.signal });
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (signal.aborted) return;
        if (done) break;
        if (segment.arrivedMs === 0) this.#listeners.tell({ type: 'first-byte', ...this.#stamp(segment) });
        segment.arrivedMs += value.length / BYTES_PER_MS;
        this.#play();
      }
    } catch (error) {
      if (signal.aborted) return;
      this.#listeners.tell({ type: 'broken', segmentId: segment.segmentId, error });
    } finally {
      over.abort();
    }
    segment.isWhole = true;
    this.#play();
  }

  /** Lets the first segment sound as far as it has arrived. */
  #play(): void {
    this.#pause();
    const [first] = this.#segments;
    if (!first) return;
    if (first.playedMs >= first.arrivedMs) {
      if (first.isWhole) this.#finish(first);
      return;
    }
    this.#runsSinceMs = this.#time.nowMs;
    if (first.playedMs === 0) {
      this.#happenings.tell({ type: 'visitor', what: 'hears the answer' });
      this.#listeners.tell({ type: 'audible', ...this.#stamp(first) });
    }
    // A listener may have stopped everything.
    if (this.#segments[0] !== first) return;
    this.#cancel = this.#time.after('page', first.arrivedMs - first.playedMs, () => this.#play());
  }

  #pause(): void {
    this.#cancel();
    const [first] = this.#segments;
    if (first && this.#runsSinceMs !== undefined) {
      first.playedMs = Math.min(first.arrivedMs, first.playedMs + this.#time.nowMs - this.#runsSinceMs);
    }
    this.#runsSinceMs = undefined;
  }

  #finish(segment: Segment): void {
    this.#segments.shift();
    this.#listeners.tell({ type: 'finished', ...this.#stamp(segment) });
    this.#play();
  }

  #stamp({ segmentId }: Segment): { readonly segmentId: string; readonly atMs: number } {
    return { segmentId, atMs: this.#time.nowMs };
  }
}
