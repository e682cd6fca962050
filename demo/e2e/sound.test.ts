import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findSound, fromPcm16, trimSilence } from './sound.js';

/** Noise that is the same in every run. */
function noise(length: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    return state / 2 ** 31 - 1;
  });
}

test('a sound is found where it was put, to the sample', () => {
  const recording = noise(48_000, 1).map((sample) => sample * 0.05);
  const reference = noise(6_000, 2);
  reference.forEach((sample, i) => {
    recording[20_003 + i] = sample * 0.5;
  });
  const { offset, correlation } = findSound(recording, reference);
  assert.equal(offset, 20_003);
  assert.ok(correlation > 0.99, `correlation ${correlation}`);
});

test('a sound that is not there does not correlate', () => {
  const { correlation } = findSound(noise(48_000, 1), noise(6_000, 2));
  assert.ok(correlation < 0.2, `correlation ${correlation}`);
});

test('PCM is read as little-endian and trimmed to what can be heard', () => {
  const samples = fromPcm16(Uint8Array.of(0, 0, 0, 64, 0, 192, 0, 0));
  assert.deepEqual([...samples], [0, 0.5, -0.5, 0]);
  assert.deepEqual([...trimSilence(samples)], [0.5, -0.5]);
});
