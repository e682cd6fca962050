/** How loud a frame has to be against the noise floor: 12 dB, well above what a steady room varies by. */
const FLOOR_FACTOR = 4;
/** Below this nothing is speech, however quiet the room: −40 dB of full scale. */
const LEAST_RMS = 0.01;
/** What the floor is taken for until the room has been heard. */
const FIRST_FLOOR_RMS = 0.005;
/** The floor never follows a voice up to the level at which that voice would go unnoticed. */
const HIGHEST_FLOOR_RMS = 0.05;
/** Time constants of the floor: it falls at once-ish into a pause, and rises slowly so that speech does not lift it. */
const FALL_MS = 100;
const RISE_MS = 4000;
/** Stop consonants are silent for about this long inside a word; a shorter dip does not end an onset. */
const DIP_MS = 60;

export interface OnsetOptions {
  /** How long the level has to stay up. 150 ms passes over a cough, a click and a chair. */
  readonly minimumMs?: number;
}

/**
 * Notices that somebody begins to speak, from the microphone's level alone: sustained loudness above a noise
 * floor that follows the room. Pure: the caller gives the time.
 */
export class OnsetDetector {
  readonly #minimumMs: number;
  #floorRms = FIRST_FLOOR_RMS;
  #previousAtMs: number | undefined;
  #loudSinceMs: number | undefined;
  #loudAtMs = 0;
  #reported = false;

  constructor({ minimumMs = 150 }: OnsetOptions = {}) {
    this.#minimumMs = minimumMs;
  }

  /**
   * Takes one level (root mean square of full scale, 0–1) of the moment `atMs`.
   *
   * @returns true once per onset, at the frame that completes it.
   */
  level(rms: number, atMs: number): boolean {
    const loud = rms > Math.max(LEAST_RMS, this.#floorRms * FLOOR_FACTOR);
    this.#followFloor(rms, atMs);
    if (loud) {
      this.#loudSinceMs ??= atMs;
      this.#loudAtMs = atMs;
    } else if (atMs - this.#loudAtMs > DIP_MS) {
      this.#forgetOnset();
    }
    if (this.#reported || this.#loudSinceMs === undefined) return false;
    this.#reported = loud && atMs - this.#loudSinceMs >= this.#minimumMs;
    return this.#reported;
  }

  /** Forgets an onset that has begun; keeps what is known of the room. */
  reset(): void {
    this.#forgetOnset();
  }

  #forgetOnset(): void {
    this.#loudSinceMs = undefined;
    this.#reported = false;
  }

  #followFloor(rms: number, atMs: number): void {
    const elapsedMs = atMs - (this.#previousAtMs ?? atMs);
    this.#previousAtMs = atMs;
    const timeConstantMs = rms < this.#floorRms ? FALL_MS : RISE_MS;
    const share = 1 - Math.exp(-elapsedMs / timeConstantMs);
    this.#floorRms = Math.min(HIGHEST_FLOOR_RMS, this.#floorRms + share * (rms - this.#floorRms));
  }
}
