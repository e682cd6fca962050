import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run } from './run.js';
import { CONTROLS, SCENARIOS } from './scenarios.js';

test('there are 64 scenarios of different names, each told in a sentence', () => {
  assert.equal(new Set(SCENARIOS.map(({ name }) => name)).size, 64);
  for (const { fault, phase } of SCENARIOS) {
    for (const { sentence } of [fault, phase]) assert.match(sentence, /^[A-Z].+\.$/);
  }
});

test('a seed replays: the same trace every time, and another one for another seed', async () => {
  for (const scenario of SCENARIOS.filter((_, at) => at % 9 === 0)) {
    const [first, again, other] = [
      await run(scenario, 7, { traced: true }),
      await run(scenario, 7, { traced: true }),
      await run(scenario, 8, { traced: true }),
    ];
    assert.deepEqual(again, first);
    assert.notDeepEqual(other.trace, first.trace);
    assert.ok(first.turns > 0 && first.trace.some((line) => line.includes('FAULT')), scenario.name);
  }
});

test('nothing is found where nothing goes wrong', async () => {
  for (const scenario of CONTROLS) {
    for (let seed = 1; seed <= 10; seed += 1) {
      const { findings } = await run(scenario, seed);
      assert.deepEqual(findings, [], `${scenario.name} #${seed}`);
    }
  }
});
