import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EchoLevel } from './echo-level.js';

const STEP_MS = 20;
const ROOM = 0.001;

/** Loudness of something like speech: syllables of 200 ms with a stop between them, never quite the same. */
function speech(atMs: number): number {
  const syllable = Math.floor(atMs / 200);
  return atMs % 200 < 150 ? 0.06 + 0.05 * Math.abs(Math.sin(syllable * 1.7)) : 0.008;
}

interface Room {
  readonly echo: number;
  readonly delayMs: number;
  readonly visitor?: (atMs: number) => number;
}

/** Plays four seconds into a room; returns when somebody was first found to be louder than the echo. */
function firstLouderMs({ echo, delayMs, visitor = () => 0 }: Room): number | undefined {
  const level = new EchoLevel();
  for (let atMs = STEP_MS; atMs <= 4000; atMs += STEP_MS) {
    level.played(speech(atMs), atMs);
    const returned = atMs > delayMs ? echo * speech(atMs - delayMs) : 0;
    if (level.heard(Math.hypot(returned, visitor(atMs), ROOM), atMs)) return atMs;
  }
  return undefined;
}

const fromTwoSeconds = (atMs: number): number => (atMs < 2000 ? 0 : speech(atMs + 90));

for (const echo of [0.5, 0.25, 0.1]) {
  for (const delayMs of [60, 160, 400]) {
    test(`takes an echo of ${echo} after ${delayMs} ms for echo`, () => {
      assert.equal(firstLouderMs({ echo, delayMs }), undefined);
    });
  }
}

for (const echo of [0.25, 0.1, 0]) {
  test(`hears a visitor over an echo of ${echo} within half a second`, () => {
    const atMs = firstLouderMs({ echo, delayMs: 100, visitor: fromTwoSeconds });
    assert.ok(atMs !== undefined && atMs >= 2000 && atMs <= 2500, `${atMs}`);
  });
}

test('takes for echo what is no louder than the sound played, before it has learned the echo', () => {
  const atMs = firstLouderMs({ echo: 0.5, delayMs: 100, visitor: (at) => (at < 300 ? 0.1 : 0) });
  assert.equal(atMs, undefined);
});

test('hears a visitor who is louder than the sound played from the first moment', () => {
  const atMs = firstLouderMs({ echo: 0.5, delayMs: 100, visitor: (at) => (at < 300 ? 0.4 : 0) });
  assert.ok(atMs !== undefined && atMs <= 200, `${atMs}`);
});

test('is not deafened by a visitor who spoke long before the answer', () => {
  const level = new EchoLevel();
  for (let atMs = STEP_MS; atMs <= 6000; atMs += STEP_MS) {
    level.played(atMs < 4000 ? 0 : speech(atMs), atMs);
    const visitor = atMs < 3800 || atMs >= 5500 ? speech(atMs + 90) : 0;
    if (level.heard(Math.hypot(visitor, ROOM), atMs) && atMs >= 4200) {
      assert.ok(atMs >= 5500 && atMs <= 5900, `${atMs}`);
      return;
    }
  }
  assert.fail('never heard');
});

test('expects the echo of one word long after it was played', () => {
  const level = new EchoLevel();
  const word = (atMs: number): number => (atMs > 0 && atMs % 1000 < 200 ? 0.1 : 0);
  for (let atMs = STEP_MS; atMs <= 9000; atMs += STEP_MS) {
    level.played(word(atMs), atMs);
    // The first words teach how late it comes.
    const louder = level.heard(Math.hypot(0.2 * word(atMs - 400), ROOM), atMs);
    if (atMs > 3000) assert.equal(louder, false, `at ${atMs} ms`);
  }
});

test('passes over a knock', () => {
  const knock = (atMs: number): number => (atMs > 2000 && atMs <= 2060 ? 0.5 : 0);
  assert.equal(firstLouderMs({ echo: 0.25, delayMs: 100, visitor: knock }), undefined);
});
