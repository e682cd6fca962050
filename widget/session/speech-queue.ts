import type { VoiceError } from './errors.js';
import type { AudioPlayer, Clock, SpeechSynthesiser } from './ports.js';

export type SpeechQueueEvent =
  /** The first sample of the answer can be heard. Once per answer. */
  | { readonly type: 'audible'; readonly atMs: number }
  /** Everything pushed has been played (or could not be), and `finishAnswer()` was called. */
  | { readonly type: 'silent'; readonly atMs: number }
  /** Once per answer each, for the figures of the turn. */
  | { readonly type: 'mark'; readonly name: 'first-sentence' | 'first-byte'; readonly atMs: number }
  /** A silence of `gapMs` inside the answer. */
  | { readonly type: 'gap'; readonly gapMs: number }
  /** One sentence could not be spoken, wholly or in part. The queue goes on with the next. */
  | { readonly type: 'failed'; readonly error: VoiceError };

/** What a visitor has heard of one item: a beginning of its text, cut after a whole word. */
export interface HeardItem {
  readonly itemId: string;
  readonly heard: string;
  readonly complete: boolean;
}

export interface SpeechQueueOptions {
  readonly clock: Clock;
  readonly synthesiser: SpeechSynthesiser;
  /** Stays the caller's; may serve several queues one after another. */
  readonly player: AudioPlayer;
  readonly token: () => string;
  readonly lang: () => string;
  readonly voice?: string;
  /** The backend's limit for one request. */
  readonly maxCharacters: number;
  /** Aborting disposes of the queue: silence, no request left open, no event any more. */
  readonly signal: AbortSignal;
  readonly createId: (prefix: string) => string;
  readonly onEvent: (event: SpeechQueueEvent) => void;
}

/**
 * Turns the text of an answer into sound while it is still being written. Serves any number of answers one after
 * another: `push…`, `finishItem`, `finishAnswer`, then the next answer's `push`.
 */
export class SpeechQueue {
  readonly #options: SpeechQueueOptions;

  constructor(options: SpeechQueueOptions) {
    this.#options = options;
  }

  /** Adds text of the item. The first speakable piece is requested at once. */
  push(itemId: string, delta: string): void {
    void [this.#options, itemId, delta];
  }

  /** The item's text is complete. */
  finishItem(itemId: string): void {
    void itemId;
  }

  /** No further item comes; `silent` follows when all has been played. */
  finishAnswer(): void {}

  /** Immediate silence, requests aborted. Returns what was heard of every item of this answer, in order. */
  stop(): readonly HeardItem[] {
    return [];
  }
}
