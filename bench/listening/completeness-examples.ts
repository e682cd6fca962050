import { englishWords, featuresOf } from '../../widget/session/utterance-completeness.js';
import { melodyFeatures } from '../../widget/session/phrase-melody.js';
import { WORD_CLASSES } from '../../widget/session/utterance-weights.js';
import { withoutSigns } from './listen-to-turn.js';
import type { Example } from './logistic-regression.js';
import { LEVEL_EVERY_MS } from './microphone-signal.js';
import { Random } from './random.js';
import type { Stretch } from './silence-stretches.js';
import { SHARES, type Sentences, type TurnKind } from './turn-texts.js';
import { filledIn } from './turns.js';

/** A tuning turn, cut where its microphone was silent. */
export interface CutTurn {
  readonly kind: TurnKind;
  readonly sentence: string;
  readonly stretches: readonly Stretch[];
}

/** What stands in a later part of a silence is of no use: most have ended a turn by then, or been ended by words. */
const LATEST_MS = 800;

/** A pause within a turn counts less than its end: there are more of them to a turn. */
const PAUSE_WEIGHT = 0.6;

/** Texts without a recogniser's errors count half. */
const WRITTEN_WEIGHT = 0.5;
const WRITTEN_TIMES = 2;
const WRITTEN_SEED = 5;

const CLOSED_WORDS = new Set(Object.values(WORD_CLASSES).flatMap((words) => words.split(' ')));

/** “More is to come” after each text that stood in a silence, weighed by how long it stood. */
export function examplesHeard(turns: readonly CutTurn[]): readonly Example[] {
  const counts = new Map<TurnKind, number>();
  for (const { kind } of turns) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return turns.flatMap(({ kind, sentence, stretches }) =>
    stretches.flatMap((stretch) => {
      const share = (SHARES[kind] / (counts.get(kind) ?? 1)) * (stretch.endsTurn ? 1 : PAUSE_WEIGHT);
      const early = stretch.standings.filter(({ confirmed, fromMs }) => confirmed && fromMs < LATEST_MS);
      const wholeMs = early.reduce((sum, standing) => sum + lastedMs(standing), 0);
      return early.flatMap((standing) => {
        const weight = (share * lastedMs(standing)) / wholeMs;
        const about = { outcome: !stretch.endsTurn, weight, source: sentence };
        return examplesOf(standing.text, melodyFeatures(stretch.endHeight), about);
      });
    }),
  );
}

/** The same of sentences as they are written, after each of their parts. */
export function examplesWritten(sentences: Partial<Sentences>): readonly Example[] {
  const random = new Random(WRITTEN_SEED);
  return kindsOf(sentences).flatMap(({ kind, sentence, count }) =>
    Array.from({ length: WRITTEN_TIMES }).flatMap(() =>
      beginningsOf(filledIn(sentence, random)).flatMap((text, index, all) => {
        const outcome = index < all.length - 1;
        const share = (SHARES[kind] / count) * (WRITTEN_WEIGHT / WRITTEN_TIMES);
        const weight = share * (outcome ? PAUSE_WEIGHT : 1);
        return examplesOf(text, [], { outcome, weight, source: sentence });
      }),
    ),
  );
}

/** A turn as it stands at each of its pauses, and whole: “A, | B | C” gives “A,”, “A, B” and “A, B C”. */
export function beginningsOf(turn: string): readonly string[] {
  const parts = turn.split('|').map((part) => part.trim());
  return parts.map((_, index) => parts.slice(0, index + 1).join(' '));
}

function kindsOf(
  sentences: Partial<Sentences>,
): readonly { readonly kind: TurnKind; readonly sentence: string; readonly count: number }[] {
  const kinds: readonly TurnKind[] = Object.keys(SHARES).filter(isKind);
  return kinds.flatMap((kind) => {
    const all = sentences[kind] ?? [];
    return all.map((sentence) => ({ kind, sentence, count: all.length }));
  });
}

function isKind(name: string): name is TurnKind {
  return Object.hasOwn(SHARES, name);
}

function lastedMs({ fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }): number {
  return Math.min(toMs, LATEST_MS) - fromMs + LEVEL_EVERY_MS;
}

/** One as recognisers write it that make signs, one as those that make none. */
function examplesOf(
  text: string,
  melody: readonly string[],
  about: Omit<Example, 'features'>,
): readonly Example[] {
  return [text, withoutSigns(text)].flatMap((spelt) => {
    const isWordless = englishWords(spelt).length === 0;
    return isWordless ? [] : { ...about, features: new Set([...learnable(spelt), ...melody]) };
  });
}

/** Without the words that belong to what visitors talk about: those of the tuning sentences are not everybody's. */
function learnable(text: string): readonly string[] {
  return [...featuresOf(text)].filter((feature) => !/^\..|.\.$/.test(feature) || isClosed(feature));
}

function isClosed(feature: string): boolean {
  return CLOSED_WORDS.has(feature.replaceAll(/^\.|\.$/g, ''));
}
