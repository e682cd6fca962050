import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitLine, median } from './statistics.js';

test('the median of an odd count is the middle value, whatever the order', () => {
  assert.equal(median([30, 1, 2]), 2);
});

test('the median of an even count lies between the two in the middle', () => {
  assert.equal(median([4, 1, 3, 10]), 3.5);
});

test('there is no median of nothing', () => {
  assert.throws(() => median([]), RangeError);
});

test('a line through exact samples gives back its slope and intercept', () => {
  const samples = [2, 100, 200].map((x) => ({ x, y: 3 * x + 40 }));
  const line = fitLine(samples);
  assert.ok(Math.abs(line.slope - 3) < 1e-9);
  assert.ok(Math.abs(line.intercept - 40) < 1e-9);
  assert.ok(line.residual < 1e-9);
});

test('samples off the line show in the residual and not in the slope when they cancel out', () => {
  const line = fitLine([
    { x: 0, y: 1 },
    { x: 0, y: -1 },
    { x: 10, y: 11 },
    { x: 10, y: 9 },
  ]);
  assert.equal(line.slope, 1);
  assert.equal(line.residual, 1);
});

test('samples at one x make no line', () => {
  assert.throws(
    () =>
      fitLine([
        { x: 1, y: 1 },
        { x: 1, y: 2 },
      ]),
    RangeError,
  );
});
