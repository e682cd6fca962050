import { readFileSync, writeFileSync } from 'node:fs';
import { oddsOfMore } from '../../widget/session/utterance-completeness.js';
import type { Report } from '../report.js';
import { examplesHeard, examplesWritten, type CutTurn } from './completeness-examples.js';
import { foldFigures, type JudgedTurn } from './fold-figures.js';
import { heardTuningTurns, type HeardTurn } from './heard-turns.js';
import { withoutSigns } from './listen-to-turn.js';
import { learn, type Penalties } from './logistic-regression.js';
import { stretchesOf } from './silence-stretches.js';
import { joinedSentences, TUNING, type Sentences } from './turn-texts.js';
import { WEIGHTS_FILE, withWeights, type QuarterModel } from './weights-file.js';

/** Chosen on the folds. */
const PENALTIES: Penalties = { choosing: 8, shrinking: 8, leastSources: 3 };

const QUARTERS_PER_NAT = 4;

/** What one writer wrote, and how it was heard. */
interface Writer {
  readonly sentences: Sentences;
  readonly turns: readonly CutTurn[];
}

/**
 * Learns from the tuning turns how likely more is to come, and reports what the endpointer does by it with the turns
 * of each writer if it was learned from the other writers' alone.
 *
 * @param options.write replaces the widget's weights by those of all writers.
 * @throws BenchSkipped where turns are left to hear and the ears cannot run.
 */
export async function learnCompleteness(
  report: Report,
  { write }: { readonly write: boolean },
): Promise<void> {
  const heard = await heardTuningTurns();
  const writers = TUNING.map((sentences, nth) => ({ sentences, turns: cut(heard[nth] ?? []) }));
  const judged = writers.flatMap((writer) =>
    judgedBy(learned(writers.filter((other) => other !== writer)), writer.turns),
  );
  const bare = foldFigures(judged, withoutSigns);
  const figures = foldFigures(judged, (text) => text);
  const about = { set: 'tuning', turns: judged.length, writers: writers.length };
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
  const model = learned(writers);
  console.error(`All sentences: ${model.weights.size} weights, bias ${model.bias}.`);
  if (write) writeFileSync(WEIGHTS_FILE, await withWeights(readFileSync(WEIGHTS_FILE, 'utf8'), model));
}

function cut(turns: readonly HeardTurn[]): readonly CutTurn[] {
  return turns
    .map((turn) => ({ ...turn, stretches: stretchesOf(turn) }))
    .filter(({ stretches }) => stretches.length > 0);
}

function judgedBy({ bias, weights }: QuarterModel, turns: readonly CutTurn[]): readonly JudgedTurn[] {
  const weigh = (features: ReadonlySet<string>) =>
    [...features].reduce((sum, feature) => sum + (weights.get(feature) ?? 0), bias);
  const judge: JudgedTurn['oddsOfMore'] = (text, endHeight) => oddsOfMore(text, 'en', { endHeight, weigh });
  return turns.map((turn) => ({ turn, oddsOfMore: judge }));
}

function learned(writers: readonly Writer[]): QuarterModel {
  const examples = [
    ...examplesHeard(writers.flatMap(({ turns }) => turns)),
    ...examplesWritten(joinedSentences(writers.map(({ sentences }) => sentences))),
  ];
  const { bias, weights } = learn(examples, PENALTIES);
  const quarters = [...weights].map(([feature, nats]) => [feature, inQuarters(nats)] as const);
  return { bias: inQuarters(bias), weights: new Map(quarters.filter(([, weight]) => weight !== 0)) };
}

function inQuarters(nats: number): number {
  return Math.round(nats * QUARTERS_PER_NAT);
}
