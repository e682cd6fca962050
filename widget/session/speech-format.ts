import type { TtsFormat } from '../../server/contract/session.js';
import type { Clock } from './ports.js';

/** Raw samples for a millisecond of sound, which is also their rate in bytes a millisecond. */
const PCM_BYTES_PER_MS = 48;
/** A slower network has nothing to spare for a bad second. */
const SLOW_BYTES_PER_MS = 1.5 * PCM_BYTES_PER_MS;
/** Back to raw samples from here on: well above, or a network between the two would have both by turns. */
const FAST_BYTES_PER_MS = 2 * PCM_BYTES_PER_MS;
/** What comes nearly as fast as the voice makes it does not wait for the network. */
const STARVED = 0.75;
/** A third of a second of raw sound: of less the first packets' luck decides. */
const TELLING_BYTES = 16_000;
/** How far back the measurement reaches, in time in which sound was on its way. */
const MEMORY_MS = 2000;
/** Compressed sound cannot show a fast network, being so little: raw samples are tried again, each time later. */
const RETRY_AFTER_MS = 60_000;

export interface SpeechFormatOptions {
  readonly clock: Clock;
  /** What the backend speaks, best first. */
  readonly offered: () => readonly TtsFormat[];
}

/** Chooses the format of each sentence by how fast those before came in. One for all calls of a session. */
export class SpeechFormat {
  readonly #options: SpeechFormatOptions;
  readonly #unusable = new Set<TtsFormat>();
  /** Bodies on their way now. */
  #open = 0;
  #countedToMs = 0;
  #bytes = 0;
  #flowingMs = 0;
  /** The voice's own speed, as the backend tells it: milliseconds for a second of sound. */
  #voiceMsPerSecond = Infinity;
  /** Since when the network counts as slow, and how slow it was. */
  #slow: { readonly atMs: number; readonly bytesPerMs: number } | undefined;
  #retryAfterMs = RETRY_AFTER_MS;

  constructor(options: SpeechFormatOptions) {
    this.#options = options;
  }

  /**
   * What to ask for first, and what if that fails. `durationMs`: how long the sentence is, about; `inHandMs`: how
   * long there is something else to hear.
   */
  choose(durationMs: number, inHandMs: number): readonly [TtsFormat, TtsFormat] {
    const offered = this.#options.offered();
    const packed = offered.find((format) => format !== 'pcm' && !this.#unusable.has(format));
    if (packed === undefined) return ['pcm', 'pcm'];
    if (!offered.includes('pcm')) return [packed, packed];
    this.#judge();
    const now = this.#options.clock.now();
    if (
      this.#slow &&
      now - this.#slow.atMs >= this.#retryAfterMs &&
      // Even if nothing has changed, nobody hears a gap.
      durationMs * (PCM_BYTES_PER_MS / this.#slow.bytesPerMs - 1) <= inHandMs
    ) {
      this.#slow = undefined;
      this.#retryAfterMs *= 2;
      this.#bytes = this.#flowingMs = 0;
    }
    return [this.#slow ? packed : 'pcm', 'pcm'];
  }

  /** A body begins to come. */
  began(voiceMsPerSecond = Infinity): void {
    // What was measured counts until something else has been: a network may have changed between two answers.
    if (this.#open === 0 && this.#judge()) this.#bytes = this.#flowingMs = 0;
    this.#voiceMsPerSecond = voiceMsPerSecond;
    this.#count();
    this.#open += 1;
  }

  arrived(sizeBytes: number): void {
    this.#count();
    this.#bytes += sizeBytes;
  }

  ended(): void {
    this.#count();
    this.#open -= 1;
  }

  /** This browser makes nothing of it: it is not asked for again. */
  cannotPlay(format: TtsFormat): void {
    this.#unusable.add(format);
  }

  #count(): void {
    if (this.#flowingMs >= MEMORY_MS) {
      this.#flowingMs /= 2;
      this.#bytes /= 2;
    }
    const now = this.#options.clock.now();
    if (this.#open > 0) this.#flowingMs += now - this.#countedToMs;
    this.#countedToMs = now;
  }

  /** Whether there was enough to go by. */
  #judge(): boolean {
    if (this.#bytes < TELLING_BYTES) return false;
    const bytesPerMs = this.#bytes / this.#flowingMs;
    if (bytesPerMs >= FAST_BYTES_PER_MS) this.#slow = undefined;
    const voiceBytesPerMs = (PCM_BYTES_PER_MS * 1000) / this.#voiceMsPerSecond;
    if (!this.#slow && bytesPerMs < Math.min(SLOW_BYTES_PER_MS, STARVED * voiceBytesPerMs)) {
      this.#slow = { atMs: this.#options.clock.now(), bytesPerMs };
    }
    return true;
  }
}
