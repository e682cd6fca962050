import type { AudioPlayer, PcmStream, PlaybackEvent, SegmentProgress } from '../../widget/session/ports.js';
import type { ManualClock } from '../../widget/testing/manual-clock.js';
import { PlaybackListeners } from '../../widget/testing/playback-listeners.js';

interface Segment {
  readonly segmentId: string;
  samples: number;
  isWhole: boolean;
  isAudible: boolean;
}

/** A loudspeaker that goes on by one event at a time, as fast as its caller wants. */
export class FuzzedPlayer implements AudioPlayer {
  /** How often something began to be heard. */
  audible = 0;
  readonly #clock: ManualClock;
  readonly #listeners = new PlaybackListeners();
  #segments: Segment[] = [];

  constructor(clock: ManualClock) {
    this.#clock = clock;
  }

  get isPlaying(): boolean {
    return this.#segments.length > 0;
  }

  unlock(): Promise<void> {
    return Promise.resolve();
  }

  enqueue({ segmentId, stream }: { readonly segmentId: string; readonly stream: PcmStream }): void {
    const segment: Segment = { segmentId, samples: 0, isWhole: false, isAudible: false };
    this.#segments.push(segment);
    void this.#read(segment, stream);
  }

  level(): number {
    return this.#segments[0]?.isAudible ? 0.1 : 0;
  }

  stop(): readonly SegmentProgress[] {
    const progress = this.#segments.map(({ segmentId, samples, isWhole, isAudible }) => ({
      segmentId,
      playedSamples: isAudible ? Math.floor(samples / 2) : 0,
      totalSamples: isWhole ? samples : undefined,
    }));
    this.#segments = [];
    return progress;
  }

  onEvent(listener: (event: PlaybackEvent) => void, signal?: AbortSignal): void {
    this.#listeners.add(listener, signal);
  }

  close(): void {
    this.stop();
    this.#listeners.clear();
  }

  /** The next sentence begins to be heard, or ends. Nothing happens while its sound has not come. */
  playOn(): void {
    const [first] = this.#segments;
    if (!first?.isWhole) return;
    const stamp = { segmentId: first.segmentId, atMs: this.#clock.now() };
    if (first.isAudible) {
      this.#segments.shift();
      this.#listeners.tell({ type: 'finished', ...stamp });
    } else {
      first.isAudible = true;
      this.audible += 1;
      this.#listeners.tell({ type: 'first-byte', ...stamp });
      this.#listeners.tell({ type: 'audible', ...stamp });
    }
  }

  async #read(segment: Segment, stream: PcmStream): Promise<void> {
    try {
      for await (const chunk of stream) segment.samples += chunk.length / 2;
    } catch (error) {
      if (this.#segments.includes(segment)) {
        this.#listeners.tell({ type: 'broken', segmentId: segment.segmentId, error });
      }
    }
    segment.isWhole = true;
  }
}
