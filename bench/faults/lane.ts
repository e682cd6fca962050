/** A process of its own that runs schedules for `lanes.ts`, one job after another. */
import { run } from './run.js';
import { CONTROLS, HALF_OPEN_SCENARIOS, SCENARIOS } from './scenarios.js';
import type { Failure, Job, JobResult } from './lanes.js';

// Every abort makes an error, and nobody reads where it was made.
Error.stackTraceLimit = 0;

process.on('message', (job: Job) => {
  void work(job).then((result) => process.send?.(result));
});
process.on('disconnect', () => process.exit());

async function work({ scenario: name, firstSeed, schedules, untilLost }: Job): Promise<JobResult> {
  const scenario = [...SCENARIOS, ...HALF_OPEN_SCENARIOS, ...CONTROLS].find((one) => one.name === name);
  if (!scenario) throw new Error(`There is no scenario ${name}.`);
  const failures: Failure[] = [];
  let [done, turns, simulatedMs] = [0, 0, 0];
  for (let seed = firstSeed; seed < firstSeed + schedules; seed += 1) {
    const result = await run(scenario, seed);
    done += 1;
    turns += result.turns;
    simulatedMs += result.simulatedMs;
    if (result.findings.length === 0) continue;
    failures.push({ scenario: name, seed, findings: result.findings });
    if (untilLost && result.findings.some(({ wrong }) => wrong === 'lost')) break;
  }
  return { scenario: name, schedules: done, turns, simulatedMs, failures };
}
