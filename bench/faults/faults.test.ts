import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type JobResult, runSchedules } from './lanes.js';
import { CONTROLS, HALF_OPEN_SCENARIOS, SCENARIOS } from './scenarios.js';

function told(results: readonly JobResult[]): readonly string[] {
  return results.flatMap(({ failures }) =>
    failures.map(
      ({ scenario, seed, findings }) =>
        `npm run bench -- faults --scenario=${scenario} --seed=${seed}: ${findings
          .map(({ wrong, what }) => `${wrong}: ${what}`)
          .join('; ')}`,
    ),
  );
}

function losing(results: readonly JobResult[]): readonly string[] {
  return results
    .filter(({ failures }) => failures.some(({ findings }) => findings.some(({ wrong }) => wrong === 'lost')))
    .map(({ scenario }) => scenario);
}

test('no turn is lost, doubled or out of order in 64 scenarios of 100 schedules', async () => {
  const results = await runSchedules({ scenarios: SCENARIOS, schedules: 100 });
  assert.equal(
    results.reduce((sum, { schedules }) => sum + schedules, 0),
    6_400,
  );
  assert.deepEqual(told(results), []);
});

test('nor where the other end of a WebSocket is gone and nothing is closed', async () => {
  assert.deepEqual(told(await runSchedules({ scenarios: HALF_OPEN_SCENARIOS, schedules: 50 })), []);
});

test('the same schedules lose turns of a session without an outbox, but none where nothing goes wrong', async () => {
  const plan = { schedules: 50, untilLost: true, withoutOutbox: true };
  const scenarios = losing(await runSchedules({ ...plan, scenarios: SCENARIOS }));
  assert.ok(
    scenarios.length >= 0.9 * SCENARIOS.length,
    `only ${scenarios.length} lose turns: ${scenarios.join(' ')}`,
  );
  assert.deepEqual(losing(await runSchedules({ ...plan, scenarios: CONTROLS })), []);
});
