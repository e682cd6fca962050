import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GOALS, sizeComplaints, totalsOf, type FileSize } from './size-limits.js';

const file = (name: string, loads: FileSize['loads'], gzipBytes: number): FileSize => ({
  path: `${name}-hash`,
  name,
  loads,
  gzipBytes,
});
const FILES = [
  file('entry', 'at-once', 100),
  file('shell', 'at-once', 900),
  file('call', 'on-intent', 2_000),
];
const PINS = { entry: 100, shell: 900, call: 2_000 };

test('adds up what is loaded at once, and what one visitor in hybrid can load', () => {
  const link = file('chunks/web-socket.js', 'when-needed', 50);
  const speech = file('chunks/speech.js', 'when-needed', 7);
  assert.deepEqual(totalsOf([...FILES, link, speech]), { beforeIntentBytes: 1_000, totalBytes: 3_050 });
});

test('is silent about what did not grow', () => {
  assert.deepEqual(sizeComplaints(FILES, PINS), []);
  assert.deepEqual(sizeComplaints(FILES, { ...PINS, call: 2_001 }), []);
});

test('names a file that grew by one byte, and one that nobody agreed to', () => {
  assert.deepEqual(sizeComplaints(FILES, { entry: 100, call: 1_999 }), [
    'shell (900 bytes) has no pin.',
    'call grew from 1999 to 2000 bytes.',
  ]);
});

test('says when the shell is over its limit, even where pins agree', () => {
  const big = [file('entry', 'at-once', GOALS.beforeIntentBytes + 1), file('call', 'on-intent', 1)];
  assert.deepEqual(sizeComplaints(big, { entry: GOALS.beforeIntentBytes + 1, call: 1 }), [
    'Before the first intent 12001 bytes load; the limit is 12000.',
  ]);
});
