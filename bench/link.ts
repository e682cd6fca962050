/**
 * How a call lives through a failing network and a provider that ends sessions: the built product in a real browser,
 * against the local peer, all HTTP and media of a visitor going through a network that can be cut.
 */
import { existsSync } from 'node:fs';
import { startBrowser } from '../demo/e2e/visitor.js';
import { namingBrain } from '../demo/e2e/naming-brain.js';
import { startWorld, type WorldOptions } from '../demo/e2e/world.js';
import { withClosing, type Keep } from './connect/closing.js';
import { median } from './connect/statistics.js';
import { sufferOutage, type Outage, type Stage } from './link/outages.js';
import { talkOn, type Talk } from './link/rollovers.js';
import { Random } from './listening/random.js';
import { BenchSkipped, type BenchOptions, type Report } from './report.js';
import { percentile } from './speech/percentile.js';

interface Plan {
  readonly outages: number;
  readonly blips: number;
  readonly talks: number;
  readonly rolloversEach: number;
}

const PLAN: Plan = { outages: 60, blips: 40, talks: 4, rolloversEach: 30 };
const QUICK_PLAN: Plan = { outages: 6, blips: 6, talks: 2, rolloversEach: 3 };
/** Longer ones are the visitor's to end. */
const OUTAGE_MS = { least: 8_000, most: 58_000 };
const BLIP_MS = { least: 1_000, most: 8_000 };
/** At once: most of an outage is waiting. */
const PAGES = 6;
const SESSION_SECONDS = 10;
const NO_LIMITS = {
  LIMIT_MINTS_PER_SESSION: '1000000',
  LIMIT_MINTS_PER_IDENTITY_AND_HOUR: '1000000',
  LIMIT_MINTS_PER_ADDRESS_AND_HOUR: '1000000',
};

export async function link(report: Report, { quick }: BenchOptions): Promise<void> {
  if (!existsSync(new URL('../dist/server/main.js', import.meta.url))) {
    throw new BenchSkipped('There is no build: npm run build.');
  }
  const plan = quick ? QUICK_PLAN : PLAN;
  const random = new Random(1);
  await withClosing(async (keep) => {
    const stage = await open(keep, {});
    const outages = await inTurns(plan.outages, () => {
      const lastsMs = random.between(OUTAGE_MS.least, OUTAGE_MS.most);
      return sufferOutage(stage, lastsMs);
    });
    reportOutages(report, outages);
    const blips = await inTurns(plan.blips, () =>
      sufferOutage(stage, random.between(BLIP_MS.least, BLIP_MS.most)),
    );
    reportBlips(report, blips);
  });
  await withClosing(async (keep) => {
    const stage = await open(keep, { limitSeconds: SESSION_SECONDS });
    const talks = Array.from({ length: plan.talks }, () => talkOn(stage, plan.rolloversEach));
    reportRollovers(report, await Promise.all(talks));
  });
}

async function open(keep: Keep, peer: NonNullable<WorldOptions['peer']>): Promise<Stage> {
  const world = keep(
    await startWorld({
      peer: { network: {}, speech: null, createBrain: namingBrain(), ...peer },
      env: NO_LIMITS,
    }),
  );
  return { world, browser: keep(await startBrowser(['--autoplay-policy=no-user-gesture-required'])) };
}

/** Runs `count` of them, `PAGES` at a time. */
async function inTurns<T>(count: number, run: () => Promise<T>): Promise<readonly T[]> {
  const results: T[] = [];
  let begun = 0;
  const lane = async (): Promise<void> => {
    while (begun < count) {
      begun += 1;
      results.push(await run());
    }
  };
  await Promise.all(Array.from({ length: PAGES }, lane));
  return results;
}

function reportOutages(report: Report, outages: readonly Outage[]): void {
  const noticed = outages.flatMap(({ noticedMs }) => noticedMs ?? []);
  const recovered = outages.flatMap(({ recoveredMs }) => recoveredMs ?? []);
  const lost = outages.reduce((sum, outage) => sum + outage.lost, 0);
  const lasted = `${OUTAGE_MS.least / 1_000}–${OUTAGE_MS.most / 1_000} s`;
  report({ name: 'link.notice-p95', ...figures(noticed), limit: 4_000, outages: outages.length });
  report({
    name: 'link.recover-p95',
    ...figures(recovered),
    limit: 2_000,
    outages: outages.length,
    lasted,
    lost,
  });
}

function reportBlips(report: Report, blips: readonly Outage[]): void {
  report({
    name: 'link.blips-kept',
    value: blips.filter(({ keptCall }) => keptCall).length / blips.length,
    unit: 'ratio',
    limit: 1,
    blips: blips.length,
    lasted: `${BLIP_MS.least / 1_000}–${BLIP_MS.most / 1_000} s`,
    lost: blips.reduce((sum, blip) => sum + blip.lost, 0),
    recoveredP95: Math.round(
      percentile(
        blips.flatMap(({ recoveredMs }) => recoveredMs ?? []),
        95,
      ),
    ),
    notKept: blips.filter(({ keptCall }) => !keptCall).map(({ lastsMs }) => Math.round(lastsMs)),
  });
}

function reportRollovers(report: Report, talks: readonly Talk[]): void {
  const sum = (of: 'rollovers' | 'asked' | 'lost'): number =>
    talks.reduce((total, talk) => total + talk[of], 0);
  const confirmed = talks.flatMap(({ confirmedMs }) => confirmedMs);
  const gaps = talks.flatMap(({ gapsMs }) => gapsMs);
  const withoutCall = talks.flatMap(({ withoutCallMs }) => withoutCallMs);
  const slowest = Math.max(...confirmed) - median(confirmed);
  report({
    name: 'link.rollover-gap-max',
    value: Math.round(Math.max(slowest, ...gaps, ...withoutCall)),
    unit: 'ms',
    limit: 300,
    of: 'silence inside an answer; no call at all; a question confirmed later than the median',
    rollovers: sum('rollovers'),
    asked: sum('asked'),
    lost: sum('lost'),
    told: talks.flatMap(({ told }) => told),
    silenceMax: Math.round(Math.max(...gaps)),
    withoutCallMax: Math.round(Math.max(...withoutCall)),
    confirmedMedian: Math.round(median(confirmed)),
    confirmedMax: Math.round(Math.max(...confirmed)),
  });
}

function figures(values: readonly number[]): { value: number; unit: string; [extra: string]: unknown } {
  return {
    value: Math.round(percentile(values, 95)),
    unit: 'ms',
    median: Math.round(median(values)),
    max: Math.round(Math.max(...values)),
    counted: values.length,
  };
}
