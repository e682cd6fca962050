/** As many as ten seconds of voice have, a report every 20 ms; what lies further back says no more about a voice. */
const MOST_NOTES = 500;
/** A quarter of a second of voiced sound at least, or nobody knows yet where this voice is low. */
const FEWEST_NOTES = 12;
/** Jumps of nearly an octave are the pitch tracker's mistakes, not the visitor's. */
const WIDEST_SEMITONES = 9;

/** The last sound with a pitch is looked for in that much before the voice ended, and three reports of it are needed. */
const END_MS = 400;
const END_NOTES = 5;
const FEWEST_END_NOTES = 3;

interface Note {
  readonly semitones: number;
  readonly atMs: number;
}

/**
 * How the pitch of what a visitor says moves. People who have finished let it fall to where their voice is low, and
 * hold it above while more is to come (Gravano and Hirschberg, "Turn-taking cues in task-oriented dialogue",
 * Computer Speech & Language 25, 2011). Knows no words, and counts from the turn itself where a voice is low.
 */
export class PhraseMelody {
  #notes: Note[] = [];

  /** One report of a voice, at `pitchHz`. */
  note(pitchHz: number, atMs: number): void {
    this.#notes.push({ semitones: 12 * Math.log2(pitchHz), atMs });
    if (this.#notes.length > MOST_NOTES) this.#notes.shift();
  }

  /** Another turn begins. */
  forget(): void {
    this.#notes = [];
  }

  /**
   * How far the end of a voice lies above the lower quarter of the turn, in semitones; `undefined` where too little
   * of it had a pitch.
   *
   * @param endedAtMs when the voice ended, on the clock of the reports.
   */
  heightAt(endedAtMs: number): number | undefined {
    const middle = quantile(this.#notes, 0.5);
    const notes = this.#notes.filter(({ semitones }) => Math.abs(semitones - middle) < WIDEST_SEMITONES);
    const end = notes.filter(({ atMs }) => atMs > endedAtMs - END_MS).slice(-END_NOTES);
    if (this.#notes.length < FEWEST_NOTES || end.length < FEWEST_END_NOTES) return undefined;
    return quantile(end, 0.5) - quantile(notes, 0.25);
  }
}

function quantile(notes: readonly Note[], share: number): number {
  const sorted = notes.map(({ semitones }) => semitones).toSorted((one, other) => one - other);
  return sorted[Math.floor(share * sorted.length)] ?? 0;
}

/** Heights, in semitones, that part what a voice's end tells. */
const STEPS = [-4, -3, -2, -1.2, -0.6, 0, 0.7, 1.5];
/** Higher than voices hold a pause at: a question's rise, which asks for the answer (same source), as a fall does. */
const RISEN = 4;

/**
 * What is weighed of a voice's end beside its words: `~-2` where it lies above −2 semitones, and so on; `~?` where that
 * cannot be told.
 */
export function melodyFeatures(endHeight: number | undefined): readonly string[] {
  if (endHeight === undefined) return ['~?'];
  return endHeight > RISEN ? [] : STEPS.filter((step) => endHeight > step).map((step) => `~${step}`);
}
