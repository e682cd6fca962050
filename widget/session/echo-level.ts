/** Loudspeaker to microphone through buffers, air and drivers: up to half a second with wireless ones. */
const TAP_MS = 40;
const TAPS = 13;

/** Half a second of echo teaches how loud it is. */
const LEARNING_MS = 500;

/** After so much playback without an echo there is none: headphones, or a canceller that works. */
const NO_ECHO_MS = 1000;

/**
 * How sure it must be that somebody speaks: 140 ms of twice the expected echo beyond what is let pass as its own
 * swing, which passes over a knock, a beep and a chair. A running sum finds a soft visitor late and a loud one soon.
 */
const SURE_AT_MS = 140;

/** A sum that went on growing would still count against the next answer. */
const MOST_EVIDENCE_MS = 200;

/** Softer than this (−43 dB), or than three times the room, is breath, rustling and chairs. */
const LEAST_VOICE_RMS = 0.007;
const OVER_ROOM = 3;

/** An echo swings by this much (octaves of loudness) around what is expected of it. */
const SWING = 0.6;

/** Above this a report is somebody else's voice and teaches nothing. */
const LEARNABLE = 0.3;

/** One report counts no more than this: a knock is loud, not long. */
const MOST_EXCESS = 1;

/** The room is the quietest of a mean over 40 ms, and found louder by 5 dB a second at most: a voice is not the room. */
const ROOM_MEAN_MS = 40;
const ROOM_RISE_PER_MS = 10 ** (5 / 20 / 1000);
const LEAST_ROOM_RMS = 0.0005;

/** What is played this softly (−54 dB) is a pause. */
const PLAYING_RMS = 0.002;

/** Reports further apart than this (a hidden tab) are not one stretch of sound. */
const LONGEST_STEP_MS = 40;

interface PlayedLevel {
  readonly rms: number;
  readonly atMs: number;
}

/**
 * Expects how loud the assistant comes back through the microphone, from how loud it is played, and notices when
 * the microphone is louder than that: somebody else is speaking. Learns delay and loudness of the echo as it goes
 * (normalised least mean squares over the levels of the last half second).
 */
export class EchoLevel {
  readonly #weights = new Float64Array(TAPS);
  #played: PlayedLevel[] = [];
  #learnedMs = 0;
  #playingMs = 0;
  #mean = 0.001;
  #room = 0.001;
  #lastAtMs: number | undefined;
  /** Evidence of somebody else, in milliseconds of twice the expected loudness. */
  #evidenceMs = 0;

  /** Whether it has heard enough of the assistant to judge. */
  get ready(): boolean {
    return this.#learnedMs >= LEARNING_MS || this.#playingMs >= NO_ECHO_MS;
  }

  /** Loudness of what the loudspeakers are given, root mean square of full scale, about every 20 ms. */
  played(rms: number, atMs: number): void {
    this.#played.push({ rms, atMs });
    const oldest = atMs - TAPS * TAP_MS - LONGEST_STEP_MS;
    if ((this.#played[0]?.atMs ?? atMs) < oldest - 1000) {
      this.#played = this.#played.filter((level) => level.atMs >= oldest);
    }
  }

  /**
   * Loudness of the microphone, after `played` for the same moment.
   *
   * @returns whether somebody has been louder than the echo for as long as a syllable or two.
   */
  heard(rms: number, atMs: number): boolean {
    const stepMs = Math.min(LONGEST_STEP_MS, atMs - (this.#lastAtMs ?? atMs));
    this.#lastAtMs = atMs;
    const taps = this.#tapsAt(atMs);
    const energy = taps.reduce((sum, tap) => sum + tap * tap, 0);
    const playing = energy > PLAYING_RMS ** 2;
    if (playing) this.#playingMs += stepMs;
    this.#mean += Math.min(1, stepMs / ROOM_MEAN_MS) * (rms - this.#mean);
    this.#room = Math.max(LEAST_ROOM_RMS, Math.min(this.#mean, this.#room * ROOM_RISE_PER_MS ** stepMs));
    const learned = taps.reduce((sum, tap, index) => sum + tap * (this.#weights[index] ?? 0), 0);
    // As long as nothing is known of it, an echo may be as loud as what is played.
    const expected = this.#room + (this.ready ? learned : Math.max(...taps));
    const beaten = Math.max(expected, LEAST_VOICE_RMS, OVER_ROOM * this.#room);
    const counted = Math.max(-MOST_EXCESS, Math.min(MOST_EXCESS, excess(rms, beaten)));
    this.#evidenceMs = Math.max(0, Math.min(MOST_EVIDENCE_MS, this.#evidenceMs + counted * stepMs));
    // Whoever is louder must not become what is expected.
    if (playing && excess(rms, expected) < LEARNABLE) {
      this.#learn(taps, {
        error: rms - this.#room - learned,
        energy,
        stepMs: rms > 2 * this.#room ? stepMs : 0,
      });
    }
    return this.#evidenceMs >= SURE_AT_MS;
  }

  #learn(taps: readonly number[], by: { error: number; energy: number; stepMs: number }): void {
    this.#learnedMs += by.stepMs;
    const rate = this.ready ? 0.1 : 0.4;
    taps.forEach((tap, index) => {
      const weight = (this.#weights[index] ?? 0) + (rate * by.error * tap) / by.energy;
      this.#weights[index] = Math.max(0, weight);
    });
  }

  /** The loudest level of each 40 ms back from `atMs`, newest first. */
  #tapsAt(atMs: number): readonly number[] {
    const taps = Array.from({ length: TAPS }, () => 0);
    for (const level of this.#played) {
      const index = Math.floor((atMs - level.atMs) / TAP_MS);
      if (index >= 0 && index < TAPS) taps[index] = Math.max(taps[index] ?? 0, level.rms);
    }
    return taps;
  }
}

/** Octaves of loudness above what was expected, its own swing let pass. */
function excess(rms: number, expected: number): number {
  return Math.log2(Math.max(rms, 1e-6) / expected) - SWING;
}
