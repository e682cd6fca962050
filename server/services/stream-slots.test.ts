import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StreamSlots } from './stream-slots.js';

test('gives a session as many slots as it may have, and another when one is freed', () => {
  const slots = new StreamSlots({ perSession: 2, inTotal: 10 });
  const release = slots.acquire('a');
  slots.acquire('a');
  assert.throws(() => slots.acquire('a'), { code: 'rate-limited', retryAfterMs: 1000 });
  slots.acquire('b');
  release();
  slots.acquire('a');
  assert.equal(slots.total, 3);
});

test('is overloaded when the process has as many as it can bear', () => {
  const slots = new StreamSlots({ perSession: 2, inTotal: 2 });
  slots.acquire('a');
  const release = slots.acquire('b');
  assert.throws(() => slots.acquire('c'), { code: 'overloaded', retryAfterMs: 1000 });
  release();
  slots.acquire('c');
});

test('frees a slot once, however often it is told', () => {
  const slots = new StreamSlots({ perSession: 2, inTotal: 10 });
  const release = slots.acquire('a');
  slots.acquire('a');
  release();
  release();
  assert.equal(slots.total, 1);
  slots.acquire('a');
  assert.throws(() => slots.acquire('a'), { code: 'rate-limited' });
});
