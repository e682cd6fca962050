import type { PcmStream } from '../session/ports.js';
import { PcmDecoder } from './pcm-decoder.js';
import type { Span } from './pcm-timeline.js';

export interface SegmentEvents {
  onFirstByte(): void;
  /** Something changed: samples to take, or the end. */
  onProgress(): void;
  onBroken(error: unknown): void;
}

/** One stream of PCM on its way to the timeline. Reads at once, keeps what the timeline has not taken. */
export class PcmSegment {
  readonly id: string;
  /** Where its sound lies on the timeline. */
  readonly spans: Span[] = [];
  /** The frame after its last one, once it is wholly on the timeline. */
  endFrame = 0;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #decoder = new PcmDecoder();
  #arrived: Float32Array<ArrayBuffer>[] = [];
  #waitingSamples = 0;
  #arrivedSamples = 0;
  #ended = false;
  #cancelled = false;

  constructor(id: string, stream: PcmStream) {
    this.id = id;
    this.#reader = stream.getReader();
  }

  /** No more samples will arrive. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Known once the stream has ended. */
  get totalSamples(): number | undefined {
    return this.#ended ? this.#arrivedSamples : undefined;
  }

  get waitingSamples(): number {
    return this.#waitingSamples;
  }

  /** Everything that has arrived and was not taken yet, in one piece. */
  take(): Float32Array<ArrayBuffer> {
    const samples = new Float32Array(this.#waitingSamples);
    let at = 0;
    for (const part of this.#arrived) {
      samples.set(part, at);
      at += part.length;
    }
    this.#arrived = [];
    this.#waitingSamples = 0;
    return samples;
  }

  /** Never rejects: a broken stream is an event, and then an end. */
  async read(events: SegmentEvents): Promise<void> {
    try {
      for (let first = true; ;) {
        const { done, value } = await this.#reader.read();
        if (this.#cancelled) return;
        if (done) break;
        if (first && value.length > 0) {
          first = false;
          events.onFirstByte();
        }
        this.#keep(this.#decoder.decode(value));
        events.onProgress();
      }
    } catch (error) {
      if (this.#cancelled) return;
      events.onBroken(error);
    }
    this.#ended = true;
    events.onProgress();
  }

  cancel(): void {
    this.#cancelled = true;
    // A stream that has broken meanwhile rejects with its own error, which nobody waits for any more.
    this.#reader.cancel().catch(() => undefined);
  }

  #keep(samples: Float32Array<ArrayBuffer>): void {
    this.#arrived.push(samples);
    this.#waitingSamples += samples.length;
    this.#arrivedSamples += samples.length;
  }
}
