import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { oddsOfMore } from '../../widget/session/utterance-completeness.js';
import type { Report } from '../report.js';
import { examplesHeard, examplesWritten, type CutTurn, type Sentences } from './completeness-examples.js';
import { foldFigures, type JudgedTurn } from './fold-figures.js';
import { heardTuningTurns } from './heard-turns.js';
import { withoutSigns } from './listen-to-turn.js';
import { learn, type Penalties } from './logistic-regression.js';
import { stretchesOf } from './silence-stretches.js';
import { TURNS } from './turn-texts.js';
import { WEIGHTS_FILE, withWeights, type QuarterModel } from './weights-file.js';

const FOLDS = 6;
/** Sentences are divided into folds so many times: one division alone moves the share of cuts by a quarter. */
const DIVISIONS = 3;

/** Chosen on the folds. */
const PENALTIES: Penalties = { choosing: 5, shrinking: 5, leastSources: 3 };

const QUARTERS_PER_NAT = 4;

/**
 * Learns from the `tuning` turns how likely more is to come, and reports what the endpointer does by it on sentences
 * that had no part in it.
 *
 * @param options.write replaces the widget's weights by those of all sentences.
 * @throws BenchSkipped where turns are left to hear and the ears cannot run.
 */
export async function learnCompleteness(
  report: Report,
  { write }: { readonly write: boolean },
): Promise<void> {
  const turns = (await heardTuningTurns())
    .map((turn): CutTurn => ({ ...turn, stretches: stretchesOf(turn) }))
    .filter(({ stretches }) => stretches.length > 0);
  const judged = Array.from({ length: DIVISIONS * FOLDS }).flatMap((_, nth) => judgedFold(turns, nth));
  const bare = foldFigures(judged, withoutSigns);
  const figures = foldFigures(judged, (text) => text);
  const about = { set: 'tuning', turns: turns.length, folds: FOLDS, divisions: DIVISIONS };
  const { medianMs, p95Ms, medianMsByKind, ...cuts } = figures;
  report({
    name: 'endpointing.unseen-commit',
    value: medianMs,
    unit: 'ms',
    p95: p95Ms,
    byKind: medianMsByKind,
    withoutPunctuation: { p50: bare.medianMs, p95: bare.p95Ms },
    ...about,
  });
  report({
    name: 'endpointing.unseen-cut-short',
    value: cuts.expectedCuts,
    unit: 'percent',
    byKind: cuts.expectedCutsByKind,
    drawn: cuts.drawnCuts,
    withoutPunctuation: { expected: bare.expectedCuts, drawn: bare.drawnCuts },
    ...about,
  });
  const model = learned(turns, TURNS.tuning);
  console.error(`All sentences: ${model.weights.size} weights, bias ${model.bias}.`);
  if (write) writeFileSync(WEIGHTS_FILE, await withWeights(readFileSync(WEIGHTS_FILE, 'utf8'), model));
}

/** @param nth which fold of which division. */
function judgedFold(turns: readonly CutTurn[], nth: number): readonly JudgedTurn[] {
  const isSeen = (sentence: string) => foldOf(sentence, Math.floor(nth / FOLDS)) !== nth % FOLDS;
  const seen: Sentences = Object.fromEntries(
    Object.entries(TURNS.tuning).map(([kind, sentences]) => [kind, sentences.filter(isSeen)]),
  );
  const { bias, weights } = learned(
    turns.filter(({ sentence }) => isSeen(sentence)),
    seen,
  );
  const weigh = (features: ReadonlySet<string>) =>
    [...features].reduce((sum, feature) => sum + (weights.get(feature) ?? 0), bias);
  const judge = (text: string) => oddsOfMore(text, 'en', weigh);
  return turns.filter(({ sentence }) => !isSeen(sentence)).map((turn) => ({ turn, oddsOfMore: judge }));
}

function learned(turns: readonly CutTurn[], sentences: Sentences): QuarterModel {
  const { bias, weights } = learn([...examplesHeard(turns), ...examplesWritten(sentences)], PENALTIES);
  const quarters = [...weights].map(([feature, nats]) => [feature, inQuarters(nats)] as const);
  return { bias: inQuarters(bias), weights: new Map(quarters.filter(([, weight]) => weight !== 0)) };
}

function inQuarters(nats: number): number {
  return Math.round(nats * QUARTERS_PER_NAT);
}

/** The same for a sentence in every saying. */
function foldOf(sentence: string, division: number): number {
  return createHash('sha256').update(`${division} ${sentence}`).digest().readUInt32BE() % FOLDS;
}
