/** What the benchmark and its page say to each other. */

/** One question and its answer, which comes in these pieces. */
export interface Turn {
  readonly words: readonly string[];
}

export interface LogPage {
  /** Starts a text call. */
  open(): Promise<void>;
  /** Lets the log grow to so many entries as fast as it can; resolves with how many there are. */
  grow(entries: number): Promise<number>;
  /** Takes a turn whose pieces come one a frame; resolves with how many entries there are. */
  speak(turn: Turn): Promise<number>;
}

/** Marks in the browser's trace around each turn that is measured. */
export const TURN_BEGINS = 'nutrina-turn-begins';
export const TURN_ENDS = 'nutrina-turn-ends';
