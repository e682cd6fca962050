/**
 * How long a visitor waits for the first word of an answer, how even the rest is, and what an interruption costs:
 * the product's speech pipeline in a real browser, fed with recorded token streams, spoken by a synthesiser of
 * fixed speed and heard at a tap before the destination (device latency is not included, in any figure).
 */
import { withClosing } from './connect/closing.js';
import { median } from './connect/statistics.js';
import type { BenchOptions, Report } from './report.js';
import { percentile } from './speech/percentile.js';
import type { SpeechResult } from './speech/runs.js';
import { Studio, tokenStreams } from './speech/studio.js';

type Stream = ReturnType<typeof tokenStreams>[number];

/** When the visitor of the contract's figure has had enough. */
const BARGE_IN_MS = 2000;
/** "The synthesiser keeps up" (issue 4, "Must hold" 2). */
const EASY_REAL_TIME_FACTOR = 0.5;

interface Spoken {
  readonly stream: Stream;
  readonly result: SpeechResult;
}

interface Cost {
  readonly requested: number;
  readonly heard: number;
}

/** `quick` hears the five answers of the usual profile up to the barge-in, and two of them to their end. */
export async function firstAudio(report: Report, { quick }: BenchOptions): Promise<void> {
  await withClosing(async (keep) => {
    const studio = keep(await Studio.open());
    const streams = tokenStreams().filter(({ profileName }) => !quick || profileName === 'typical');
    const whole = quick ? streams.filter(isShortEnough) : streams;
    // The first run of a browser pays for its start.
    await speak(studio, { stream: whole[0] ?? fail(), interruptAtMs: BARGE_IN_MS });
    const spoken: Spoken[] = [];
    for (const stream of whole) spoken.push({ stream, result: await speak(studio, { stream }) });
    const cut: Spoken[] = [];
    const costs: Cost[] = [];
    for (const stream of streams) {
      const result = await speak(studio, { stream, interruptAtMs: BARGE_IN_MS });
      cut.push({ stream, result });
      const heard = Math.round((result.heardMs / 1000) * stream.profile.cps);
      costs.push({ requested: studio.synthesiser.characters, heard });
    }
    const naive: number[] = [];
    for (const stream of streams)
      naive.push((await studio.speakNaively(runOf(studio, { stream }))).firstAudibleMs);
    reportWaiting(report, quick ? cut : spoken, naive);
    reportGaps(report, spoken);
    reportCosts(report, costs);
  });
}

function isShortEnough({ profileName, answer }: Stream): boolean {
  return profileName === 'typical' && (answer === 'A1-short' || answer === 'A2-support');
}

interface Asked {
  readonly stream: Stream;
  readonly interruptAtMs?: number;
}

function runOf(studio: Studio, { stream, interruptAtMs }: Asked) {
  const server = studio.synthesiser.speakingAt(stream.profileName, stream.profile);
  return { server, tokens: stream.tokens, ...(interruptAtMs === undefined ? {} : { interruptAtMs }) };
}

function speak(studio: Studio, asked: Asked): Promise<SpeechResult> {
  return studio.speak(runOf(studio, asked));
}

function reportWaiting(report: Report, spoken: readonly Spoken[], naive: readonly number[]): void {
  const over = spoken.map(({ result }) => result.firstAudibleMs - result.firstByteMs);
  const first = spoken.map(({ result }) => result.firstAudibleMs);
  const bound = spoken.map(({ stream }) => lowerBoundMs(stream));
  const runs = spoken.length;
  report({ name: 'first-audio.over-ttfb-p50', value: tenth(median(over)), unit: 'ms', runs });
  const worst = tenth(Math.max(...over));
  report({ name: 'first-audio.over-ttfb-p95', value: tenth(percentile(over, 95)), unit: 'ms', runs, worst });
  const means = { ours: Math.round(mean(first)), runs };
  report({
    name: 'first-audio.vs-naive',
    value: ratio(mean(first) / mean(naive)),
    unit: 'ratio',
    ...means,
    naive: Math.round(mean(naive)),
  });
  const long = spoken.flatMap(({ stream, result }) =>
    (stream.sentences[0]?.length ?? 0) > 60 ? [result.firstAudibleMs / lowerBoundMs(stream)] : [],
  );
  report({
    name: 'first-audio.vs-lower-bound',
    value: ratio(mean(first) / mean(bound)),
    unit: 'ratio',
    ...means,
    bound: Math.round(mean(bound)),
    ...(long.length === 0 ? {} : { worstWhereFirstSentenceIsLong: ratio(Math.max(...long)) }),
  });
}

function reportGaps(report: Report, spoken: readonly Spoken[]): void {
  const gapOf = ({ result }: Spoken): number => Math.max(0, ...result.silencesMs);
  const easy = spoken.filter(({ stream }) => stream.profile.rtf <= EASY_REAL_TIME_FACTOR);
  const slow = spoken.filter(({ stream }) => stream.profile.rtf > EASY_REAL_TIME_FACTOR);
  report({
    name: 'first-audio.gap-max',
    value: tenth(Math.max(...easy.map(gapOf))),
    unit: 'ms',
    runs: easy.length,
    ...(slow.length === 0 ? {} : { withSlowSynthesiser: tenth(Math.max(...slow.map(gapOf))) }),
  });
}

function reportCosts(report: Report, costs: readonly Cost[]): void {
  const wasted = costs.map(({ requested, heard }) => Math.max(0, requested - heard));
  report({
    name: 'first-audio.wasted-characters',
    value: tenth(mean(wasted)),
    unit: 'characters',
    kind: 'mean',
    runs: costs.length,
    worst: Math.max(...wasted),
    requested: tenth(mean(costs.map(({ requested }) => requested))),
  });
}

/** When a synthesiser fed with whole sentences could be heard: the first sentence's end, the way there, its start. */
function lowerBoundMs({ tokens, sentences, profile }: Stream): number {
  const length = sentences[0]?.length ?? 0;
  let written = 0;
  const last = tokens.find(([, text]) => (written += text.length) >= length) ?? fail();
  return last[0] + profile.rtt + profile.ttsTtfb;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}

function ratio(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function fail(): never {
  throw new Error('The recorded token streams are incomplete.');
}
