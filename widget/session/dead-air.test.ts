import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DeadAir } from './dead-air.js';

test('ten seconds of digital silence are told once, and so is their end', () => {
  const air = new DeadAir();
  assert.equal(air.level(0, 500), undefined);
  assert.equal(air.level(0, 10_499), undefined);
  assert.equal(air.level(0, 10_500), true);
  assert.equal(air.level(0, 10_520), undefined);
  assert.equal(air.level(0.001, 10_540), false);
  assert.equal(air.level(0, 20_539), undefined);
  assert.equal(air.level(0, 20_540), true);
});

test('a still room is no dead one', () => {
  const air = new DeadAir();
  for (let nowMs = 0; nowMs < 30_000; nowMs += 20) assert.equal(air.level(0.00003, nowMs), undefined);
});

test('a time without listening does not count', () => {
  const air = new DeadAir();
  air.level(0, 0);
  air.rest();
  assert.equal(air.level(0, 60_000), undefined);
  assert.equal(air.level(0, 69_999), undefined);
  assert.equal(air.level(0, 70_000), true);
});
