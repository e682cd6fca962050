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

test('does not add what it heard before its reports stood still to what it hears behind that', () => {
  const level = new EchoLevel();
  const knock = (fromMs: number): boolean => {
    const heard = [0, 1, 2, 3, 4].map((step) => {
      const atMs = fromMs + step * STEP_MS;
      level.played(0, atMs);
      return level.heard(0.4, atMs);
    });
    return heard.includes(true);
  };
  for (let atMs = 0; atMs < 1000; atMs += STEP_MS) {
    level.played(0, atMs);
    level.heard(ROOM, atMs);
  }
  assert.equal(knock(1000), false);
  assert.equal(knock(2500), false);
  assert.equal(knock(2600), true, 'as long as it goes on');
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

test('hears one short soft word over a loud echo', () => {
  const word = (atMs: number): number => (atMs > 2000 && atMs <= 2260 ? 0.08 : 0);
  const atMs = firstLouderMs({ echo: 0.5, delayMs: 100, visitor: word });
  assert.ok(atMs !== undefined && atMs <= 2300, `${atMs}`);
});

test('expects the echo of one word when its reports come late, or while the page was busy not at all', () => {
  const level = new EchoLevel();
  const word = (atMs: number): number => (atMs > 0 && atMs % 1000 < 200 ? 0.1 : 0);
  for (let atMs = STEP_MS; atMs <= 9000;) {
    level.played(word(atMs), atMs);
    const louder = level.heard(Math.hypot(0.2 * word(atMs - 400), ROOM), atMs);
    if (atMs > 3000) assert.equal(louder, false, `at ${atMs} ms`);
    // Between the word of every third second and its echo.
    const busy = Math.floor(atMs / 1000) % 3 === 0 && atMs % 1000 >= 220 && atMs % 1000 < 240;
    atMs += busy ? 170 : STEP_MS + (atMs % 3);
  }
});

const NOISES = {
  'a knock and its reverberation': (ms: number) => (ms < 60 ? 0.5 : 0.5 * Math.exp((60 - ms) / 20)),
  'two knocks': (ms: number) => (ms % 400 < 100 && ms < 600 ? 0.5 : 0),
  'a beep': (ms: number) => (ms < 120 ? 0.2 : 0),
  'a chair that is moved softly': (ms: number) => (ms < 400 ? 0.01 : 0),
  typing: (ms: number) => (ms % 160 < 20 ? 0.08 : 0),
} as const;

for (const echo of [0.5, 0.1, 0]) {
  for (const [name, noise] of Object.entries(NOISES)) {
    test(`passes over ${name} beside an echo of ${echo}`, () => {
      const visitor = (atMs: number): number => (atMs < 2000 ? 0 : noise(atMs - 2000));
      assert.equal(firstLouderMs({ echo, delayMs: 100, visitor }), undefined);
    });
  }
}
