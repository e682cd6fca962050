import { VoiceError } from '../session/errors.js';
import type { AudioPlayer, PcmStream, PlaybackEvent, SegmentProgress } from '../session/ports.js';
import type { ManualClock } from './manual-clock.js';
import { settled } from './settled.js';
import { MS_PER_CHARACTER, SAMPLES_PER_CHARACTER, textOf } from './spoken-sound.js';
import { PlaybackListeners } from './playback-listeners.js';

interface Segment {
  readonly segmentId: string;
  text: string;
  ended: boolean;
  played: number;
}

/** Plays when a test says so, and knows which words have been heard. */
export class ScriptedPlayer implements AudioPlayer {
  /** Everything heard since it was created. */
  heard = '';
  closed = false;
  /** Called after every character that was played. */
  onPlayed: () => void = () => undefined;
  readonly #clock: ManualClock;
  readonly #permission: () => Promise<void>;
  readonly #listeners = new PlaybackListeners();
  #segments: Segment[] = [];
  #reading = new AbortController();

  constructor(clock: ManualClock, permission: () => Promise<void>) {
    this.#clock = clock;
    this.#permission = permission;
  }

  unlock(): Promise<void> {
    return this.#permission();
  }

  enqueue({ segmentId, stream }: { readonly segmentId: string; readonly stream: PcmStream }): void {
    if (this.closed) throw new Error('A closed player was given sound.');
    const segment: Segment = { segmentId, text: '', ended: false, played: 0 };
    this.#segments.push(segment);
    void this.#read(segment, stream, this.#reading.signal);
  }

  level(): number {
    const [segment] = this.#segments;
    return segment && segment.played > 0 ? 0.1 : 0;
  }

  stop(): readonly SegmentProgress[] {
    const progress = this.#segments.map(({ segmentId, text, ended, played }) => ({
      segmentId,
      playedSamples: played * SAMPLES_PER_CHARACTER,
      totalSamples: ended ? text.length * SAMPLES_PER_CHARACTER : undefined,
    }));
    this.#segments = [];
    this.#reading.abort(VoiceError.aborted());
    this.#reading = new AbortController();
    return progress;
  }

  onEvent(listener: (event: PlaybackEvent) => void, signal?: AbortSignal): void {
    this.#listeners.add(listener, signal);
  }

  close(): void {
    this.stop();
    this.closed = true;
    this.#listeners.clear();
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  /** Plays until `words` have just been heard. Fails when the sound ends before. */
  async playUntil(words: string): Promise<void> {
    const from = this.heard.length;
    while (!this.heard.slice(from).endsWith(words)) {
      if (!(await this.#playCharacter())) {
        throw new Error(`The sound ended before "${words}" was heard: "${this.heard.slice(from)}"`);
      }
    }
  }

  /** Plays whatever there is to play. */
  async playAll(): Promise<void> {
    while (await this.#playCharacter());
  }

  async #playCharacter(): Promise<boolean> {
    await settled();
    const segment = this.#segments[0];
    if (!segment) return false;
    if (segment.played === segment.text.length) {
      if (!segment.ended) return false;
      this.#segments.shift();
      this.#listeners.tell({ type: 'finished', segmentId: segment.segmentId, atMs: this.#clock.now() });
      return true;
    }
    if (segment.played === 0) {
      this.#listeners.tell({ type: 'audible', segmentId: segment.segmentId, atMs: this.#clock.now() });
    }
    this.heard += segment.text.charAt(segment.played);
    segment.played += 1;
    await this.#clock.advance(MS_PER_CHARACTER);
    this.onPlayed();
    return true;
  }

  async #read(segment: Segment, stream: PcmStream, signal: AbortSignal): Promise<void> {
    const reader = stream.getReader();
    signal.addEventListener('abort', () => void reader.cancel(), { once: true });
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (signal.aborted || done) break;
        if (segment.text === '') {
          this.#listeners.tell({ type: 'first-byte', segmentId: segment.segmentId, atMs: this.#clock.now() });
        }
        segment.text += textOf(value);
      }
    } catch (error) {
      if (!signal.aborted) this.#listeners.tell({ type: 'broken', segmentId: segment.segmentId, error });
    }
    segment.ended = true;
  }
}
