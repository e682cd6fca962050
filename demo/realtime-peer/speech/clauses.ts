/** A clause longer than this is cut at its commas, so that its first words are not kept waiting for its last. */
const LONG_CLAUSE_CHARACTERS = 70;

/** Less than this is not worth a breath of its own. */
const SHORT_CLAUSE_CHARACTERS = 25;

const SENTENCE_END = /(?<=[.!?…]["')\]]*)\s+(?=["'([]?[\p{Lu}\p{N}])|\n+/u;
const CLAUSE_END = /(?<=[,;:])\s+/;
const ABBREVIATION = /(?:^|\s)(?:Mr|Mrs|Ms|Dr|Prof|St|vs|approx|No|e\.g|i\.e)\.$/;

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
  const spelled = SPELLINGS.reduce((result, [mark, spelling]) => result.replace(mark, spelling), text);
  return spelled
    .normalize('NFKD')
    .replace(/[*_#`~|<>]/g, ' ')
    .replace(/[^\x20-\x7e\n]/g, '')
    .replace(/[^\S\n]+/g, ' ')
    .trim();
}

/**
 * Cuts a text into pieces that can be spoken one after the other: sentences, long ones at their commas. Every
 * piece keeps its punctuation, which flite needs for the melody, and has something to say.
 */
export function splitClauses(text: string): string[] {
  const sentences = joinWhere(speakable(text).split(SENTENCE_END), (before) => ABBREVIATION.test(before));
  return sentences
    .flatMap((sentence) => (sentence.length <= LONG_CLAUSE_CHARACTERS ? [sentence] : splitLong(sentence)))
    .filter((clause) => /[a-z0-9]/i.test(clause));
}

function splitLong(sentence: string): string[] {
  return joinWhere(
    sentence.split(CLAUSE_END),
    (before, after) => Math.min(before.length, after.length) < SHORT_CLAUSE_CHARACTERS,
  );
}

function joinWhere(pieces: readonly string[], belongsTogether: (before: string, after: string) => boolean) {
  return pieces.reduce<string[]>((joined, piece) => {
    const before = joined.at(-1);
    if (before !== undefined && belongsTogether(before, piece))
      joined[joined.length - 1] = `${before} ${piece}`;
    else joined.push(piece);
    return joined;
  }, []);
}
