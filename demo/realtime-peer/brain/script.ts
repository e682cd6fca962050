/** One step of an answer, in the order it is spoken. */
export type Step =
  /** Says a text; a new message item begins at each `say` with another phase. */
  | { readonly say: string; readonly phase?: 'commentary' | 'final_answer' }
  /** Calls a function, if the session offers one of this name; else the step is skipped. */
  | {
      readonly call: string;
      readonly arguments: Readonly<Record<string, unknown>>;
      /** Streams beside the `say` before it instead of after it. */
      readonly beside?: boolean;
    }
  /** Waits until a test releases this gate. */
  | { readonly hold: string }
  | { readonly pauseMs: number }
  /** Ends the response early, for that reason. */
  | { readonly stop: 'max_output_tokens' | 'content_filter' }
  | { readonly fail: { readonly code: string; readonly message: string } };

export type Answer = string | readonly Step[];

/** What a turn answers to. All words must occur, in any order; a list means any one of them. */
export interface Turn {
  readonly when: readonly (string | readonly string[])[];
  /** One of these, in turn when the same topic comes up again. */
  readonly answers: readonly Answer[];
}

/**
 * A conversation as data. `{last}` in a text is replaced by what the visitor said before this
 * question, `{said}` by what the assistant was heard to say last, `{name}` by the visitor's name,
 * `{output}` by the last function's output.
 */
export interface Script {
  readonly name: string;
  readonly turns: readonly Turn[];
  /** For what no turn fits; in rotation. */
  readonly fallback: readonly Answer[];
  /** For a response without any user turn (a greeting). */
  readonly opening: Answer;
  /** After a function's output arrived. */
  readonly afterFunction: Answer;
}

/** Milliseconds. The defaults are those of a real probe: 150 to the first token, then 20–40. */
export interface Pace {
  readonly firstTokenMs: number;
  readonly tokenMinMs: number;
  readonly tokenMaxMs: number;
}

export const REALISTIC_PACE: Pace = { firstTokenMs: 150, tokenMinMs: 20, tokenMaxMs: 40 };

/** Longer deltas would not fit the 16 characters that a delta is padded to. */
const LONGEST_TOKEN = 15;

/** Cuts a text into pieces like a tokenizer's: words with the space before them, and marks. */
export function tokensOf(text: string): string[] {
  const pieces = text.match(/\s*(?:[\p{L}\p{N}'’]+|[^\s\p{L}\p{N}])|\s+$/gu) ?? [];
  return pieces.flatMap((piece) => {
    const parts: string[] = [];
    for (let at = 0; at < piece.length; at += LONGEST_TOKEN) {
      parts.push(piece.slice(at, at + LONGEST_TOKEN));
    }
    return parts;
  });
}

/** Whether a turn answers to this sentence; whole words, without case or marks. */
export function fits(turn: Turn, sentence: string): boolean {
  const words = new Set(wordsOf(sentence));
  return turn.when.every((wanted) =>
    typeof wanted === 'string' ? words.has(wanted) : wanted.some((word) => words.has(word)),
  );
}

function wordsOf(sentence: string): string[] {
  return sentence.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? [];
}
