/**
 * How many network round trips lie between the visitor's click and a session: our own element in every way it can
 * be set up, beside OpenAI's unmodified client library and the naive order, each visit without anything kept, on a
 * wire of three lengths. All of the world but the visitor is one place: between backend and provider there is no wire.
 */
import { withClosing } from './connect/closing.js';
import { Visits, type Mark, type Situation } from './connect/connection.js';
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
/** Longer than the hasty backend keeps a connection. */
const REST_MS = 2_500;
/** How fast a call opens after the answer is also the far end's doing, and alike for every client here. */
const ANSWERER = 'demo/realtime-peer (node-datachannel)';
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
/** The first answer of a call, on a connection that is there, and on one that was closed while nobody spoke. */
const ASKED: Situation = { ...WARM, asksAfterMs: 0 };
const RESTED: Situation = { ...WARM, backend: 'hasty', asksAfterMs: REST_MS };
const OTHER: Situation = { ...COLD, client: 'agents-realtime', approach: false };

/** Our own element; the keys are the ends of the figures' names. */
const OURS: ReadonlyMap<string, Situation> = new Map([
  ['warm', WARM],
  ['warm-proxy', { ...WARM, backend: 'proxy' }],
  ['warm-uncached', { ...WARM, backend: 'uncached' }],
  // The second call of a page: the first one's preflight is still good.
  ['warm-again', { ...WARM, before: 'called' }],
  ['warm-prompt', { ...WARM, promptMs: PROMPT_MS }],
  ['cold', COLD],
  ['cold-proxy', { ...COLD, backend: 'proxy' }],
  ['cold-unapproached', { ...COLD, approach: false }],
]);

/** From the first sentence to the first byte of its sound: our own element's, and the naive request's. */
const SPEECH: ReadonlyMap<string, Situation> = new Map([
  ['speech', ASKED],
  ['speech-rested', RESTED],
  ['json-speech', { ...ASKED, client: 'json-speech', approach: false }],
  ['json-speech-rested', { ...RESTED, client: 'json-speech', approach: false }],
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
    const browser = keep(
      await startBrowser({ place, pagesAddress: places.world.address, folder, trustedKey }),
    );
    const { timings, attempts, failed, unable } = await timeAll(
      places,
      new Visits(browser, places.world.address),
      quick ? 1 : RUNS,
    );
    reportAll((line) => report({ ...line, answerer: ANSWERER }), timings);
    if (unable.length > 0) throw new Error(`These did not connect at all: ${unable.join(', ')}.`);
    if (failed > attempts * FAILURES_ALLOWED) throw new Error(`${failed} of ${attempts} connections failed.`);
  });
}

interface Case {
  readonly name: string;
  readonly situation: Situation;
  readonly timings: Timing[];
}

interface Outcome {
  readonly timings: ReadonlyMap<string, readonly Timing[]>;
  readonly attempts: number;
  readonly failed: number;
  /** The clients that never connected. */
  readonly unable: readonly string[];
}

async function timeAll(places: TwoPlaces, visits: Visits, runs: number): Promise<Outcome> {
  const cases: Case[] = [...OURS, ...THEIRS, ...SPEECH].map(([name, situation]) => ({
    name,
    situation,
    timings: [],
  }));
  let failures = 0;
  const visit = async ({ name, situation, timings }: Case, rttMs: number): Promise<boolean> => {
    try {
      timings.push({ rttMs, marks: await visits.connect(situation) });
      return true;
    } catch (error) {
      if (!visits.connected) throw error;
      console.error(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      failures += 1;
      return false;
    }
  };
  await places.setRoundTrip(0);
  // The first connection of a process pays for code that later ones find compiled: it is made and forgotten.
  // A client that cannot connect at all, tried twice, need not be waited for again and again.
  const able: Case[] = [];
  for (const each of cases) {
    const trial = { ...each, timings: [] };
    if ((await visit(trial, 0)) || (await visit(trial, 0))) able.push(each);
  }
  failures = 0;
  const unable = cases.filter((each) => !able.includes(each)).map(({ name }) => name);
  for (const wantedMs of ROUND_TRIPS_MS) {
    const rttMs = await places.setRoundTrip(wantedMs);
    // In turn rather than in blocks: a machine that slows down for a while slows down every client.
    for (let run = 0; run < runs; run++) for (const each of able) await visit(each, rttMs);
  }
  const attempts = able.length * ROUND_TRIPS_MS.length * runs;
  return {
    timings: new Map(able.map(({ name, timings }) => [name, timings])),
    attempts,
    failed: failures,
    unable,
  };
}

type Timings = Outcome['timings'];

function reportAll(report: Report, all: Timings): void {
  for (const [name, timings] of all) {
    // One that failed at two of the three lengths makes no line; that it failed is said at the end.
    if (new Set(timings.map(({ rttMs }) => rttMs)).size < 2) continue;
    const lines = SPEECH.has(name) ? speechLines(name) : OURS.has(name) ? ourLines(name) : theirLines(name);
    for (const [line, mark] of lines) report(roundTripsLine(line, timings, mark));
  }
  reportComparisons(report, all);
}

type NamedMark = readonly [line: string, mark: Mark];

function ourLines(name: string): readonly NamedMark[] {
  return [
    [`connect.answer-${name}`, 'answer'],
    [`connect.open-${name}`, 'open'],
    [`connect.total-${name}`, 'created'],
  ];
}

function theirLines(name: string): readonly NamedMark[] {
  return [
    [`connect.${name}-answer`, 'answer'],
    [`connect.${name}`, 'created'],
  ];
}

function speechLines(name: string): readonly NamedMark[] {
  return [[`connect.${name}`, 'speech']];
}

function reportComparisons(report: Report, all: Timings): void {
  const warm = all.get('warm') ?? [];
  const prompted = all.get('warm-prompt') ?? [];
  const theirs = all.get('agents-realtime') ?? [];
  const usual = (timings: readonly Timing[]): number => timeAt(timings, 'created', USUAL_ROUND_TRIP_MS);
  const at = `RTT ${USUAL_ROUND_TRIP_MS} ms`;
  if (warm.length === 0) return;
  const fixedMs = growthOf(warm, 'created').intercept;
  report({ name: 'connect.fixed', value: rounded(fixedMs), unit: 'ms', of: 'connect.total-warm' });
  if (theirs.length > 0) {
    const ratio = usual(warm) / usual(theirs);
    report({ name: 'connect.vs-agents-realtime', value: rounded(ratio), unit: 'ratio', at });
  }
  if (prompted.length > 0) {
    const costMs = usual(prompted) - usual(warm);
    report({ name: 'connect.prompt-cost', value: rounded(costMs), unit: 'ms', at, promptMs: PROMPT_MS });
  }
}
