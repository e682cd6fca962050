import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserClock } from './browser-clock.js';
import { createRandomId } from './random-id.js';

test('fires once, not before its time', async () => {
  const startedMs = browserClock.now();
  await new Promise<void>((resolve) => browserClock.after(20, resolve, new AbortController().signal));
  // Timers are rounded to whole milliseconds, the clock is not.
  assert.ok(browserClock.now() - startedMs >= 19);
});

test('does not fire once its signal has aborted, and leaves no listener on one that lives on', async (context) => {
  const { signal } = new AbortController();
  const removed = context.mock.method(signal, 'removeEventListener');
  const aborted = new AbortController();
  const fired: string[] = [];
  browserClock.after(0, () => fired.push('aborted later'), aborted.signal);
  aborted.abort();
  browserClock.after(0, () => fired.push('aborted before'), aborted.signal);
  await new Promise<void>((resolve) => browserClock.after(5, resolve, signal));
  assert.deepEqual(fired, []);
  assert.equal(removed.mock.callCount(), 1);
});

test('makes ids that fit an item id of the Realtime API and never repeat', () => {
  const ids = Array.from({ length: 1000 }, () => createRandomId('item'));
  assert.equal(new Set(ids).size, 1000);
  for (const id of ids) assert.match(id, /^item_[0-9a-z]{20}$/);
});
