import { lastWordEnd } from './heard-text.js';
import type { AnswerVoice, Clock, RemoteAudio } from './ports.js';
import { SpeechPace } from './speech-pace.js';
import type { HeardItem } from './spoken-answer.js';

/** Louder than −40 dB of full scale is somebody speaking; comfort noise is far below. */
const AUDIBLE_RMS = 0.01;
/** The server says that it has sent its last sample; the last one heard is a jitter buffer later. */
const LAST_SOUND_MS = 150;
const LONGEST_TAIL_MS = 1000;
/** Text without a sound: after so long none will come, or none any more where all of it had its time. */
const NO_SOUND_MS = 3000;
/** Longer than anybody pauses within an answer: the network or the system holds its sound back. */
const HOLE_MS = 1000;

export type NativeVoiceEvent =
  | { readonly type: 'audible'; readonly atMs: number }
  | { readonly type: 'silent' }
  | { readonly type: 'first-byte'; readonly atMs: number }
  /** The longest pause between two audible moments of the answer so far. */
  | { readonly type: 'gap'; readonly gapMs: number }
  /** So much of an item has been heard; `complete` says that it was heard to its end. */
  | { readonly type: 'heard'; readonly itemId: string; readonly text: string; readonly complete: boolean };

export interface NativeVoiceOptions {
  readonly clock: Clock;
  readonly audio: RemoteAudio;
  readonly signal: AbortSignal;
  readonly onEvent: (event: NativeVoiceEvent) => void;
}

interface Item {
  readonly id: string;
  text: string;
  finished: boolean;
  /** How much of the text has been told as heard. */
  told: number;
}

interface Sounding {
  readonly items: Item[];
  /** Aborts its timers. */
  readonly over: AbortController;
  finished: boolean;
  /** The server has begun to send its sound, and has sent the last of it. */
  started: boolean;
  stopped: boolean;
  audibleAtMs?: number;
  loudAtMs?: number;
  maxGapMs: number;
}

/**
 * The peer's own voice. Its text comes ahead of its sound: it is told as heard in step with the sound, by the
 * time since the first audible sample and the pace at which this voice has been speaking.
 */
export class NativeVoice implements AnswerVoice {
  readonly #options: NativeVoiceOptions;
  readonly #pace = new SpeechPace();
  #answer: Sounding | undefined;
  /** Sound of an answer of which there is no text yet. */
  #early = false;

