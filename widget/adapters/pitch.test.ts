import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pitchOf } from './pitch.js';

/** A buzz like a voice's: harmonics that fall off, the first of them the softest, as on a telephone. */
function buzz(hz: number, rateHz: number, lengthMs = 43): Float32Array {
  return Float32Array.from({ length: Math.round((rateHz * lengthMs) / 1000) }, (_, index) =>
    [0.1, 0.4, 0.25, 0.15].reduce(
      (sum, loudness, nth) => sum + loudness * Math.sin((2 * Math.PI * hz * (nth + 1) * index) / rateHz),
      0.05,
    ),
  );
}

function semitonesBetween(one: number, other: number): number {
  return Math.abs(12 * Math.log2(one / other));
}

for (const rateHz of [16_000, 44_100, 48_000]) {
  for (const hz of [70, 98, 147, 210, 262, 330]) {
    test(`finds a voice at ${hz} Hz among ${rateHz} samples a second, to a quarter of a semitone`, () => {
      const found = pitchOf(buzz(hz, rateHz), rateHz) ?? Number.NaN;
      assert.ok(semitonesBetween(found, hz) < 0.25, `${found} Hz`);
    });
  }
}

test('finds none in a hiss, in silence and in nothing', () => {
  let seed = 1;
  const hiss = Float32Array.from({ length: 2048 }, () => {
    seed = (seed * 16_807) % 2_147_483_647;
    return seed / 2_147_483_647 - 0.5;
  });
  assert.equal(pitchOf(hiss, 48_000), undefined);
  assert.equal(pitchOf(new Float32Array(2048), 48_000), undefined);
  assert.equal(pitchOf(new Float32Array(0), 48_000), undefined);
});

test('is the same for a voice of any loudness', () => {
  const soft = buzz(120, 48_000).map((value) => value * 0.002);
  assert.ok(semitonesBetween(pitchOf(soft, 48_000) ?? Number.NaN, 120) < 0.25);
});
