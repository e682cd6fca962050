/**
 * `npm run bench -- endpointing`: how soon after a visitor's last word their turn is committed, and how often before
 * it. Synthesised visitors in four voices, a room's noise, pauses inside 45 turns of 100, as long as people's are
 * (log-normal, median 447 ms, one in twenty over a second; source in `listening/turns.ts`); the ears are Moonshine
 * tiny over windows that grow every 250 ms. All on simulated time: only the recognition takes real time. Its sentences
 * are held out: nothing the endpointer goes by was learned from them.
 *
 * `npm run bench -- endpointing --learn` learns anew from the tuning sentences what the widget weighs words and melody
 * by, and prints what the endpointer would do with it on each writer's, learned from the other writers' alone; with
 * `--write` it replaces the weights in `widget/session/utterance-weights.ts`. Hearing all sentences takes three
 * quarters of an hour, once.
 */
import { FliteSpeech } from './listening/flite-speech.js';
import { openEars, type Ears } from './listening/ears.js';
import { ratio, spread } from './listening/figures.js';
import { GrowingWindow, INTERIM_DELAY_MS, INTERIM_EVERY_MS } from './listening/growing-window.js';
import {
  FINAL_SILENCE_MS,
  listenToTurn,
  waitForFinal,
  withoutSigns,
  type TurnOutcome,
} from './listening/listen-to-turn.js';
import { learnCompleteness } from './listening/learn-completeness.js';
import { spokenTurns } from './listening/turns.js';
import type { BenchOptions, Report } from './report.js';

const SEED = 71_993;
const TURNS = 600;
const TURNS_QUICK = 24;

interface HeardTurn extends TurnOutcome {
  readonly kind: string;
  readonly pauses: number;
  readonly waitedMs: number;
  /** The same ears without capitals and signs, as browsers' recognisers write. */
  readonly bare: TurnOutcome;
}

/** @throws BenchSkipped where the ears cannot run. */
export async function endpointing(report: Report, { quick, flags }: BenchOptions): Promise<void> {
  if (flags.includes('--learn')) {
    await learnCompleteness(report, { write: flags.includes('--write') });
    return;
  }
  const ears = await openEars();
  const speech = await FliteSpeech.load();
  const all: HeardTurn[] = [];
  for (const turn of spokenTurns(speech, { seed: SEED, count: quick ? TURNS_QUICK : TURNS })) {
    const window = new GrowingWindow(ears, turn.samples, turn.voiceStartMs);
    all.push({
      ...(await listenToTurn(turn, window, (text) => text)),
      bare: await listenToTurn(turn, window, withoutSigns),
      kind: turn.kind,
      pauses: turn.silences.length - 1,
      waitedMs: waitForFinal(turn),
    });
  }
  reportFigures(report, all, ears);
}

function reportFigures(report: Report, all: readonly HeardTurn[], ears: Ears): void {
  // The ears miss some turns wholly: no endpointing can commit what was never text.
  const heard = all.filter((turn) => turn.committed !== '');
  const commits = spread(heard.filter((turn) => turn.commitMs >= 0).map((turn) => turn.commitMs));
  const bare = heard.filter((turn) => turn.bare.committed !== '').map((turn) => turn.bare.commitMs);
  const about = { set: 'held-out', seed: SEED, turns: heard.length, unheard: all.length - heard.length };
  report({
    name: 'endpointing.commit',
    value: commits.p50,
    unit: 'ms',
    p95: commits.p95,
    byKind: byKind(heard, (turns) => spread(turns.filter((ms) => ms >= 0)).p50),
    withoutPunctuation: spread(bare.filter((ms) => ms >= 0)),
    correctedByFinal: ratio(heard.filter((turn) => turn.corrected).length, heard.length),
    interimEveryMs: INTERIM_EVERY_MS,
    interimDelayMs: INTERIM_DELAY_MS,
    recognitionMs: spread(ears.durationsMs),
    ...about,
  });
  report({
    name: 'endpointing.cut-short',
    value: ratio(heard.filter((turn) => turn.commitMs < 0).length, heard.length),
    unit: 'ratio',
    byKind: byKind(heard, (turns) => turns.filter((ms) => ms < 0).length),
    withoutPunctuation: ratio(bare.filter((ms) => ms < 0).length, bare.length),
    turnsWithPauses: heard.filter((turn) => turn.pauses > 0).length,
    ...about,
  });
  const waited = heard.map((turn) => turn.waitedMs);
  const waits = spread(waited.filter((ms) => ms >= 0));
  report({
    name: 'endpointing.wait-for-final',
    value: waits.p50,
    unit: 'ms',
    p95: waits.p95,
    cutShort: ratio(waited.filter((ms) => ms < 0).length, waited.length),
    assumes: `a final result ${FINAL_SILENCE_MS} ms after the last voice, as text ${INTERIM_DELAY_MS} ms later`,
    ...about,
  });
}

function byKind(
  turns: readonly HeardTurn[],
  figure: (commitsMs: readonly number[]) => number,
): Readonly<Record<string, number>> {
  const kinds = new Set(turns.map((turn) => turn.kind));
  return Object.fromEntries(
    [...kinds].map((kind) => [
      kind,
      figure(turns.filter((turn) => turn.kind === kind).map((turn) => turn.commitMs)),
    ]),
  );
}
