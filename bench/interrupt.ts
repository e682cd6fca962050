/**
 * How soon there is silence when the visitor wants it, and whether anything goes on being paid for: answers are cut
 * short in a real browser, and the last audible sample is taken at a tap before the destination (device latency is
 * not included). `queue` stops the product's speech pipeline on its own; the others go through the built element in a
 * hybrid call: its button, its method, and a visitor who speaks over the answer (from the look at the microphone that
 * decided it; how long that took from the first loud sample stands beside it).
 *
 * `--by=WAY` runs one of them.
 */
import { existsSync } from 'node:fs';
import { withClosing } from './connect/closing.js';
import { median } from './connect/statistics.js';
import { Call } from './interrupt/call.js';
import type { Interruption, WayOfVisitor } from './interrupt/interruption.js';
import { BenchSkipped, type BenchOptions, type Report } from './report.js';
import { percentile } from './speech/percentile.js';
import { Studio, tokenStreams } from './speech/studio.js';
import type { ToneServer } from './speech/tone-server.js';

const RUNS = 40;
const QUICK_RUNS = 10;
/** After the first byte the first word is certain to be heard; then on into the sentences that follow. */
const AFTER_FIRST_BYTE_MS = 1000;
const LATEST_MS = 4000;
/** When no request may be open any more. */
const CLOSED_WITHIN_MS = 100;
const SILENT_WITHIN_MS = 20;
/** A stop that falls into a pause between two sentences has nothing to silence. */
const STILL_AUDIBLE_MS = 20;
/** After its first sample the answer is shown as spoken: only then there is a button to stop it. */
const AFTER_AUDIBLE_MS = 300;
/** A visitor is noticed within so long, and the answer must not have ended of itself by then. */
const NOTICED_WITHIN_MS = 700;

const WAYS = ['queue', 'button', 'method', 'onset'] as const;

type Way = (typeof WAYS)[number];
type Stream = ReturnType<typeof tokenStreams>[number];

/** One answer cut short. */
interface Stop {
  /** From the event to the last audible sample. */
  readonly silenceMs: number;
  /** Requests at the event, and 100 ms later; and how many were begun after the event. */
  readonly openBefore: number;
  readonly open: number;
  readonly begunLater: number;
  /** From the event to the end of the last of them. */
  readonly closedMs: number;
  /** From the event to the page's being told. */
  readonly toldMs?: number;
  /** From the visitor's first loud sample to the event. */
  readonly onsetMs?: number | undefined;
}

export async function interrupt(report: Report, { quick, flags }: BenchOptions): Promise<void> {
  const asked = flags.find((flag) => flag.startsWith('--by='))?.slice(5);
  const ways = WAYS.filter((way) => asked === undefined || way === asked);
  if (ways.length === 0) throw new Error(`There is no way ${asked ?? ''}. There are: ${WAYS.join(', ')}.`);
  const runs = quick ? QUICK_RUNS : RUNS;
  for (const by of ways) {
    const stops = by === 'queue' ? await stopQueue(runs) : await stopElement(by, runs);
    const results = { by, stops, runs };
    reportSilence(report, results);
    reportRequests(report, results);
  }
}

/** Chance would need more runs to reach every moment. */
function spread(run: number, { runs, fromMs, toMs }: { runs: number; fromMs: number; toMs: number }): number {
  return fromMs + ((toMs - fromMs) * (run + 0.5)) / runs;
}

async function stopQueue(runs: number): Promise<readonly Stop[]> {
  return await withClosing(async (keep) => {
    const studio = keep(await Studio.open());
    const stops: Stop[] = [];
    for (let run = 0; run < runs; run++) {
      const stream = answerOf(run);
      const server = studio.synthesiser.speakingAt(stream.profileName, stream.profile);
      const fromMs = AFTER_FIRST_BYTE_MS + stream.profile.ttsTtfb + stream.profile.rtt;
      const interruptAtMs = spread(run, { runs, fromMs, toMs: Math.min(LATEST_MS, 900 + lastsMs(stream)) });
      const result = await studio.speak({ server, tokens: stream.tokens, interruptAtMs });
      const silenceMs = result.lastAudibleMs - (result.interruptedMs ?? Infinity);
      stops.push({ silenceMs, ...requestsAt(studio.synthesiser, result.interruptedAtMs ?? 0) });
    }
    return stops;
  });
}

