/**
 * `npm run bench -- echo`: the assistant over loudspeakers, its sound really mixed into the microphone's, with delay,
 * reflections and a room's noise, and no echo canceller. Nobody must be answered when only the assistant speaks;
 * a visitor who speaks into it must be heard. The ears are Moonshine tiny, the time is simulated.
 */
import { echoScene } from './listening/echo-scenes.js';
import { openEars, type Ears } from './listening/ears.js';
import { ratio, spread } from './listening/figures.js';
import { FliteSpeech } from './listening/flite-speech.js';
import { listenToEcho, type EchoOutcome } from './listening/listen-to-echo.js';
import type { BenchOptions, Report } from './report.js';

/** The guard was tuned on the `tuning` sentences, seeds from 1000, 70,000 and 80,000. */
const HELD_OUT = { set: 'reporting', seed: 90_000 } as const;
const BARGE_IN_SEED = 95_000;

/** Loudness of the assistant at the microphone, in dB, against how loud it is played; visitors are 0 to −3 dB. */
const LEVELS_DB = [-6, -12, -20] as const;
const TURNS = 100;
const TURNS_QUICK = 6;
const TURNS_BY_WORDS = 15;

/** A visitor is heard when the assistant falls silent within this time of their last word. */
const IN_TIME_MS = 1500;

interface BargeIn extends EchoOutcome {
  readonly echoDb: number;
  /** From the visitor's first sound until the guard knew; `undefined` if it never did, or before there was any. */
  readonly afterMs: number | undefined;
}

/** @throws BenchSkipped where the ears cannot run. */
export async function echo(report: Report, { quick }: BenchOptions): Promise<void> {
  const ears = await openEars();
  const speech = await FliteSpeech.load();
  const count = quick ? TURNS_QUICK : TURNS;
  for (const echoDb of LEVELS_DB) {
    const outcomes: EchoOutcome[] = [];
    for (let nth = 0; nth < count; nth += 1) {
      const scene = echoScene(speech, { ...HELD_OUT, seed: HELD_OUT.seed + nth, echoDb, bargeIn: false });
      outcomes.push(await listenToEcho(scene, ears));
    }
    const byWords = await answeredByWordsAlone(speech, ears, { echoDb, count: quick ? 2 : TURNS_BY_WORDS });
    report({
      name: 'echo.self-answered',
      value: outcomes.filter((outcome) => outcome.wordsAtMs !== undefined).length,
      unit: 'turns',
      turns: count,
      echoDb,
      byWordsAlone: byWords,
      falseInterruptions: outcomes.filter((outcome) => outcome.loudAtMs !== undefined).length,
      ...HELD_OUT,
    });
  }
  const bargeIns: BargeIn[] = [];
  for (let nth = 0; nth < count; nth += 1) {
    const echoDb = LEVELS_DB[nth % LEVELS_DB.length] ?? -6;
    const scene = echoScene(speech, { ...HELD_OUT, seed: BARGE_IN_SEED + nth, echoDb, bargeIn: true });
    const outcome = await listenToEcho(scene, ears);
    bargeIns.push({ ...outcome, echoDb, afterMs: noticedAfterMs(outcome, scene.bargeIn) });
  }
  reportBargeIns(report, bargeIns);
}

/** The same without the loudness of what is played, which a player may not tell: fewer turns, for each takes longer. */
async function answeredByWordsAlone(
  speech: FliteSpeech,
  ears: Ears,
  { echoDb, count }: { readonly echoDb: number; readonly count: number },
): Promise<{ readonly turns: number; readonly answered: number }> {
  let answered = 0;
  for (let nth = 0; nth < count; nth += 1) {
    const scene = echoScene(speech, { ...HELD_OUT, seed: HELD_OUT.seed + nth, echoDb, bargeIn: false });
    const { wordsAtMs } = await listenToEcho(scene, ears, 'words');
    if (wordsAtMs !== undefined) answered += 1;
  }
  return { turns: count, answered };
}

function noticedAfterMs(
  { loudAtMs, wordsAtMs }: EchoOutcome,
  visitor: { readonly startMs: number; readonly endMs: number } | undefined,
): number | undefined {
  const noticedAtMs = Math.min(loudAtMs ?? Infinity, wordsAtMs ?? Infinity);
  if (visitor === undefined || noticedAtMs < visitor.startMs) return undefined;
  return noticedAtMs <= visitor.endMs + IN_TIME_MS ? noticedAtMs - visitor.startMs : undefined;
}

function reportBargeIns(report: Report, bargeIns: readonly BargeIn[]): void {
  const heard = bargeIns.filter((bargeIn) => bargeIn.afterMs !== undefined);
  const times = spread(heard.map((bargeIn) => bargeIn.afterMs ?? 0));
  report({
    name: 'echo.barge-in-heard',
    value: ratio(heard.length, bargeIns.length),
    unit: 'ratio',
    turns: bargeIns.length,
    byEchoDb: Object.fromEntries(
      LEVELS_DB.map((level) => {
        const of = (all: readonly BargeIn[]): number => all.filter(({ echoDb }) => echoDb === level).length;
        return [level, ratio(of(heard), of(bargeIns))];
      }),
    ),
    noticedAfterMs: times.p50,
    noticedAfterP95Ms: times.p95,
    becameTurns: ratio(heard.filter((bargeIn) => bargeIn.turn !== undefined).length, bargeIns.length),
    ...HELD_OUT,
    seed: BARGE_IN_SEED,
  });
}
