/** How a transcript differs from what was said. */
export interface WordErrors {
  /** Words put in, left out or exchanged (the least number that explains the difference). */
  readonly errors: number;
  /** Words that were said. */
  readonly words: number;
}

/** Compares word by word; case, punctuation and hyphens do not count. */
export function wordErrors(said: string, heard: string): WordErrors {
  const expected = wordsOf(said);
  let row = Array.from({ length: expected.length + 1 }, (_, index) => index);
  for (const word of wordsOf(heard)) {
    let diagonal = row[0] ?? 0;
    row = row.reduce<number[]>((next, above, column) => {
      const left = next[column - 1];
      const exchanged = diagonal + (expected[column - 1] === word ? 0 : 1);
      next.push(left === undefined ? above + 1 : Math.min(above + 1, left + 1, exchanged));
      diagonal = above;
      return next;
    }, []);
  }
  return { errors: row.at(-1) ?? 0, words: expected.length };
}

function wordsOf(text: string): string[] {
  return (
    text
      .toLowerCase()
      .replace(/-/g, '')
      .match(/[\p{L}\p{N}']+/gu) ?? []
  );
}
