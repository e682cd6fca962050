import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LEVEL_EVERY_MS } from './microphone-signal.js';
import { stretchesOf } from './silence-stretches.js';

const ROOM = 0.001;
const VOICE = 0.1;

/** Room and voice in turns, beginning with room, each for so many milliseconds. */
function levels(...lastMs: readonly number[]): number[] {
  return lastMs.flatMap((ms, nth) =>
    Array.from({ length: ms / LEVEL_EVERY_MS }, () => (nth % 2 === 0 ? ROOM : VOICE)),
  );
}

/** A voice from 600 to 1,200 ms, one from 1,900 to 2,500, and room. */
const PAUSED = { levels: levels(600, 600, 700, 600, 1000), pitches: [], lastWordEndMs: 2500 };

test('cuts a turn at its pause and at its end', () => {
  const stretches = stretchesOf({
    ...PAUSED,
    interims: [
      [1400, 'one'],
      [2600, 'one two'],
    ],
  });
  assert.deepEqual(
    stretches.map(({ endsTurn, voiceEndMs, hesitations }) => ({ endsTurn, voiceEndMs, hesitations })),
    [
      { endsTurn: false, voiceEndMs: -1300, hesitations: 0 },
      { endsTurn: true, voiceEndMs: 0, hesitations: 1 },
    ],
  );
});

test('tells which text stood when, and whether it came after the voice', () => {
  const [pause] = stretchesOf({
    ...PAUSED,
    interims: [
      [1100, 'on'],
      [1400, 'one'],
      [1600, 'one and'],
    ],
  });
  assert.deepEqual(pause?.standings, [
    { text: 'one', confirmed: true, fromMs: 200, toMs: 380 },
    { text: 'one and', confirmed: true, fromMs: 400, toMs: 700 },
  ]);
});

test('does not take words from before the silence for confirmed, nor an empty result for words', () => {
  const [pause] = stretchesOf({
    ...PAUSED,
    interims: [
      [1100, 'on'],
      [1600, ''],
    ],
  });
  assert.deepEqual(pause?.standings, [{ text: 'on', confirmed: false, fromMs: 200, toMs: 700 }]);
});

test('passes over a stop that is too short to end anything', () => {
  const turn = { levels: levels(600, 600, 180, 600, 600), pitches: [], lastWordEndMs: 1980 };
  assert.equal(stretchesOf({ ...turn, interims: [[1100, 'one']] }).length, 1);
});

test('passes over a pause before which nothing was understood', () => {
  const stretches = stretchesOf({ ...PAUSED, interims: [[2600, 'two']] });
  assert.deepEqual(
    stretches.map(({ endsTurn }) => endsTurn),
    [true],
  );
});

test('tells how high the voice ended before each silence', () => {
  const pitches = PAUSED.levels.map((_, index) => (index < 50 ? 120 : index < 60 ? 130 : 100));
  const stretches = stretchesOf({
    ...PAUSED,
    pitches,
    interims: [
      [1400, 'one'],
      [2600, 'one two'],
    ],
  });
  const [first, second] = stretches.map(({ endHeight }) => endHeight ?? Number.NaN);
  assert.ok(Math.abs((first ?? 0) - 12 * Math.log2(130 / 120)) < 0.01, `${first}`);
  assert.equal(second, 0);
});
