/** Runs schedules on every core: each lane is a process, because a run leaves no core free for another. */
import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Finding } from './judge.js';

export interface Job {
  readonly scenario: string;
  readonly firstSeed: number;
  readonly schedules: number;
  readonly untilLost: boolean;
}

export interface Failure {
  readonly scenario: string;
  readonly seed: number;
  readonly findings: readonly Finding[];
}

export interface JobResult {
  readonly scenario: string;
  readonly schedules: number;
  readonly turns: number;
  readonly simulatedMs: number;
  readonly failures: readonly Failure[];
}

export interface Plan {
  readonly scenarios: readonly { readonly name: string }[];
  /** Of each scenario, with the seeds 1 to so many. */
  readonly schedules: number;
  /** Whether one schedule with a lost turn is enough to know of a scenario. */
  readonly untilLost?: boolean;
  /** The session forgets a turn as soon as a link has taken it. */
  readonly withoutOutbox?: boolean;
}

/** So many at a time, so that the last lanes end together. */
const SCHEDULES_PER_JOB = 50;

/** Resolves with what every job came to; the order is nobody's. */
export async function runSchedules(plan: Plan): Promise<readonly JobResult[]> {
  const jobs = jobsOf(plan);
  const results: JobResult[] = [];
  const lanes = Array.from({ length: Math.min(availableParallelism(), jobs.length) }, () => startLane(plan));
  try {
    await Promise.all(
      lanes.map(async (lane) => {
        for (let job = jobs.shift(); job; job = jobs.shift()) results.push(await give(lane, job));
      }),
    );
  } finally {
    for (const lane of lanes) lane.kill();
  }
  return results;
}

function jobsOf({ scenarios, schedules, untilLost = false }: Plan): Job[] {
  const size = untilLost ? schedules : SCHEDULES_PER_JOB;
  return scenarios.flatMap(({ name: scenario }) =>
    Array.from({ length: Math.ceil(schedules / size) }, (_, at) => {
      const firstSeed = 1 + at * size;
      return { scenario, firstSeed, untilLost, schedules: Math.min(size, schedules - at * size) };
    }),
  );
}

function startLane({ withoutOutbox = false }: Plan): ChildProcess {
  const hook = new URL('./without-outbox.mjs', import.meta.url).href;
  const execArgv = ['--import', import.meta.resolve('tsx'), ...(withoutOutbox ? ['--import', hook] : [])];
  return fork(fileURLToPath(new URL('./lane.ts', import.meta.url)), {
    execArgv,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

function give(lane: ChildProcess, job: Job): Promise<JobResult> {
  return new Promise((resolve, reject) => {
    const gone = (code: number | null): void => {
      reject(new Error(`A lane ended with ${code} at ${job.scenario}, seeds from ${job.firstSeed}.`));
    };
    lane.once('exit', gone);
    lane.once('message', (result: JobResult) => {
      lane.off('exit', gone);
      resolve(result);
    });
    lane.send(job);
  });
}
