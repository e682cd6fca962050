/** How often levels are reported, about. */
const REPORT_MS = 20;

/** Loudspeaker to microphone through buffers, air and drivers: up to half a second with wireless ones. */
const DELAYS = 26;

/** A delay falls between two reports, and a room goes on sounding: a report off, an echo is softer by this (3 dB). */
const FADING = 0.7;

/** What was learned counts less by this with every report: of four seconds of playback a third is left. */
const KEPT = 0.995;

/** Half a second of echo teaches how loud it is. */
const LEARNING_MS = 500;

/** After so much playback without an echo there is none: headphones, or a canceller that works. */
const NO_ECHO_MS = 1000;

/**
 * How sure it must be that somebody speaks: 90 ms of twice the expected echo beyond what is let pass as its own
 * swing. A running sum finds a soft visitor late and a loud one soon.
 */
const SURE_AT_MS = 90;

/** And for how long it was louder at all: a knock, a beep and a chair are over sooner, the shortest word is not. */
const LEAST_LOUDER_MS = 160;

/** A sum that went on growing would still count against the next answer. */
const MOST_EVIDENCE_MS = 200;

/** Softer than this (−42 dB), or than three times the room, is breath, rustling and chairs. */
const LEAST_VOICE_RMS = 0.008;
const OVER_ROOM = 3;

/**
 * An echo swings by this much (octaves of loudness) around what is expected of it. Of 400 answers at −6 dB that `bench --
 * echo` tunes by none is taken for a visitor, of 400 interruptions at that level 391 are noticed; at 0.5 it was 379, and
 * at 0.35 two answers interrupted themselves.
 */
const SWING = 0.45;

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

/** A report tells of no more than this. */
const LONGEST_STEP_MS = 40;
/** Reports further apart than this (a page that stood still) are not one stretch of sound. */
const STANDSTILL_MS = 200;

/** How the microphone went with what was played one delay ago: sums of products and of squares. */
interface Likeness {
  product: number;
  square: number;
}

/**
 * Expects how loud the assistant comes back through the microphone, from how loud it is played, and notices when
 * the microphone is louder than that: somebody else is speaking. Learns delay and loudness of the echo as it goes:
 * the delay at which both loudnesses go together best, and the one's share of the other there.
 */
export class EchoLevel {
  readonly #delays = Array.from({ length: DELAYS }, (): Likeness => ({ product: 0, square: 1e-9 }));
  /** Of the last half second, newest first. */
  #played = Array.from({ length: DELAYS }, () => 0);
  #playedAtMs = 0;
  #learnedMs = 0;
  #playingMs = 0;
  #mean = 0.001;
  #room = 0.001;
  #lastAtMs: number | undefined;
  /** Evidence of somebody else, in milliseconds of twice the expected loudness, and how long it has been growing. */
  #evidenceMs = 0;
  #louderMs = 0;

  /** Whether it has heard enough of the assistant to judge. */
  get ready(): boolean {
    return this.#learnedMs >= LEARNING_MS || this.#playingMs >= NO_ECHO_MS;
  }

  /** Loudness of what the loudspeakers are given, root mean square of full scale, about every 20 ms. */
  played(rms: number, atMs: number): void {
    // A timer that came late leaves out reports.
    const count = Math.min(DELAYS, Math.round((atMs - this.#playedAtMs) / REPORT_MS));
    if (count === 0) return;
    this.#playedAtMs = atMs;
    this.#played = [...Array.from({ length: count }, () => rms), ...this.#played].slice(0, DELAYS);
  }

  /**
   * Loudness of the microphone, after `played` for the same moment.
   *
   * @returns whether somebody has been louder than the echo for as long as a syllable or two.
   */
  heard(rms: number, atMs: number): boolean {
    const sinceMs = atMs - (this.#lastAtMs ?? atMs);
    const stepMs = Math.min(LONGEST_STEP_MS, sinceMs);
    this.#lastAtMs = atMs;
    if (sinceMs > STANDSTILL_MS) this.#evidenceMs = this.#louderMs = 0;
    const loudest = Math.max(...this.#played);
    const playing = loudest > PLAYING_RMS;
    if (playing) this.#playingMs += stepMs;
    this.#mean += Math.min(1, stepMs / ROOM_MEAN_MS) * (rms - this.#mean);
    this.#room = Math.max(LEAST_ROOM_RMS, Math.min(this.#mean, this.#room * ROOM_RISE_PER_MS ** stepMs));
    // As long as nothing is known of it, an echo may be as loud as what is played.
    const expected = this.#room + (this.ready ? this.#echo() : loudest);
    const beaten = Math.max(expected, LEAST_VOICE_RMS, OVER_ROOM * this.#room);
    const counted = Math.max(-MOST_EXCESS, Math.min(MOST_EXCESS, excess(rms, beaten)));
    this.#evidenceMs = Math.max(0, Math.min(MOST_EVIDENCE_MS, this.#evidenceMs + counted * stepMs));
    if (this.#evidenceMs === 0) this.#louderMs = 0;
    else if (counted > 0) this.#louderMs += stepMs;
    // Whoever is louder must not become what is expected.
    if (playing && excess(rms, expected) < LEARNABLE) {
      if (rms > 2 * this.#room) this.#learnedMs += stepMs;
      this.#learn(Math.max(0, rms - this.#room));
    }
    return this.#evidenceMs >= SURE_AT_MS && this.#louderMs >= LEAST_LOUDER_MS;
  }

  #learn(rms: number): void {
    this.#delays.forEach((delay, index) => {
      const played = this.#played[index] ?? 0;
      delay.product = KEPT * delay.product + rms * played;
      delay.square = KEPT * delay.square + played * played;
    });
  }

  /** How loud the echo should be now. */
  #echo(): number {
    const best = this.#delays.reduce((one, other) => (explained(other) > explained(one) ? other : one));
    const reports = this.#delays.indexOf(best);
    const near = this.#played.map((rms, index) => rms * FADING ** Math.abs(index - reports));
    return (best.product / best.square) * Math.max(...near);
  }
}

/** How much of what the microphone heard a delay accounts for. */
function explained({ product, square }: Likeness): number {
  return (product * product) / square;
}

/** Octaves of loudness above what was expected, its own swing let pass. */
function excess(rms: number, expected: number): number {
  return Math.log2(Math.max(rms, 1e-6) / expected) - SWING;
}