  constructor(options: NativeVoiceOptions) {
    this.#options = options;
    options.audio.onLevel((rms) => this.#hear(rms));
  }

  /** When something was last heard of the answer being played. */
  get lastSoundAtMs(): number | undefined {
    return this.#answer?.loudAtMs;
  }

  push(itemId: string, delta: string): void {
    const answer = (this.#answer ??= this.#begin());
    const item = answer.items.find(({ id }) => id === itemId);
    if (item) item.text += delta;
    else answer.items.push({ id: itemId, text: delta, finished: false, told: 0 });
  }

  finishItem(itemId: string): void {
    const item = this.#answer?.items.find(({ id }) => id === itemId);
    if (item) item.finished = true;
  }

  finishAnswer(): void {
    const answer = this.#answer;
    if (!answer) return;
    answer.finished = true;
    for (const item of answer.items) item.finished = true;
    if (answer.stopped) this.#awaitLastSound(answer);
    else if (answer.audibleAtMs === undefined)
      this.#after(
        this.#patienceMs(answer),
        answer,
        () => answer.audibleAtMs === undefined && this.#end(answer),
      );
  }

  /** The server begins to send the sound of an answer. */
  soundStarted(): void {
    this.#options.audio.resume();
    const answer = this.#answer;
    if (!answer) this.#early = true;
    else if (!answer.started) {
      answer.started = true;
      this.#options.onEvent({ type: 'first-byte', atMs: this.#options.clock.now() });
    }
  }

  /** The server has sent the last of it. */
  soundStopped(): void {
    this.#early = false;
    const answer = this.#answer;
    if (!answer?.started) return;
    answer.stopped = true;
    if (answer.finished) this.#awaitLastSound(answer);
  }

  /** Another answer begins while this one, written to its end, is heard: its rest can be read. */
  overtake(): void {
    if (this.#answer?.finished) this.#end(this.#answer);
  }

  stop(): readonly HeardItem[] {
    const answer = this.#answer;
    this.#early = false;
    this.#options.audio.silence();
    if (!answer) return [];
    this.#answer = undefined;
    answer.over.abort();
    const heard = this.#heardOf(answer, this.#heardMs(answer));
    // What was not heard can be read: nothing is held back for a sound that will not come.
    for (const { id, text } of answer.items) this.#tell(id, text, false);
    return heard;
  }

  /** The beginning of `text` that `heardMs` of sound say, cut after a whole word. */
  heardText(text: string, heardMs: number): string {
    const characters = Math.floor((heardMs / 1000) * this.#pace.charactersPerSecond);
    return text.slice(0, lastWordEnd(text, Math.min(text.length, characters))).trim();
  }

  #begin(): Sounding {
    const { clock, onEvent } = this.#options;
    const started = this.#early;
    this.#early = false;
    if (started) onEvent({ type: 'first-byte', atMs: clock.now() });
    const over = new AbortController();
    return { items: [], over, finished: false, started, stopped: false, maxGapMs: 0 };
  }

  #hear(rms: number): void {
    const answer = this.#answer;
    if (!answer?.started) return;
    const nowMs = this.#options.clock.now();
    if (rms > AUDIBLE_RMS) this.#noteSound(answer, nowMs);
    if (answer.audibleAtMs === undefined || this.#answer !== answer) return;
    const silentMs = nowMs - (answer.loudAtMs ?? nowMs);
    const isOver = answer.finished && silentMs >= this.#patienceMs(answer);
    if (isOver) this.#end(answer);
    else this.#reveal(answer, this.#heardMs(answer));
  }

  /** How long it may be silent before it is over. A server that has begun and not ended it still has its rest. */
  #patienceMs({ items, started, stopped, audibleAtMs = 0, loudAtMs = 0 }: Sounding): number {
    if (stopped) return LAST_SOUND_MS;
    const wholeMs = started ? this.#pace.durationMs(textOf(items)) : 0;
    return NO_SOUND_MS + Math.max(0, wholeMs - (loudAtMs - audibleAtMs));
  }

  #heardMs({ audibleAtMs, loudAtMs = 0 }: Sounding): number {
    if (audibleAtMs === undefined) return 0;
    return Math.min(this.#options.clock.now(), loudAtMs + HOLE_MS) - audibleAtMs;
  }

  #noteSound(answer: Sounding, nowMs: number): void {
    const { onEvent } = this.#options;
    const gapMs = nowMs - (answer.loudAtMs ?? nowMs);
    answer.loudAtMs = nowMs;
    if (answer.audibleAtMs === undefined) {
      answer.audibleAtMs = nowMs;
      onEvent({ type: 'audible', atMs: nowMs });
    } else if (gapMs > answer.maxGapMs) {
      answer.maxGapMs = gapMs;
      onEvent({ type: 'gap', gapMs });
    }
  }

  #reveal(answer: Sounding, heardMs: number): void {
    for (const { itemId, heard } of this.#heardOf(answer, heardMs)) {
      const item = answer.items.find(({ id }) => id === itemId);
      if (!item || heard.length <= item.told) continue;
      item.told = heard.length;
      this.#tell(itemId, heard, false);
    }
  }

  /** Items are spoken one after another. */
  #heardOf({ items }: Sounding, heardMs: number): readonly HeardItem[] {
    let leftMs = heardMs;
    return items.map(({ id, text, finished }) => {
      const heard = this.heardText(text, leftMs);
      leftMs = Math.max(0, leftMs - this.#pace.durationMs(text));
      return { itemId: id, heard, complete: finished && heard === text.trim() };
    });
  }

  #awaitLastSound(answer: Sounding): void {
    this.#after(LONGEST_TAIL_MS, answer, () => this.#end(answer));
  }

  /** It was heard to its end. */
  #end(answer: Sounding): void {
    if (this.#answer !== answer) return;
    this.#answer = undefined;
    answer.over.abort();
    const { audibleAtMs, loudAtMs, items, stopped, maxGapMs } = answer;
    if (audibleAtMs !== undefined && loudAtMs !== undefined && stopped && maxGapMs < HOLE_MS) {
      this.#pace.noteDuration(textOf(items), loudAtMs - audibleAtMs);
    }
    for (const item of items) this.#tell(item.id, item.text, true);
    this.#options.onEvent({ type: 'silent' });
  }

  #tell(itemId: string, text: string, complete: boolean): void {
    this.#options.onEvent({ type: 'heard', itemId, text, complete });
  }

  #after(delayMs: number, { over }: Sounding, act: () => void): void {
    const { clock, signal } = this.#options;
    clock.after(delayMs, act, AbortSignal.any([signal, over.signal]));
  }
}

function textOf(items: readonly Item[]): string {
  return items.map(({ text }) => text).join(' ');
}
