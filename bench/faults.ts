/**
 * Turns of a visitor that got lost, doubled or out of order: the real session against the real peer's conversations,
 * in simulated time, over a table of faults and moments and many seeds of each.
 *
 * `--scenario=NAME` runs one scenario (or all whose names begin so; `half-open` is outside of the table), `--scenario=NAME --seed=N` one schedule with its
 * trace.
 */
import { type Failure, type JobResult, runSchedules } from './faults/lanes.js';
import type { Finding, Wrong } from './faults/judge.js';
import { run } from './faults/run.js';
import { CONTROLS, HALF_OPEN_SCENARIOS, type Scenario, SCENARIOS } from './faults/scenarios.js';
import type { BenchOptions, Report } from './report.js';

const SCHEDULES = 1_000;
const QUICK_SCHEDULES = 100;
/** Without an outbox a scenario is lost at its first seeds, or hardly ever. */
const WITHOUT_OUTBOX_SCHEDULES = 50;
const MOST_TOLD = 20;

export async function faults(report: Report, { quick, flags }: BenchOptions): Promise<void> {
  const name = flagOf(flags, 'scenario') ?? '';
  const known = name === '' ? SCENARIOS : [...SCENARIOS, ...HALF_OPEN_SCENARIOS];
  const scenarios = known.filter((scenario) => scenario.name.startsWith(name));
  if (scenarios.length === 0) throw new Error(`There is no scenario ${name}.`);
  const seed = flagOf(flags, 'seed');
  if (seed !== undefined) return replay(report, scenarios, Number(seed));
  const schedules = quick ? QUICK_SCHEDULES : SCHEDULES;
  const results = await runSchedules({ scenarios, schedules });
  const failures = results.flatMap((result) => result.failures);
  report({
    name: 'faults.schedules',
    value: sum(results, 'schedules'),
    unit: 'schedules',
    scenarios: scenarios.length,
    turns: sum(results, 'turns'),
    simulatedHours: Math.round(sum(results, 'simulatedMs') / 3_600_000),
  });
  reportFailures(report, failures);
  await reportWithoutOutbox(report, scenarios);
  tell(failures);
  if (failures.length > 0) throw new Error(`${failures.length} schedules went wrong.`);
}

function reportFailures(report: Report, failures: readonly Failure[]): void {
  const count = (...wrongs: readonly Wrong[]): number =>
    failures.reduce(
      (sum, { findings }) => sum + findings.filter(({ wrong }) => wrongs.includes(wrong)).length,
      0,
    );
  report({ name: 'faults.lost', value: count('lost'), unit: 'turns' });
  report({ name: 'faults.duplicated', value: count('duplicated', 'greeted'), unit: 'turns' });
  report({ name: 'faults.reordered', value: count('reordered'), unit: 'turns' });
  report({ name: 'faults.other', value: count('log', 'stuck', 'broken'), unit: 'findings' });
}

/** Whether the schedules would notice: the same with a session that forgets a turn once a link has it. */
async function reportWithoutOutbox(report: Report, scenarios: readonly Scenario[]): Promise<void> {
  const plan = { schedules: WITHOUT_OUTBOX_SCHEDULES, untilLost: true, withoutOutbox: true };
  const results = await runSchedules({ ...plan, scenarios });
  const controls = await runSchedules({ ...plan, scenarios: CONTROLS });
  const losing = (those: readonly JobResult[]): number =>
    those.filter(({ failures }) => failures.some(({ findings }) => findings.some(isLoss))).length;
  report({
    name: 'faults.without-outbox',
    value: (100 * losing(results)) / results.length,
    unit: '% of scenarios that lose turns',
    least: 90,
    controls: controls.length,
    losingControls: losing(controls),
  });
}

async function replay(report: Report, scenarios: readonly Scenario[], seed: number): Promise<void> {
  let found = 0;
  for (const scenario of scenarios) {
    const { trace, findings } = await run(scenario, seed, { traced: true });
    console.error([`${scenario.name} #${seed}`, ...trace].join('\n'));
    for (const { wrong, what } of findings) console.error(`${wrong.toUpperCase()}: ${what}`);
    found += findings.length;
  }
  report({ name: 'faults.replayed', value: found, unit: 'findings', seed });
}

function tell(failures: readonly Failure[]): void {
  for (const { scenario, seed, findings } of failures.slice(0, MOST_TOLD)) {
    const what = findings.map((finding) => `${finding.wrong}: ${finding.what}`).join('\n    ');
    console.error(`npm run bench -- faults --scenario=${scenario} --seed=${seed}\n    ${what}`);
  }
}

function isLoss({ wrong }: Finding): boolean {
  return wrong === 'lost';
}

function flagOf(flags: readonly string[], name: string): string | undefined {
  return flags.find((flag) => flag.startsWith(`--${name}=`))?.slice(name.length + 3);
}

function sum(results: readonly JobResult[], of: 'schedules' | 'turns' | 'simulatedMs'): number {
  return results.reduce((total, result) => total + result[of], 0);
}