async function stopElement(by: WayOfVisitor, runs: number): Promise<readonly Stop[]> {
  if (!existsSync(new URL('../dist/server/main.js', import.meta.url))) {
    throw new BenchSkipped('There is no build: npm run build.');
  }
  return await withClosing(async (keep) => {
    const answers = new Map(answersWithPace().map((stream) => [nameOf(stream), stream]));
    const call = keep(await Call.open(answers));
    // The first answer pays for the browser's start, and tells the element how its echo sounds.
    await call.interrupt('method', { answer: nameOf(answerOf(1)), afterMs: LATEST_MS });
    const stops: Stop[] = [];
    for (let run = 0; run < runs; run++) {
      const stream = answerOf(run);
      const toMs = Math.min(LATEST_MS, lastsMs(stream) - NOTICED_WITHIN_MS);
      const afterMs = spread(run, { runs, fromMs: AFTER_AUDIBLE_MS, toMs });
      const outcome = await call.interrupt(by, { answer: nameOf(stream), afterMs });
      if (outcome !== undefined) stops.push(stopOf(outcome, call.provider));
    }
    return stops;
  });
}

function stopOf({ atMs, toldAtMs, lastAudibleAtMs, spokeAtMs }: Interruption, provider: ToneServer): Stop {
  return {
    silenceMs: lastAudibleAtMs - atMs,
    ...requestsAt(provider, atMs),
    toldMs: toldAtMs - atMs,
    onsetMs: spokeAtMs === undefined ? undefined : atMs - spokeAtMs,
  };
}

function requestsAt(server: ToneServer, atMs: number) {
  return {
    openBefore: server.openAt(atMs),
    open: server.openAt(atMs + CLOSED_WITHIN_MS),
    begunLater: server.begunAfter(atMs),
    closedMs: server.outlived(atMs),
  };
}

interface Results {
  readonly by: Way;
  readonly stops: readonly Stop[];
  readonly runs: number;
}

function reportSilence(report: Report, { by, stops, runs }: Results): void {
  const silences = stops.flatMap(({ silenceMs }) =>
    silenceMs > -STILL_AUDIBLE_MS ? [Math.max(0, silenceMs)] : [],
  );
  const told = stops.flatMap(({ toldMs }) => toldMs ?? []);
  const onsets = stops.flatMap(({ onsetMs }) => onsetMs ?? []);
  report({
    name: 'interrupt.silence-p95',
    by,
    value: tenth(percentile(silences, 95)),
    unit: 'ms',
    limit: SILENT_WITHIN_MS,
    runs: silences.length,
    asked: runs,
    median: tenth(median(silences)),
    worst: tenth(Math.max(...silences)),
    ...(told.length === 0 ? {} : { toldP95: tenth(percentile(told, 95)) }),
    ...(onsets.length === 0
      ? {}
      : { onsetMedian: tenth(median(onsets)), onsetP95: tenth(percentile(onsets, 95)) }),
  });
}

function reportRequests(report: Report, { by, stops }: Results): void {
  report({
    name: 'interrupt.open-requests',
    by,
    value: Math.max(...stops.map(({ open }) => open)),
    unit: 'requests',
    kind: `most, ${CLOSED_WITHIN_MS} ms later`,
    limit: 0,
    runs: stops.length,
    runsWithOneBefore: stops.filter(({ openBefore }) => openBefore > 0).length,
    begunLater: stops.reduce((sum, { begunLater }) => sum + begunLater, 0),
    closedWithinMs: tenth(Math.max(...stops.map(({ closedMs }) => closedMs))),
  });
}

/** Tokens that come slowly are none of this benchmark's business. */
function answersWithPace(): readonly Stream[] {
  return tokenStreams().filter(({ profileName }) => profileName !== 'slowLLM');
}

function answerOf(run: number): Stream {
  const answers = answersWithPace();
  const stream = answers[run % answers.length];
  if (stream === undefined) throw new Error('There are no recorded token streams.');
  return stream;
}

function nameOf({ profileName, answer }: Stream): string {
  return `${profileName} ${answer}`;
}

/** How long the answer is spoken. */
function lastsMs({ sentences, profile }: Stream): number {
  return (sentences.join(' ').length / profile.cps) * 1000;
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
