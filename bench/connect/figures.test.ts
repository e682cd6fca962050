import assert from 'node:assert/strict';
import { test } from 'node:test';
import { growthOf, roundTripsLine, timeAt, type Timing } from './figures.js';

/** A client that needs `roundTrips` for its answer and one more for each mark after it. */
function timing(rttMs: number, roundTrips = 2): Timing {
  const after = (count: number): number => count * rttMs + 30;
  const marks = { answer: after(roundTrips), open: after(roundTrips + 1), created: after(roundTrips + 2) };
  return { rttMs, marks };
}

test('counts the round trips to each mark apart from the fixed time', () => {
  const timings = [timing(2), timing(100), timing(200)];
  assert.ok(Math.abs(growthOf(timings, 'answer').slope - 2) < 1e-9);
  assert.ok(Math.abs(growthOf(timings, 'created').slope - 4) < 1e-9);
  assert.ok(Math.abs(growthOf(timings, 'open').intercept - 30) < 1e-9);
});

test('one late run among others does not bend the line', () => {
  const late = { rttMs: 100, marks: { answer: 9_000, open: 9_000, created: 9_000 } };
  const timings = [timing(2), timing(100), timing(100), late, timing(200)];
  assert.ok(Math.abs(growthOf(timings, 'answer').slope - 2) < 1e-9);
});

test('the time at a round trip is the median of the runs nearest to it', () => {
  const timings = [
    timing(2.1),
    timing(100.2, 1),
    timing(100.2, 2),
    timing(100.2, 9),
    timing(200.3),
    timing(200.3),
  ];
  assert.equal(timeAt(timings, 'answer', 100), 2 * 100.2 + 30);
});

test('a line carries the slope as its value and the rest beside it', () => {
  const line = roundTripsLine('connect.answer-warm', [timing(2), timing(100), timing(100)], 'answer');
  assert.deepEqual(line, {
    name: 'connect.answer-warm',
    value: 2,
    unit: 'RTT',
    fixedMs: 30,
    residualMs: 0,
    runs: 3,
    medianMs: { 'at 2 ms': 34, 'at 100 ms': 230 },
  });
});
