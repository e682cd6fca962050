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
const MOST_WORDS = 8;

const NUMBER_WORD =
  /^(?:\d.*|oh|zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundred|thousand|million|point|double|triple|half)$/;
const SHORT_ANSWER =
  /^(?:(?:yes|yeah|yep|no|nope|okay|ok|sure|right|correct|exactly|stop|thanks|hello|hi|bye|goodbye|great|perfect|never ?mind|please|of course|not really|not yet|thank you|no thanks|that's (?:all|it|right|fine)|go (?:on|ahead)|all right|sounds good|good (?:morning|evening|afternoon)|i don't know|i(?:'d| would) like that|very much|so much) ?)+$/;

/** Beyond what any text is weighed at. */
const CERTAIN = 6;
const UNKNOWN = -2.2;

/** Hardly anything ends in a determiner, a preposition, a conjunction, an auxiliary or a filler. */
const HANGING = /[DPCSFABHJ]$/;
const HALF_A_CLAUSE = 0.5;

/** Six words that begin as a question and end in a word of their own ask something, likely or not. */
const QUESTION = /^(?=.{6})[CFyM]*[QABH].*[xeLOEi]$/;
const ASKED = -2.25;

/**
 * How likely more is to follow an interim transcript: log-odds (natural), between −6 for a whole answer and 6 for half
 * a clause; below about −2.7 for what is most likely whole. Words alone count: browsers' recognisers write no signs,
 * others guess at them after every pause.
 *
 * @param lang BCP 47. Other languages than English are judged by their punctuation alone.
 * @param weigh gives the quarters of a nat for features; other than the widget's for learning alone.
 */
export function oddsOfMore(text: string, lang: string, weigh = quartersOf): number {
  const trimmed = text.trim();
  const isWordless = !/[\p{L}\p{N}]/u.test(trimmed);
  if (isWordless || /(?:[,;:،、，—–-]|\.\.\.?|…)$/u.test(trimmed)) return CERTAIN;
  if (!/^en\b/i.test(lang)) return /[.?!。？！؟।]$/u.test(trimmed) ? -CERTAIN : UNKNOWN;
  const words = englishWords(trimmed);
  if (SHORT_ANSWER.test(words.join(' '))) return -CERTAIN;
  const classes = words.map(classOf).join('');
  const least = HANGING.test(classes) ? HALF_A_CLAUSE : -CERTAIN;
  const most = QUESTION.test(classes) ? ASKED : CERTAIN;
  return Math.max(least, Math.min(most, weigh(featuresOf(words, classes)) * WEIGHT_UNIT));
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

/** As {@link WEIGHTS} writes them, of at least one word. */
export function featuresOf(words: readonly string[], classes: string): ReadonlySet<string> {
  const first = classes.slice(0, 1);
  return new Set([
    ...classes.split(''),
    ...[1, 2, 3].map((count) => `${classes.slice(-count)}$`),
    `^${first}`,
    `^${classes.slice(0, 2)}`,
    `${first}.${classes.slice(-1)}`,
    `.${words.at(-1) ?? ''}`,
    `${words[0] ?? ''}.`,
    `${Math.min(MOST_WORDS, words.length)}`,
  ]);
}

export function classOf(word: string): string {
  const known = CLASS_OF.get(word);
  if (known !== undefined) return known;
  if (NUMBER_WORD.test(word)) return 'N';
  if (/...ing$/.test(word)) return 'G';
  if (/...ed$/.test(word)) return 'e';
  return word.endsWith('ly') ? 'L' : 'x';
}
