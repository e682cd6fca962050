import { melodyFeatures } from './phrase-melody.js';
import { BIAS, WEIGHTS, WORD_CLASSES } from './utterance-weights.js';

const CLASS_OF = new Map(
  Object.entries(WORD_CLASSES).flatMap(([letter, words]) =>
    words.split(' ').map((word) => [word, letter] as const),
  ),
);
const WEIGHT_OF = new Map(
  Object.entries(WEIGHTS).flatMap(([weight, features]) =>
    features.split(' ').map((feature) => [feature, Number(weight)] as const),
  ),
);

/** {@link WEIGHTS} counts quarters. */
const WEIGHT_UNIT = 0.25;
/** What is told apart by its number of words: above twelve it hardly matters. */
const LENGTHS = [2, 3, 4, 5, 6, 7, 8, 10, 12];

const NUMBER_WORD =
  /^(?:\d.*|oh|zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundred|thousand|million|point|double|triple|half)$/;
const SHORT_ANSWER =
  /^(?:(?:yes|yeah|yep|no|nope|okay|ok|sure|right|correct|exactly|stop|thanks|bye|goodbye|great|perfect|never ?mind|please|of course|not really|not yet|thank you|no thanks|that's (?:all|it|right|fine)|go (?:on|ahead)|all right|sounds good|i don't know|i(?:'d| would) like that|very much|so much) ?)+$/;

/** Beyond what any text is weighed at. */
const CERTAIN = 6;
/** What nothing is known about gets about a second. */
const UNKNOWN = -2.5;

/** Hardly anything ends in a determiner, a preposition, a conjunction, an auxiliary or a filler. */
const HANGING = /[DPCSFABHJ]$/;
const HALF_A_CLAUSE = 0.5;

/** Six words that begin as a question and end in a word of their own ask something, likely or not. */
const QUESTION = /^(?=.{6})[CFyM]*[QABH].*[xeLOEi]$/;
const ASKED = -2.25;

interface Hints {
  /** How high the voice ended: see `PhraseMelody.heightAt`. */
  readonly endHeight?: number | undefined;
  /** Gives the quarters of a nat for features; other than the widget's for learning alone. */
  readonly weigh?: (features: ReadonlySet<string>) => number;
}

/**
 * How likely more is to follow an interim transcript: log-odds (natural), between −6 for a whole answer and 6 for half
 * a clause; below about −3 for what is most likely whole.
 *
 * @param lang BCP 47. Other languages than English are judged by their punctuation alone: in some, pitch belongs to the
 *   word.
 */
export function oddsOfMore(
  text: string,
  lang: string,
  { endHeight, weigh = quartersOf }: Hints = {},
): number {
  const trimmed = text.trim();
  const isWordless = !/[\p{L}\p{N}]/u.test(trimmed);
  if (isWordless || /(?:[,;:،、，—–-]|\.\.\.?|…)$/u.test(trimmed)) return CERTAIN;
  if (!/^en\b/i.test(lang)) return /[.?!。？！؟।]$/u.test(trimmed) ? -CERTAIN : UNKNOWN;
  if (SHORT_ANSWER.test(englishWords(trimmed).join(' '))) return -CERTAIN;
  const classes = classesOf(trimmed);
  const least = HANGING.test(classes) ? HALF_A_CLAUSE : -CERTAIN;
  const quarters = weigh(new Set([...featuresOf(trimmed), ...melodyFeatures(endHeight)]));
  const most = QUESTION.test(classes) ? ASKED : CERTAIN;
  return Math.max(least, Math.min(most, quarters * WEIGHT_UNIT));
}

function quartersOf(features: ReadonlySet<string>): number {
  let quarters = BIAS;
  for (const feature of features) quarters += WEIGHT_OF.get(feature) ?? 0;
  return quarters;
}

export function englishWords(text: string): readonly string[] {
  const plain = text.toLowerCase().replaceAll('’', "'");
  return plain.match(/[\p{L}\p{N}]+(?:['.,:][\p{L}\p{N}]+)*/gu) ?? [];
}

/** As {@link WEIGHTS} writes them, of a text with at least one word. */
export function featuresOf(text: string): readonly string[] {
  const words = englishWords(text);
  const classes = classesOf(text);
  const first = classes.slice(0, 1);
  return [
    ...classes.split(''),
    ...[1, 2, 3, 4].map((count) => `${classes.slice(-count)}$`),
    `^${first}`,
    `^${classes.slice(0, 2)}`,
    `${first}.${classes.slice(-1)}`,
    `.${words.at(-1) ?? ''}`,
    `${words[0] ?? ''}.`,
    ...LENGTHS.filter((length) => words.length >= length).map((length) => `+${length}`),
    ...listFeatures(text),
  ];
}

/** Of how many commas there are, where the recogniser writes any, and whether an “and” or “or” has come after the last. */
function listFeatures(text: string): readonly string[] {
  const items = text.split(',');
  const count = Math.min(2, items.length - 1);
  if (count === 0) return [];
  const isLast = /\b(?:and|or)\b/i.test(items.at(-1) ?? '');
  return [`,${count}`, ...(isLast ? [`,${count}&`] : [])];
}

/** A letter for each word. */
function classesOf(text: string): string {
  return englishWords(text).map(classOf).join('');
}

function classOf(word: string): string {
  const known = CLASS_OF.get(word);
  if (known !== undefined) return known;
  if (NUMBER_WORD.test(word)) return 'N';
  if (/...ing$/.test(word)) return 'G';
  if (/...ed$/.test(word)) return 'e';
  return word.endsWith('ly') ? 'L' : 'x';
}
