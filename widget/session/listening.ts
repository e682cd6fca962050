import type { Clock, SpeechRecogniser } from './ports.js';

/** Why nobody is listening any more. */
export type ListeningLoss =
  | 'unavailable' // this browser has no recogniser
  | 'denied'
  | 'no-microphone'
  | 'network'
  | 'language'
  | 'stuck'; // it starts and nothing comes, or ends again and again

export type ListeningEvent =
  /** Words are heard from now on. Once per `start()` and `resume()`, not again for a silent restart. */
  | { readonly type: 'hearing' }
  /** The utterance so far. An empty text takes back what was shown. */
  | { readonly type: 'interim'; readonly text: string }
  /** The visitor's finished words. `endedAtMs`: when the last new word was seen, on the session clock. */
  | { readonly type: 'utterance'; readonly text: string; readonly endedAtMs: number }
  /** The last event: nothing is tried any more. `draft` holds words heard and not finished. */
  | { readonly type: 'lost'; readonly reason: ListeningLoss; readonly draft?: string };

export interface ListeningOptions {
  readonly clock: Clock;
  readonly recogniser: SpeechRecogniser;
  /** Asked at every run: a changed `lang` holds from the next run on. */
  readonly lang: () => string;
  /** The echo-cancelled track; stays the caller's. */
  readonly track?: MediaStreamTrack;
  /** Ends it for good. */
  readonly signal: AbortSignal;
  readonly onEvent: (event: ListeningEvent) => void;
}

/** Keeps the browser's recogniser listening through its habit of ending, and notices when it does not listen. */
export class Listening {
  readonly #options: ListeningOptions;

  constructor(options: ListeningOptions) {
    this.#options = options;
  }

  /** Begins to listen. */
  start(): void {
    void this.#options;
  }

  /** Stops hearing and drops an unfinished utterance (mute). */
  pause(): void {}

  resume(): void {}

  /** May be called twice. */
  close(): void {}
}
