/** One recognised word, and whether the assistant's own words account for it. */
export interface ExplainedWord {
  readonly word: string;
  readonly echo: boolean;
}

/**
 * Tells which of `heard` are the assistant's words coming back. Forgives what recognisers do to an echo: words
 * misheard, split, joined, left out, or repeated in a loop. Words in another order than they were played still count
 * as echo; words where nothing was played do not.
 *
 * @param visitorPresent whether somebody is known to speak: then words at either end are not forgiven, for they are
 *   likelier a visitor's than misheard.
 */
export function explainByEcho(
  heard: readonly string[],
  played: readonly string[],
  visitorPresent = false,
): readonly ExplainedWord[] {
  const places = heard.map((_word, index) => placesOf(heard, index, played));
  const anchors = inPlayedOrder(places);
  const echo = places.map((place) => place.length > 0);
  for (let from = 0; from < heard.length;) {
    if (echo[from] === true) {
      from += 1;
      continue;
    }
    let to = from;
    while (to < heard.length && echo[to] !== true) to += 1;
    if (mayBeMisheard({ from, to, anchors, playedCount: played.length, visitorPresent }))
      echo.fill(true, from, to);
    from = to;
  }
  return heard.map((word, index) => ({ word, echo: echo[index] === true }));
}

/** Lower-case words without signs; every number alike, for "200" comes back as "two hundred". */
export function spokenWords(text: string): readonly string[] {
  const words = text
    .toLowerCase()
    .replaceAll('’', "'")
    .match(/[\p{L}\p{M}\p{N}]+(?:['.,][\p{L}\p{N}]+)*/gu);
  return (words ?? []).map((word) => (NUMBER.test(word) ? '#' : word.replaceAll("'", '')));
}

const NUMBER =
  /^(?:\d.*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundred|thousand)$/;

/** Where in `played` something sounds like the word at `index`, alone, run together with a neighbour, or as one half. */
function placesOf(heard: readonly string[], index: number, played: readonly string[]): readonly number[] {
  const word = heard[index] ?? '';
  const exact = played.flatMap((own, place) => (own === word ? [place] : []));
  if (exact.length > 0) return exact;
  const runTogether = [(heard[index - 1] ?? '') + word, word + (heard[index + 1] ?? '')];
  return played.flatMap((own, place) => {
    const alike =
      soundsLike(word, own, MISHEARD) ||
      soundsLike(word, own + (played[place + 1] ?? ''), SPLIT) ||
      runTogether.some((spelling) => soundsLike(spelling, own, SPLIT));
    return alike ? [place] : [];
  });
}

/** Of each word's possible places the one that follows most closely on the word before. */
function inPlayedOrder(places: readonly (readonly number[])[]): readonly (number | undefined)[] {
  let last = -1;
  return places.map((options) => {
    const chosen = options.find((place) => place >= last) ?? options[0];
    last = chosen ?? last;
    return chosen;
  });
}

/** Whether as many words were played between the neighbours of a gap as were heard there: then they are those. */
function mayBeMisheard({
  from,
  to,
  anchors,
  playedCount,
  visitorPresent,
}: {
  readonly from: number;
  readonly to: number;
  readonly anchors: readonly (number | undefined)[];
  readonly playedCount: number;
  readonly visitorPresent: boolean;
}): boolean {
  const before = anchors[from - 1] ?? -1;
  const after = anchors[to] ?? playedCount;
  const between = after - before - 1;
  const count = to - from;
  // Open at both ends, all of it would be anyone's guess.
  if (from === 0 && to === anchors.length) return false;
  const open = from === 0 || to === anchors.length;
  if (open && visitorPresent) return false;
  return between >= 1 && count <= (open ? Math.min(2, between) : between + 1);
}

/** Letters of a word that may differ, as a share of the longer one. Fewer where a space has moved as well. */
const MISHEARD = 0.34;
const SPLIT = 0.2;

/** Whether a recogniser may take one for the other: few letters differ, vowels and sister consonants counting half. */
function soundsLike(one: string, other: string, share: number): boolean {
  if (one === other) return true;
  const longer = Math.max(one.length, other.length);
  if (longer < 4 || Math.abs(one.length - other.length) > longer / 2) return false;
  return distance(one, other) <= share * longer;
}

const SISTERS = ['aeiouyh', 'bpv', 'dt', 'gkcq', 'szcx', 'mn', 'lr', 'fv', 'wu', 'jgy'] as const;

/** Edit distance by letters. */
function distance(one: string, other: string): number {
  let previous = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= other.length; column += 1) {
      current.push(
        Math.min(
          (previous[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          (previous[column - 1] ?? 0) + exchange(one.charAt(row - 1), other.charAt(column - 1)),
        ),
      );
    }
    previous = current;
  }
  return previous.at(-1) ?? 0;
}

function exchange(one: string, other: string): number {
  if (one === other) return 0;
  return SISTERS.some((sisters) => sisters.includes(one) && sisters.includes(other)) ? 0.5 : 1;
}
