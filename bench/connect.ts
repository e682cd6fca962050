/**
 * How many network round trips lie between the visitor's click and a session: our own element in every way it can
 * be set up, beside OpenAI's unmodified client library and the naive order, each in fresh browser contexts on a
 * wire of three lengths. All of the world but the visitor is one place: between backend and provider there is no wire.
 */
import type { Browser } from 'puppeteer-core';
import { withClosing } from './connect/closing.js';
import { connectOnce, type Situation } from './connect/connection.js';
import { growthOf, rounded, roundTripsLine, timeAt, type Timing } from './connect/figures.js';
import { openTwoPlaces, type TwoPlaces } from './connect/network.js';
import { startBrowser } from './connect/visitor.js';
import { startWorld } from './connect/world.js';
import type { BenchOptions, Report } from './report.js';

const ROUND_TRIPS_MS: readonly number[] = [2, 100, 200];
/** For figures that are times: the middle one, a mobile network or another continent. */
const USUAL_ROUND_TRIP_MS = 100;
const RUNS = 5;
const PROMPT_MS = 1_500;
/** Of all connections; more, and something is wrong with more than the figures. */
const FAILURES_ALLOWED = 0.05;

const WARM: Situation = {
  client: 'element',
  backend: 'direct',
  before: 'connected',
  approach: true,
  promptMs: 0,
};
const COLD: Situation = { ...WARM, before: 'nothing' };
const OTHER: Situation = { ...COLD, client: 'agents-realtime', approach: false };

/** Our own element; the keys are the ends of the figures' names. */
const OURS: ReadonlyMap<string, Situation> = new Map([
  ['warm', WARM],
  ['warm-proxy', { ...WARM, backend: 'proxy' }],
  ['warm-uncached', { ...WARM, backend: 'uncached' }],
  ['warm-prompt', { ...WARM, promptMs: PROMPT_MS }],
  ['cold', COLD],
  ['cold-proxy', { ...COLD, backend: 'proxy' }],
  ['cold-unapproached', { ...COLD, approach: false }],
]);

/** The clients it is measured against. */
const THEIRS: ReadonlyMap<string, Situation> = new Map([
  ['agents-realtime', OTHER],
  ['agents-realtime-prompt', { ...OTHER, promptMs: PROMPT_MS }],
  ['console-order', { ...OTHER, client: 'console-order' }],
]);

/** Needs Linux, root, iproute2, openssl, a C compiler, Chromium and a build; says which of them is missing. */
export async function connect(report: Report, { quick }: BenchOptions): Promise<void> {
  await withClosing(async (keep) => {
    const places = keep(await openTwoPlaces());
    const { trustedKey } = keep(await startWorld(places));
    const { visitor: place, folder } = places;
    const browser = keep(await startBrowser({ place, folder, trustedKey }));
    reportAll(report, await timeAll(places, browser, quick ? 1 : RUNS));
  });
}

type Timings = ReadonlyMap<string, readonly Timing[]>;

async function timeAll(places: TwoPlaces, browser: Browser, runs: number): Promise<Timings> {
  const cases = [...OURS, ...THEIRS].map(([name, situation]) => ({
    name,
    situation,
    timings: new Array<Timing>(),
  }));
  const failures: unknown[] = [];
  await places.setRoundTrip(0);
  // The first connection of a process pays for code that later ones find compiled.
  for (const { situation } of cases) await connectOnce(browser, places.world.address, situation);
  for (const wantedMs of ROUND_TRIPS_MS) {
    const rttMs = await places.setRoundTrip(wantedMs);
    // In turn rather than in blocks: a machine that slows down for a while slows down every client.
    for (let run = 0; run < runs; run++) {
      for (const { situation, timings } of cases) {
        try {
          timings.push({ rttMs, marks: await connectOnce(browser, places.world.address, situation) });
        } catch (error) {
          if (!browser.connected) throw error;
          console.error(error instanceof Error ? error.message : error);
          failures.push(error);
        }
      }
    }
  }
  const attempts = cases.length * ROUND_TRIPS_MS.length * runs;
  if (failures.length > attempts * FAILURES_ALLOWED) {
    throw new AggregateError(failures, `${failures.length} of ${attempts} connections failed.`);
  }
  return new Map(cases.map(({ name, timings }) => [name, timings]));
}

function reportAll(report: Report, all: Timings): void {
  for (const name of OURS.keys()) {
    const timings = timingsOf(all, name);
    report(roundTripsLine(`connect.answer-${name}`, timings, 'answer'));
    report(roundTripsLine(`connect.open-${name}`, timings, 'open'));
    report(roundTripsLine(`connect.total-${name}`, timings, 'created'));
  }
  for (const name of THEIRS.keys()) {
    const timings = timingsOf(all, name);
    report(roundTripsLine(`connect.${name}-answer`, timings, 'answer'));
    report(roundTripsLine(`connect.${name}`, timings, 'created'));
  }
  reportComparisons(report, all);
}

function reportComparisons(report: Report, all: Timings): void {
  const warm = timingsOf(all, 'warm');
  const usual = (name: string): number => timeAt(timingsOf(all, name), 'created', USUAL_ROUND_TRIP_MS);
  const at = `RTT ${USUAL_ROUND_TRIP_MS} ms`;
  report({
    name: 'connect.fixed',
    value: rounded(growthOf(warm, 'created').intercept),
    unit: 'ms',
    of: 'connect.total-warm',
  });
  report({
    name: 'connect.vs-agents-realtime',
    value: rounded(usual('warm') / usual('agents-realtime')),
    unit: 'ratio',
    at,
  });
  report({
    name: 'connect.prompt-cost',
    value: rounded(usual('warm-prompt') - usual('warm')),
    unit: 'ms',
    at,
    promptMs: PROMPT_MS,
  });
}

function timingsOf(all: Timings, name: string): readonly Timing[] {
  const timings = all.get(name);
  if (timings === undefined) throw new RangeError(`Nothing is called ${name}.`);
  return timings;
}
