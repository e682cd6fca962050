import { RATE_HZ, toSamples } from './flite-speech.js';
import type { Ears } from './ears.js';

/** How often the ears look again at all they have heard so far. */
export const INTERIM_EVERY_MS = 250;

/**
 * From the last sample of a window to its text in the page. Set, not measured, so that a busy machine gives the same
 * turns: above what Moonshine needs for these windows (its own times are printed beside the figures).
 */
export const INTERIM_DELAY_MS = 150;

/** Room that a recogniser hears before the voice; more of it makes Moonshine miss whole utterances. */
const LEAD_MS = 100;

/** An interim recogniser over one utterance: the text from its first sound to growing ends. Each window is heard once. */
export class GrowingWindow {
  readonly #ears: Ears;
  readonly #samples: Float32Array;
  readonly #fromMs: number;
  readonly #texts = new Map<number, Promise<string>>();

  constructor(ears: Ears, samples: Float32Array, voiceStartMs: number) {
    this.#ears = ears;
    this.#samples = samples;
    this.#fromMs = voiceStartMs - LEAD_MS;
  }

  /** Where the utterance begins, with the room before it. */
  get startMs(): number {
    return this.#fromMs;
  }

  get lengthMs(): number {
    return (1000 * this.#samples.length) / RATE_HZ;
  }

  /** '' where nothing is recognised. */
  textAt(endMs: number): Promise<string> {
    if (endMs <= this.#fromMs) return Promise.resolve('');
    const known = this.#texts.get(endMs);
    if (known !== undefined) return known;
    const text = this.#ears.recognise(this.#samples.slice(toSamples(this.#fromMs), toSamples(endMs)));
    this.#texts.set(endMs, text);
    return text;
  }
}
