import { VoiceError } from '../session/errors.js';
import type { AudioPlayer, Clock, PcmStream, PlaybackEvent, SegmentProgress } from '../session/ports.js';
import { PcmSegment } from './pcm-segment.js';
import { PcmTimeline, SAMPLE_RATE_HZ } from './pcm-timeline.js';

/** iOS after a phone call: the context says that it runs, and its time stands still (reliability matrix A5). */
const FROZEN_AFTER_MS = 2000;
/** A source node for every network packet would be hundreds a sentence: with this much ahead, samples are gathered. */
const COMFORT_FRAMES = SAMPLE_RATE_HZ / 4;
const GATHER_SAMPLES = SAMPLE_RATE_HZ / 10;

interface Output {
  context: AudioContext;
  readonly timeline: PcmTimeline;
}

/**
 * Plays streams of 24 kHz PCM one after another without a seam, each from its first samples on.
 * Nothing but AudioBufferSourceNodes: a worklet's module would need the host page's CSP to allow it.
 */
export class PcmPlayer implements AudioPlayer {
  readonly #clock: Clock;
  readonly #closed = new AbortController();
  readonly #listeners = new Set<(event: PlaybackEvent) => void>();
  #output: Output | undefined;
  /** Segments begun and not played to their end, in order. */
  #segments: PcmSegment[] = [];
  /** How many of them are wholly on the timeline. */
  #placed = 0;
  #isWatched = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async unlock(): Promise<void> {
    if (this.#closed.signal.aborted) throw VoiceError.aborted();
    await this.#open().context.resume();
  }

  enqueue({ segmentId, stream }: { readonly segmentId: string; readonly stream: PcmStream }): void {
    const segment = new PcmSegment(segmentId, stream);
    if (this.#closed.signal.aborted) {
      segment.cancel();
      return;
    }
    this.#segments.push(segment);
    // iOS suspends a context in the background, also one that had nothing to play.
    this.#wake();
    if (!this.#isWatched) this.#watch();
    void segment.read({
      onFirstByte: () => this.#emit({ type: 'first-byte', segmentId, atMs: this.#clock.now() }),
      onProgress: () => this.#place(),
      onBroken: (error) => this.#emit({ type: 'broken', segmentId, error }),
    });
  }

  level(): number {
    return this.#segments.length > 0 ? (this.#output?.timeline.level ?? 0) : 0;
  }

  stop(): readonly SegmentProgress[] {
    const timeline = this.#output?.timeline;
    const progress = this.#segments.map(({ id, spans, totalSamples }) => ({
      segmentId: id,
      playedSamples: spans.reduce((sum, span) => sum + (timeline?.playedFrames(span) ?? 0), 0),
      totalSamples,
    }));
    for (const segment of this.#segments) segment.cancel();
    if (this.#segments.length > 0) timeline?.silence();
    this.#segments = [];
    this.#placed = 0;
    return progress;
  }

  onEvent(listener: (event: PlaybackEvent) => void, signal?: AbortSignal): void {
    if (signal?.aborted === true) return;
    this.#listeners.add(listener);
    signal?.addEventListener('abort', () => this.#listeners.delete(listener), { once: true });
  }

  close(): void {
    if (this.#closed.signal.aborted) return;
    this.stop();
    this.#closed.abort();
    this.#listeners.clear();
    this.#output?.context.close().catch(ignoreClosed);
  }

  #open(): Output {
    if (this.#output !== undefined) return this.#output;
    const context = this.#createContext();
    this.#output = { context, timeline: new PcmTimeline(context) };
    return this.#output;
  }

  #createContext(): AudioContext {
    // The sound's own rate: in a context of another rate each buffer is resampled alone, and every seam clicks.
    const context = new AudioContext({ sampleRate: SAMPLE_RATE_HZ, latencyHint: 'interactive' });
    const wake = (): void => this.#wake();
    const { signal } = this.#closed;
    context.addEventListener('statechange', wake, { signal });
    document.addEventListener('visibilitychange', wake, { signal });
    return context;
  }

  #wake(): void {
    const { context } = this.#output ?? {};
    // Only from "suspended": resuming during iOS's "interrupted" (a phone call) breaks the context for good.
    if (context?.state === 'suspended' && this.#segments.length > 0) context.resume().catch(ignoreClosed);
  }

  /** While there is something to play: a context that runs and gets nowhere is replaced by another. */
  #watch(): void {
    const output = this.#open();
    const { context } = output;
    const { currentTime } = context;
    const look = (): void => {
      this.#isWatched = this.#segments.length > 0;
      if (!this.#isWatched) return;
      if (context.state === 'running' && context.currentTime === currentTime) {
        context.close().catch(ignoreClosed);
        output.context = this.#createContext();
        output.context.resume().catch(ignoreClosed);
        output.timeline.moveTo(output.context);
      }
      this.#watch();
    };
    this.#isWatched = true;
    this.#clock.after(FROZEN_AFTER_MS, look, this.#closed.signal);
  }

  /** Moves what has arrived onto the timeline, segment by segment. */
  #place(): void {
    const { timeline } = this.#open();
    for (let segment = this.#segments[this.#placed]; segment; segment = this.#segments[this.#placed]) {
      this.#placeSamples(segment, timeline);
      if (!segment.ended) return;
      this.#placed++;
      this.#markEnd(segment, timeline);
    }
  }

  #placeSamples(segment: PcmSegment, timeline: PcmTimeline): void {
    const waiting = segment.waitingSamples;
    if (waiting === 0) return;
    if (!segment.ended && waiting < GATHER_SAMPLES && timeline.aheadFrames > COMFORT_FRAMES) return;
    const { gapMs, ...span } = timeline.append(segment.take());
    if (gapMs > 0) this.#emit({ type: 'gap', gapMs });
    if (segment.spans.push(span) > 1) return;
    timeline.mark(span.startFrame, () => {
      // Marks may lie in one render block, and the browser tell of the later one first: of a segment that is over
      // nothing more is told.
      if (!this.#segments.includes(segment)) return;
      this.#finishBefore(this.#segments.indexOf(segment), timeline);
      this.#emit({
        type: 'audible',
        segmentId: segment.id,
        atMs: this.#heardAtMs(timeline, span.startFrame),
      });
    });
  }

  #markEnd(segment: PcmSegment, timeline: PcmTimeline): void {
    segment.endFrame = timeline.endFrame;
    timeline.mark(segment.endFrame, () => this.#finishBefore(this.#segments.indexOf(segment) + 1, timeline));
  }

  /** The first `count` segments have been played to their end. */
  #finishBefore(count: number, timeline: PcmTimeline): void {
    for (const { id, spans, endFrame } of this.#segments.splice(0, Math.max(0, count))) {
      this.#placed--;
      if (this.#segments.length === 0) timeline.rest();
      const atMs = spans.length === 0 ? this.#clock.now() : this.#heardAtMs(timeline, endFrame);
      this.#emit({ type: 'finished', segmentId: id, atMs });
    }
  }

  /** When `frame` leaves or left the speaker, on the session clock. */
  #heardAtMs(timeline: PcmTimeline, frame: number): number {
    return this.#clock.now() + timeline.audibleInMs(frame);
  }

  #emit(event: PlaybackEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}

/** Resuming or closing a context that is already closed rejects, and there is nothing left to do. */
function ignoreClosed(): void {}
