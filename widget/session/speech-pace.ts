import { USUAL_CHARACTERS_PER_SECOND } from './heard-text.js';
import { speechWeight } from './speech-weight.js';

/** The next sentence is asked for when less than this is left to hear, however quick the synthesiser. */
const LEAST_LEAD_MS = 1500;
/** Network and provider vary: twice the slowest recent start, and half a second. */
const START_FACTOR = 2;
const START_MARGIN_MS = 500;
/** From here on a sentence barely arrives as fast as it is spoken. */
const SLOW_REAL_TIME_FACTOR = 0.8;
/** Less sound than this tells nothing about the speed at which it comes. */
const TELLING_SOUND_MS = 400;
/** How fast an old worst case is forgotten, by sentence. */
const FORGET = 0.8;

/** What is known of how fast speech is synthesised and how fast it is spoken. */
export class SpeechPace {
  #startMs = 0;
  #realTimeFactor = 0;
  #charactersPerSecond = USUAL_CHARACTERS_PER_SECOND;

  /** Letters and spaces a second of the voice in use. */
  get charactersPerSecond(): number {
    return this.#charactersPerSecond;
  }

  /** Whether sentences arrive slower than they are spoken, or nearly. */
  get isSlow(): boolean {
    return this.#realTimeFactor > SLOW_REAL_TIME_FACTOR;
  }

  /** How much sound has to be in hand when the next sentence is requested. */
  get leadMs(): number {
    return Math.max(LEAST_LEAD_MS, START_FACTOR * this.#startMs + START_MARGIN_MS);
  }

  /** How long `spoken` will take to say. */
  durationMs(spoken: string): number {
    return (speechWeight(spoken) / this.#charactersPerSecond) * 1000;
  }

  noteStart(requestToFirstByteMs: number): void {
    this.#startMs = Math.max(requestToFirstByteMs, this.#startMs * FORGET);
  }

  /** `soundMs` of speech have come in `elapsedMs` since their first byte. */
  noteArrival(soundMs: number, elapsedMs: number): void {
    if (soundMs >= TELLING_SOUND_MS) this.#realTimeFactor = elapsedMs / soundMs;
  }

  noteDuration(spoken: string, soundMs: number): void {
    if (soundMs < TELLING_SOUND_MS) return;
    const measured = speechWeight(spoken) / (soundMs / 1000);
    this.#charactersPerSecond = (this.#charactersPerSecond + measured) / 2;
  }
}
