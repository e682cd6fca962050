/** Louder than the room by this factor (9 dB) is a voice: above the room's own swing, below a quiet talker. */
const OVER_FLOOR = 2.8;

/**
 * What is 30 dB below the talker's loudest moments is not the talker any more: breath, reverberation, a fan that
 * the floor has not learned yet.
 */
const UNDER_PEAK = 0.032;

/** Below −66 dB of full scale a microphone hears nothing. Also keeps a digital silence from counting as a floor. */
const LEAST_RMS = 0.0005;

/**
 * The room is the quietest of a running mean over this long: single reports of a noise swing by several decibels. No
 * longer, or the stops between a talker's syllables would not bring it down.
 */
const SMOOTHING_MS = 40;

/** The floor follows a louder room by 5 dB a second; between words a talker gives it the room again. */
const FLOOR_RISE_PER_MS = 10 ** (5 / 20 / 1000);

/** The peak is forgotten by 6 dB a second, so that a second, softer talker is heard after a loud one. */
const PEAK_FALL_PER_MS = 10 ** (-6 / 20 / 1000);

/** A voice fades out below what it began at: for a moment half of that still counts, as a soft last sound. */
const FADING = 0.55;
const FADING_MS = 120;

/** Shorter bursts are clicks, keys and lips, no voice. */
const SHORTEST_VOICE_MS = 50;

/** After a longer silence a voice begins anew. */
const BREAK_MS = 600;

/** Level reports further apart than this (a hidden tab) say nothing about what was between them. */
const LONGEST_STEP_MS = 250;

/**
 * Tells from the microphone's loudness since when the visitor has been silent. Knows no words: a door can be a
 * voice to it. Driven by the level reports alone.
 */
export class SilenceMeter {
  #floor: number | undefined;
  #smooth = 0;
  #peak = 0;
  #lastAtMs = 0;
  #burstSinceMs: number | undefined;
  #lastVoiceAtMs: number | undefined;
  #voiceSinceMs: number | undefined;
  #fullAtMs: number | undefined;

  /** The end of the last stretch of voice, on the clock of the reports; `undefined` before there was any. */
  get lastVoiceAtMs(): number | undefined {
    return this.#lastVoiceAtMs;
  }

  /** The beginning of that stretch, which pauses of less than 600 ms do not end. */
  get voiceSinceMs(): number | undefined {
    return this.#voiceSinceMs;
  }

  /** Whether it is loud right now, too briefly yet to be a voice. */
  get isRising(): boolean {
    return this.#burstSinceMs !== undefined;
  }

  /**
   * @param rms root mean square of full scale (0–1) over the last 20 ms or so.
   * @returns whether this report belongs to a voice.
   */
  level(rms: number, atMs: number): boolean {
    const stepMs = Math.min(LONGEST_STEP_MS, Math.max(0, atMs - this.#lastAtMs));
    this.#lastAtMs = atMs;
    const { full, faded } = this.#thresholds(rms, stepMs);
    const isFull = rms > full;
    const loud = isFull || (rms > faded && atMs - (this.#fullAtMs ?? -Infinity) <= FADING_MS);
    if (isFull) this.#fullAtMs = atMs;
    if (!loud) {
      this.#burstSinceMs = undefined;
      return false;
    }
    this.#burstSinceMs ??= atMs - stepMs;
    if (atMs - this.#burstSinceMs < SHORTEST_VOICE_MS) return false;
    if (atMs - (this.#lastVoiceAtMs ?? -Infinity) > BREAK_MS) this.#voiceSinceMs = this.#burstSinceMs;
    this.#lastVoiceAtMs = atMs;
    return true;
  }

  #thresholds(rms: number, stepMs: number): { readonly full: number; readonly faded: number } {
    const share = this.#floor === undefined ? 1 : Math.min(1, stepMs / SMOOTHING_MS);
    this.#smooth += share * (rms - this.#smooth);
    const risen = (this.#floor ?? rms) * FLOOR_RISE_PER_MS ** stepMs;
    this.#floor = Math.max(LEAST_RMS, Math.min(this.#smooth, risen));
    this.#peak = Math.max(rms, this.#peak * PEAK_FALL_PER_MS ** stepMs);
    const overRoom = this.#floor * OVER_FLOOR;
    const underTalker = this.#peak * UNDER_PEAK;
    return { full: Math.max(overRoom, underTalker), faded: Math.max(overRoom * FADING, underTalker) };
  }
}
