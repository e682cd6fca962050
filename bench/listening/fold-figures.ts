import {
  HESITATION_FACTOR,
  MOST_PATIENT_FACTOR,
  patienceFor,
  UNCONFIRMED_MS,
} from '../../widget/session/endpointer.js';
import type { CutTurn } from './completeness-examples.js';
import type { Spelling } from './listen-to-turn.js';
import { LEVEL_EVERY_MS } from './microphone-signal.js';
import { Random } from './random.js';
import type { Stretch } from './silence-stretches.js';
import { SHARES, type TurnKind } from './turn-texts.js';
import { pauseMs } from './turns.js';

/** A turn and the odds that more follows a text and a voice's end, from weights that its sentence has no part in. */
export interface JudgedTurn {
  readonly turn: CutTurn;
  readonly oddsOfMore: (text: string, endHeight: number | undefined) => number;
}

export interface FoldFigures {
  /** End of the last word to commit, in milliseconds, whether the turn was cut short before or not. */
  readonly medianMs: number;
  readonly p95Ms: number;
  /** Turns in a hundred: cut short by the pauses as they were drawn, and by the average of all pauses people make. */
  readonly drawnCuts: number;
  readonly expectedCuts: number;
  readonly medianMsByKind: Readonly<Record<string, number>>;
  /** Of the turns of that kind, in a hundred. */
  readonly expectedCutsByKind: Readonly<Record<string, number>>;
}

/** The voice is found again that long after it began. */
const RISE_MS = 25;

const PAUSES_MS: readonly number[] = drawnPauses();

/** What the endpointer does with each silence; every kind counts by its share of turns. */
export function foldFigures(judged: readonly JudgedTurn[], spelling: Spelling): FoldFigures {
  const outcomes = judged.map((one) => outcomeOf(one, spelling));
  const kinds = Object.entries(SHARES).flatMap(([kind, share]) => {
    const own = outcomes.filter((outcome) => outcome.kind === kind);
    return own.length === 0 ? [] : [{ kind, weight: share / own.length, own }];
  });
  const commits = (of: typeof kinds) =>
    of.flatMap(({ own, weight }) =>
      own.flatMap(({ commitMs: ms }) => (ms === undefined ? [] : { ms, weight })),
    );
  const drawn = (of: typeof kinds) =>
    rounded(of.reduce((sum, { own, weight }) => sum + weight * own.filter((one) => one.wasCut).length, 0));
  const expected = (of: typeof kinds) =>
    rounded(of.reduce((sum, { own, weight }) => sum + weight * expectedCuts(own), 0));
  const perKind = (figure: (of: typeof kinds) => number) =>
    Object.fromEntries(kinds.map((one) => [one.kind, figure([{ ...one, weight: 100 / one.own.length }])]));
  return {
    medianMs: weightedQuantile(commits(kinds), 0.5),
    p95Ms: weightedQuantile(commits(kinds), 0.95),
    drawnCuts: drawn(kinds),
    expectedCuts: expected(kinds),
    medianMsByKind: perKind((of) => weightedQuantile(commits(of), 0.5)),
    expectedCutsByKind: perKind(expected),
  };
}

interface Outcome {
  readonly kind: TurnKind;
  readonly commitMs: number | undefined;
  /** By a pause as it was drawn. */
  readonly wasCut: boolean;
  readonly pauses: number;
  /** Of each pause whose words were heard in time, the share of all pauses that would be taken for the end there. */
  readonly cutShares: readonly number[];
}

function outcomeOf({ turn, oddsOfMore }: JudgedTurn, spelling: Spelling): Outcome {
  const waits = turn.stretches.map((stretch) => ({
    stretch,
    ...waitIn(stretch, (text, endHeight) => oddsOfMore(spelling(text), endHeight)),
  }));
  const last = waits.find(({ stretch }) => stretch.endsTurn);
  const inside = waits.filter(({ stretch }) => !stretch.endsTurn);
  const judgeable = inside.filter(({ stretch }) => stretch.standings.some(({ confirmed }) => confirmed));
  return {
    kind: turn.kind,
    commitMs: last === undefined ? undefined : last.stretch.voiceEndMs + last.wouldMs,
    wasCut: inside.some(({ stretch, wouldMs, inTime }) => inTime && stretch.voiceEndMs + wouldMs < 0),
    pauses: turn.sentence.split('|').length - 1,
    cutShares: judgeable.map(({ wouldMs }) => shareOfPausesOver(wouldMs + RISE_MS)),
  };
}

/** As if each pause were as likely to be cut as those whose words were heard in time: the others were too short. */
function expectedCuts(outcomes: readonly Outcome[]): number {
  const shares = outcomes.flatMap(({ cutShares }) => cutShares);
  const mean = shares.length === 0 ? 0 : total(shares) / shares.length;
  return mean * total(outcomes.map(({ pauses }) => pauses));
}

/** When the silence is taken for the end, should it last, and whether it lasted. */
function waitIn(
  { standings, hesitations, endHeight }: Stretch,
  oddsOfMore: JudgedTurn['oddsOfMore'],
): { readonly wouldMs: number; readonly inTime: boolean } {
  const hesitation = Math.min(MOST_PATIENT_FACTOR, HESITATION_FACTOR ** hesitations);
  let wouldMs = Infinity;
  for (const { text, confirmed, fromMs, toMs } of standings) {
    const odds = oddsOfMore(text, endHeight);
    const patienceMs = patienceFor(odds, hesitation) + (confirmed ? 0 : UNCONFIRMED_MS);
    wouldMs = Math.max(fromMs, Math.ceil(patienceMs / LEVEL_EVERY_MS) * LEVEL_EVERY_MS);
    if (patienceMs <= toMs) return { wouldMs, inTime: true };
  }
  return { wouldMs, inTime: false };
}

function drawnPauses(): readonly number[] {
  const random = new Random(447);
  return Array.from({ length: 20_000 }, () => pauseMs(random)).toSorted((one, other) => one - other);
}

function shareOfPausesOver(ms: number): number {
  const shorter = PAUSES_MS.findIndex((pause) => pause > ms);
  return shorter < 0 ? 0 : 1 - shorter / PAUSES_MS.length;
}

function weightedQuantile(
  values: readonly { readonly ms: number; readonly weight: number }[],
  share: number,
): number {
  const sorted = values.toSorted((one, other) => one.ms - other.ms);
  const reached = share * total(sorted.map(({ weight }) => weight));
  let sum = 0;
  const found = sorted.find(({ weight }) => (sum += weight) >= reached);
  return Math.round(found?.ms ?? Number.NaN);
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function rounded(value: number): number {
  return Number(value.toFixed(2));
}
