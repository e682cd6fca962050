import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ERROR_CODES } from './errors.js';
import { isFatal, retryDelayMs } from './reconnect-policy.js';

test('waits grow with the square of the attempt and stop growing at seven seconds', () => {
  const waits = Array.from({ length: 9 }, (_, attempt) => retryDelayMs({ attempt, random: 0 }));
  assert.deepEqual(waits, [0, 300, 1_200, 2_700, 4_800, 7_000, 7_000, 7_000, 7_000]);
});

test('the third wait and every later one is up to a second longer by chance', () => {
  const waits = Array.from({ length: 8 }, (_, attempt) => retryDelayMs({ attempt, random: 0.5 }));
  assert.deepEqual(waits, [0, 300, 1_700, 3_200, 5_300, 7_500, 7_500, 7_500]);
});

test('a server that names a time is not asked earlier', () => {
  assert.equal(retryDelayMs({ attempt: 0, random: 0, retryAfterMs: 5_000 }), 5_000);
  assert.equal(retryDelayMs({ attempt: 5, random: 0, retryAfterMs: 5_000 }), 7_000);
});

test('an attempt that hung has waited already; a named time counts from now', () => {
  assert.equal(retryDelayMs({ attempt: 3, random: 0, tookMs: 2_000 }), 700);
  assert.equal(retryDelayMs({ attempt: 3, random: 0, tookMs: 8_000 }), 0);
  assert.equal(retryDelayMs({ attempt: 3, random: 0, tookMs: 8_000, retryAfterMs: 5_000 }), 5_000);
});

test('only what the network or a busy server does is tried again', () => {
  assert.deepEqual(
    ERROR_CODES.filter((code) => !isFatal(code)),
    ['backend-unreachable', 'backend-error', 'rate-limited', 'exchange-failed', 'link-failed', 'link-lost'],
  );
});
