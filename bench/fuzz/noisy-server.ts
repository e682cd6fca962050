import type { TranscriptEntry } from '../../widget/session/snapshot.js';
import type { Random } from '../listening/random.js';
import type { Fields, FuzzedCall } from './fuzzed-call.js';
import { noise } from './noise.js';

/** What a log must show. */
export type Line = { -readonly [K in 'id' | 'role' | 'text' | 'status']: TranscriptEntry[K] };

/** How many old frames are kept to come again. */
const PAST_FRAMES = 60;

/** Says what it is told to say, and noise before it. */
export class NoisyServer {
  /** Frames that were sent. */
  events = 0;
  readonly #call: FuzzedCall;
  readonly #random: Random;
  readonly #past: Fields[] = [];

  constructor(call: FuzzedCall, random: Random) {
    this.#call = call;
    this.#random = random;
  }

  say(event: Fields): void {
    while (this.#random.next() < 0.6) {
      this.events += 1;
      if (this.#random.next() < 0.02) this.#call.receiveBinary();
      else this.#call.receive(noise(this.#random, this.#past));
    }
    this.sayAtOnce(event);
  }

  /** A response is known by nothing else than being the next: what announces it has no noise before it. */
  sayAtOnce(event: Fields): void {
    this.events += 1;
    this.#call.receive(JSON.stringify(event));
  }

  /** From now on these frames may come again. */
  isOver(frames: readonly Fields[]): void {
    this.#past.push(...frames);
    this.#past.splice(0, this.#past.length - PAST_FRAMES);
  }
}
