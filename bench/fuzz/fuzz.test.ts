import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fuzz } from './run.js';

test('20,000 fuzzed server events: nothing thrown, nothing lost, every log as its reference', async () => {
  const { events, uncaught, faults } = await fuzz(20_000, 1);
  assert.ok(events >= 20_000);
  assert.equal(uncaught, 0);
  assert.deepEqual(faults, []);
});
