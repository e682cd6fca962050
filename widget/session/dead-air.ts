/** Half the smallest step of 16-bit sound. The stillest room is louder in a microphone that works. */
const DIGITAL_SILENCE = 2 ** -16;
/** A headset that switches off between words is not one that is broken (reliability matrix M7). */
const TELL_AFTER_MS = 10_000;

/** Notices a microphone that gives nothing at all: switched off by the system, or by a button of its own. */
export class DeadAir {
  #soundAtMs: number | undefined;
  #isDead = false;

  /**
   * Takes the loudness at `nowMs`, root mean square of full scale.
   *
   * @returns whether nothing comes any more, where that is news.
   */
  level(rms: number, nowMs: number): boolean | undefined {
    if (rms > DIGITAL_SILENCE) this.#soundAtMs = nowMs;
    this.#soundAtMs ??= nowMs;
    const isDead = nowMs - this.#soundAtMs >= TELL_AFTER_MS;
    if (isDead === this.#isDead) return undefined;
    this.#isDead = isDead;
    return isDead;
  }

  /** What comes now tells nothing; the ten seconds begin anew with the next loudness. */
  rest(): void {
    this.#soundAtMs = undefined;
  }
}
