import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RestartBudget } from './restart-budget.js';

test('allows five restarts at once and one more every two seconds', () => {
  const budget = new RestartBudget(0);
  assert.deepEqual(
    Array.from({ length: 6 }, () => budget.take(100)),
    [true, true, true, true, true, false],
  );
  assert.equal(budget.take(2000), false);
  assert.equal(budget.take(2200), true);
  assert.equal(budget.take(2300), false);
});

test('saves no more than five', () => {
  const budget = new RestartBudget(0);
  assert.equal(Array.from({ length: 9 }, () => budget.take(3_600_000)).filter(Boolean).length, 5);
});
