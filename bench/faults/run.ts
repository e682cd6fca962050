/** One run: a visitor, a conversation, a fault at its moment, and the verdict. */
import { Random } from '../listening/random.js';
import { strikeAgain } from './faults.js';
import { type Finding, judge } from './judge.js';
import type { Stage } from './phases.js';
import type { ProviderCall } from './provider.js';
import type { Scenario } from './scenarios.js';
import { type Setting, settingOf } from './setting.js';
import { tagsIn } from './tagging-brain.js';
import { Trace } from './trace.js';
import { Visitor } from './visitor.js';
import { World } from './world.js';

export interface RunResult {
  readonly findings: readonly Finding[];
  readonly turns: number;
  readonly simulatedMs: number;
  /** What happened, where it was asked for. */
  readonly trace: readonly string[];
}

/** Nothing that goes well takes so long. */
const LONGEST_MS = 600_000;
const START_WITHIN_MS = 30_000;
/** From a good network to an answered question: the slowest attempt to come back, and two answers. */
const REST_WITHIN_MS = 90_000;

export async function run(
  { fault, phase, name }: Scenario,
  seed: number,
  { traced = false } = {},
): Promise<RunResult> {
  const random = new Random(seedOf(name, seed));
  const setting: Setting = { ...settingOf(random), ...fault.needs?.(random), ...phase.needs };
  const world = new World(Math.floor(random.next() * 2 ** 30), setting);
  const trace = new Trace(world, { isKept: traced });
  const visitor = new Visitor(world, random);
  const answeredAtMs = noteAnswers(world);
  const broken = noteBreakages();
  const stage: Stage = { world, visitor, random };
  let stuck: string | undefined;
  let over = false;
  const story = tell(stage, { fault, phase, name }).then(
    (end) => (stuck = end),
    (error: unknown) => broken.errors.push(error),
  );
  void story.then(() => (over = true));
  trace.note(JSON.stringify(setting));
  await world.time.run(() => over, LONGEST_MS);
  const findings = [
    ...judge({
      made: visitor.made,
      begun: visitor.begun,
      log: world.session.snapshot.transcript,
      answeredAtMs,
      calls: world.provider.calls,
      lastCall: lastCallOf(world),
    }),
  ];
  const { state, reason } = world.session.snapshot;
  if (!over || stuck !== undefined) {
    findings.unshift({ wrong: 'stuck', what: `${stuck ?? 'for ever'}: ${state} ${reason ?? ''}` });
  }
  const simulatedMs = world.time.nowMs;
  const left = await world.close();
  if (left.length > 0) findings.push({ wrong: 'broken', what: `left ${left.join(', ')}` });
  for (const error of [...broken.stop(), ...world.time.thrown, ...world.warnings]) {
    findings.push({
      wrong: 'broken',
      what: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
  }
  return { findings, turns: visitor.made.length, simulatedMs, trace: trace.lines };
}

/** @returns what it hangs at, if it does. */
async function tell(stage: Stage, { fault, phase }: Scenario): Promise<string | undefined> {
  const { world, visitor, random } = stage;
  await visitor.pass(random.between(0, 200));
  visitor.start();
  if (!(await visitor.until(() => visitor.state === 'listening', START_WITHIN_MS))) return 'at the start';
  for (let turn = 0; turn < world.setting.warmUpTurns; turn += 1) {
    await visitor.ask();
    if (!(await visitor.untilContent(REST_WITHIN_MS))) return 'before anything went wrong';
  }
  await untilLifeIsShort(stage);
  await phase.reach(stage);
  await visitor.pass(random.pick([0, 0, random.between(0, 60), random.between(0, 500)]));
  const again = !fault.isAlone && random.next() < 0.25 ? soonAgain(stage) : undefined;
  const isOver = Promise.all([fault.strike(stage), again]);
  await Promise.all([isOver, goOn(stage)]);
  if (!(await comeToRest(stage))) return 'after the fault';
  await visitor.ask();
  return (await visitor.untilContent(REST_WITHIN_MS)) ? undefined : 'at the last question';
}

/** The moment to be planned for comes near the end of the call's life. */
async function untilLifeIsShort({ world, visitor, random }: Stage): Promise<void> {
  const lifeMs = 1_000 * Math.min(world.setting.sessionSeconds, ...world.setting.limitsSeconds);
  const atMs = lifeMs * random.between(0.65, 1);
  if (lifeMs < LONGEST_MS) await visitor.pass(atMs - world.time.nowMs);
}

async function soonAgain(stage: Stage): Promise<void> {
  await stage.visitor.pass(stage.random.between(0, 8_000));
  await strikeAgain(stage);
}

/** The visitor does not stop talking for it: at once, or while the call comes back. */
async function goOn({ visitor, random }: Stage): Promise<void> {
  const turns = random.pick([0, 0, 1, 1, 2]);
  for (let turn = 0; turn < turns; turn += 1) {
    await visitor.pass(
      random.pick([random.between(0, 400), random.between(0, 3_000), random.between(0, 20_000)]),
    );
    if (visitor.isInCall) await visitor.ask();
  }
}

/** Waits for the call to come back by itself, or starts it again as the page tells the visitor to. */
async function comeToRest({ world, visitor }: Stage): Promise<boolean> {
  const endMs = world.time.nowMs + REST_WITHIN_MS;
  while (world.time.nowMs < endMs) {
    if (await visitor.untilContent(5_000)) return true;
    if (visitor.state === 'error' || visitor.state === 'ended') visitor.start();
  }
  return false;
}

function noteAnswers({ happenings, time }: World): ReadonlyMap<string, number> {
  const answeredAtMs = new Map<string, number>();
  happenings.listen((happening) => {
    if (happening.type !== 'snapshot') return;
    for (const { role, status, text } of happening.snapshot.transcript) {
      const [tag] = role === 'user' && status === 'answered' ? tagsIn(text) : [];
      if (tag !== undefined && !answeredAtMs.has(tag)) answeredAtMs.set(tag, time.nowMs);
    }
  });
  return answeredAtMs;
}

function lastCallOf({ links }: World): ProviderCall | undefined {
  return links.open.at(-1)?.call;
}

function noteBreakages(): { readonly errors: unknown[]; stop(): readonly unknown[] } {
  const errors: unknown[] = [];
  const keep = (error: unknown): void => void errors.push(error);
  process.on('unhandledRejection', keep);
  return {
    errors,
    stop: () => {
      process.off('unhandledRejection', keep);
      return errors;
    },
  };
}

/** FNV-1a, so that every scenario has seeds of its own. */
function seedOf(name: string, seed: number): number {
  let hash = 0x811c9dc5;
  for (const character of `${name}#${seed}`) {
    hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  }
  return hash >>> 0;
}
