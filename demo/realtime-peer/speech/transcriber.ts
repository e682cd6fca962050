import type { SpeechInEvent } from '../conversation/ports.js';
import { EARS_RATE_HZ } from './sherpa.js';

export interface TranscriberParts {
  readonly recognise: (samples: Int16Array) => Promise<string>;
  readonly emit: (event: SpeechInEvent) => void;
}

/** A text made ahead of the end of a turn, in the hope that the pause is the end. */
interface Guess {
  readonly segmentId: string;
  readonly text: Promise<string>;
}

/** Makes the transcript events of one call's segments. */
export class Transcriber {
  readonly #parts: TranscriberParts;
  #guess: Guess | undefined;

  constructor(parts: TranscriberParts) {
    this.#parts = parts;
  }

  /**
   * The speaker pauses: recognises what there is, so that no time is lost if it was all.
   *
   * @param onText is told the text unless the speaker has gone on by then.
   */
  guess(segmentId: string, samples: Int16Array, onText: (text: string) => void): void {
    const guess: Guess = { segmentId, text: this.#parts.recognise(samples) };
    this.#guess = guess;
    guess.text.then(
      (text) => {
        if (this.#guess === guess) onText(text);
      },
      // It is reported when the segment is finished.
      () => undefined,
    );
  }

  /** The speaker has gone on. */
  dropGuess(): void {
    this.#guess = undefined;
  }

  /** The segment is complete. Its events follow. */
  finish(segmentId: string, samples: Int16Array): void {
    const guess = this.#guess;
    this.#guess = undefined;
    const text = guess?.segmentId === segmentId ? guess.text : this.#parts.recognise(samples);
    const durationMs = Math.round((samples.length * 1000) / EARS_RATE_HZ);
    text.then(
      (transcript) => this.#report({ segmentId, transcript, durationMs }),
      (error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        this.#parts.emit({ type: 'transcript-failed', segmentId, message });
      },
    );
  }

  #report(result: { segmentId: string; transcript: string; durationMs: number }): void {
    const { segmentId, transcript } = result;
    for (const delta of transcript.match(/\s*\S+/g) ?? []) {
      this.#parts.emit({ type: 'transcript-delta', segmentId, delta });
    }
    this.#parts.emit({ type: 'transcript-completed', ...result });
  }
}
