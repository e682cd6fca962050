/**
 * What a long conversation costs: the product's element over its session in a real browser, which counts the
 * processor time of its main thread itself. A short and a long log take turns, so that both see the same machine.
 */
import { launch } from 'puppeteer-core';
import { BROWSER_FLAGS, findBrowser } from '../scripts/browser.js';
import { withClosing } from './connect/closing.js';
import { median } from './connect/statistics.js';
import { logScript, Screen } from './log/screen.js';
import type { BenchOptions, Report } from './report.js';
import { percentile } from './speech/percentile.js';

const SHORT = 100;
const LONG = 10_000;
const ROUNDS = 8;
const QUICK_ROUNDS = 3;
/** A turn is two messages: the round ends with message 100, or 10,000. */
const TURNS_A_ROUND = 6;
const WORDS = 'Lentils, beans, tofu and dark leafy greens are good sources. '.split(/(?<= )/);
/** An answer as long as they get, for the longest task. */
const LONG_ANSWER = Array.from({ length: 30 }, () => WORDS).flat();

export async function log(report: Report, { quick }: BenchOptions): Promise<void> {
  await withClosing(async (keep) => {
    const script = await logScript();
    const browser = keep(await launch({ executablePath: findBrowser(), args: [...BROWSER_FLAGS] }));
    const long = await Screen.open(browser, script);
    const memory = await growMeasured(long);
    const early: number[] = [];
    const late: number[] = [];
    for (let round = 0; round < (quick ? QUICK_ROUNDS : ROUNDS); round++) {
      const short = await Screen.open(browser, script);
      await short.grow(SHORT - TURNS_A_ROUND * 2);
      early.push(...(await turnsMs(short)));
      await short.close();
      late.push(...(await turnsMs(long)));
    }
    reportAppends(report, { early, late });
    const answer = await long.trace({ words: LONG_ANSWER });
    report({
      name: 'log.longest-task',
      value: round2(answer.longestMs),
      unit: 'ms',
      limit: 16,
      kind: 'longest of all tasks of the main thread while an answer streams, in processor time',
      tasks: answer.tasks,
      words: LONG_ANSWER.length,
      entries: LONG,
    });
    report({
      name: 'log.memory-late-vs-early',
      value: round2(memory.lateBytes / memory.earlyBytes),
      unit: 'ratio',
      kind: 'heap of an entry beyond 5,000 over that of one before',
      earlyBytes: memory.earlyBytes,
      lateBytes: memory.lateBytes,
    });
  });
}

async function turnsMs(screen: Screen): Promise<readonly number[]> {
  await screen.show();
  // The first one also brings the page's caches back.
  await screen.turnMs({ words: WORDS });
  const costs: number[] = [];
  while (costs.length < TURNS_A_ROUND - 1) costs.push(await screen.turnMs({ words: WORDS }));
  return costs;
}

function reportAppends(
  report: Report,
  { early, late }: { readonly early: readonly number[]; readonly late: readonly number[] },
): void {
  const then = early.map((ms) => ms / 2);
  const now = late.map((ms) => ms / 2);
  report({
    name: 'log.append-10000-vs-100',
    value: round2(median(now) / median(then)),
    unit: 'ratio',
    limit: 1.5,
    appends: now.length * 2,
    at100Ms: round2(median(then)),
    at10000Ms: round2(median(now)),
    p95At100Ms: round2(percentile(then, 95)),
    p95At10000Ms: round2(percentile(now, 95)),
  });
}

/** Heap bytes an entry costs in the first and in the second half of the way to the long log. */
async function growMeasured(
  screen: Screen,
): Promise<{ readonly earlyBytes: number; readonly lateBytes: number }> {
  const at = async (entries: number): Promise<{ entries: number; bytes: number }> => ({
    entries: await screen.grow(entries),
    bytes: await screen.heapBytes(),
  });
  const [begin, middle, end] = [await at(SHORT), await at(LONG / 2), await at(LONG - TURNS_A_ROUND * 2)];
  const perEntry = (from: typeof begin, to: typeof begin): number =>
    Math.round((to.bytes - from.bytes) / (to.entries - from.entries));
  return { earlyBytes: perEntry(begin, middle), lateBytes: perEntry(middle, end) };
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
