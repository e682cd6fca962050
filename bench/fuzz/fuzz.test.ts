import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fuzz } from './run.js';

test('50,000 fuzzed server events in every mode: nothing thrown or lost, every log as its reference, all within bounds', async () => {
  const { events, uncaught, faults } = await fuzz(50_000, 1);
  assert.ok(events >= 50_000);
  assert.equal(uncaught, 0);
  assert.deepEqual(faults, []);
});
