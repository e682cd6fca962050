/** A clause this long may end at a comma, so that the words before it are not kept waiting for those after. */
const BREATH_CHARACTERS = 40;

/** The first clause of a text may be shorter: until it is spoken the listener hears nothing. */
const FIRST_BREATH_CHARACTERS = 12;

/**
 * Where a text is still being written, its first words are spoken as soon as there are this many: at 30 ms a
 * word, waiting for the end of the sentence would cost more than making its sound.
 */
const EAGER_WORDS = /^\s*(?:\S+\s+){2}(?=\S)/u;

/** Places where a clause may end, each followed by at least one character of the next. */
const BREAKS = /(?<sentence>[.!?…]["')\]]*)\s+(?=\S)|(?<comma>[,;:])\s+(?=\S)|(?<line>\n)\s*(?=\S)/gu;
const SENTENCE_START = /^["'(“‘[]?[\p{Lu}\p{N}]/u;
const ABBREVIATION = /(?:^|\s)(?:Mr|Mrs|Ms|Dr|Prof|St|vs|approx|No|e\.g|i\.e)\.$/;

/**
 * Cuts a growing text into pieces that can be spoken one after the other: sentences, and long ones at their
 * commas. A piece keeps its punctuation, which flite needs for the melody. How the text arrives makes no
 * difference to where it is cut.
 */
export class ClauseSplitter {
  readonly #isEager: boolean;
  #pending = '';
  #isFirst = true;

  /** `eager`: the first words are cut off without waiting for a comma. */
  constructor({ eager = false }: { readonly eager?: boolean } = {}) {
    this.#isEager = eager;
  }

  /** Adds text and returns the clauses that it completes, ready to be spoken. */
  append(text: string): string[] {
    this.#pending += text;
    const clauses: string[] = [];
    for (let end = this.#firstBreak(); end > 0; end = this.#firstBreak()) {
      clauses.push(...this.#take(end));
    }
    return clauses;
  }

  /** The rest: no more text comes. */
  end(): string[] {
    return this.#take(this.#pending.length);
  }

  #take(end: number): string[] {
    const clause = speakable(this.#pending.slice(0, end));
    this.#pending = this.#pending.slice(end);
    if (!/[a-z0-9]/i.test(clause)) return [];
    this.#isFirst = false;
    return [clause];
  }

  /** Where the first clause ends, 0 while that is open. */
  #firstBreak(): number {
    const eager = this.#isEager && this.#isFirst ? (EAGER_WORDS.exec(this.#pending)?.[0].length ?? 0) : 0;
    const natural = this.#naturalBreak();
    return eager === 0 || (natural > 0 && natural < eager) ? natural : eager;
  }

  #naturalBreak(): number {
    const breath = this.#isFirst ? FIRST_BREATH_CHARACTERS : BREATH_CHARACTERS;
    for (const match of this.#pending.matchAll(BREAKS)) {
      const end = match.index + match[0].length;
      if (match.groups?.['line'] !== undefined) return end;
      const before = this.#pending.slice(0, end).trim();
      if (match.groups?.['comma'] !== undefined) {
        if (before.length >= breath) return end;
      } else if (SENTENCE_START.test(this.#pending.slice(end)) && !ABBREVIATION.test(before)) {
        return end;
      }
    }
    return 0;
  }
}

/** Cuts a whole text. */
export function splitClauses(text: string): string[] {
  const splitter = new ClauseSplitter();
  return [...splitter.append(text), ...splitter.end()];
}

/** What flite, which knows ASCII only, should read for the marks that texts commonly carry. */
const SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/[‘’‛]/gu, "'"],
  [/[“”„]/gu, '"'],
  [/\s*[—–]\s+|\s+-\s+/gu, ', '],
  [/–/gu, ' to '],
  [/…/gu, '.'],
  [/°C/gu, ' degrees Celsius'],
  [/½/gu, ' one half'],
  [/¼/gu, ' one quarter'],
  [/¾/gu, ' three quarters'],
  [/ß/gu, 'ss'],
];

/** Rewrites `text` in the characters flite can read; everything else (emoji, markup) is left out. */
export function speakable(text: string): string {
  return SPELLINGS.reduce((result, [mark, spelling]) => result.replace(mark, spelling), text)
    .normalize('NFKD')
    .replace(/[*_#`~|<>]/g, '')
    .replace(/[^\x20-\x7e\s]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}
