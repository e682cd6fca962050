import assert from 'node:assert/strict';
import { test } from 'node:test';
import { melodyFeatures, PhraseMelody } from './phrase-melody.js';

const EVERY_MS = 20;

/** A voice at these pitches, in hertz, a report each; 0 for a sound without one. */
function sung(...pitches: readonly number[]): { melody: PhraseMelody; endedAtMs: number } {
  const melody = new PhraseMelody();
  pitches.forEach((hz, index) => {
    if (hz > 0) melody.note(hz, index * EVERY_MS);
  });
  return { melody, endedAtMs: (pitches.length - 1) * EVERY_MS };
}

function held(hz: number, times: number): readonly number[] {
  return Array.from({ length: times }, () => hz);
}

function heightOf(...pitches: readonly number[]): number | undefined {
  const { melody, endedAtMs } = sung(...pitches);
  return melody.heightAt(endedAtMs);
}

test('tells how far a voice has fallen under where it was low', () => {
  const height = heightOf(...held(120, 30), ...held(100, 6)) ?? Number.NaN;
  assert.ok(Math.abs(height - 12 * Math.log2(100 / 120)) < 0.01, `${height}`);
});

test('is the same for a high voice and a low one', () => {
  const low = heightOf(...held(100, 20), ...held(110, 20), ...held(105, 6)) ?? Number.NaN;
  const high = heightOf(...held(200, 20), ...held(220, 20), ...held(210, 6)) ?? Number.NaN;
  assert.ok(Math.abs(low - high) < 1e-9);
});

test('takes a jump of an octave for a mistake', () => {
  assert.equal(heightOf(...held(120, 30), ...held(60, 3), ...held(120, 6)), 0);
  assert.equal(heightOf(...held(120, 30), 120, 120, 120, ...held(240, 5)), 0);
});

test('looks back over a hiss at the end, but not over half a second of it', () => {
  assert.equal(heightOf(...held(120, 30), ...held(0, 10)), 0);
  assert.equal(heightOf(...held(120, 30), ...held(0, 25)), undefined);
});

test('says nothing about a voice that has hardly been heard, nor one of another turn', () => {
  assert.equal(heightOf(...held(120, 11)), undefined);
  const { melody, endedAtMs } = sung(...held(120, 30));
  melody.forget();
  assert.equal(melody.heightAt(endedAtMs), undefined);
});

test('goes by the last ten seconds of voice', () => {
  const height = heightOf(...held(200, 600), ...held(140, 500), ...held(140, 6));
  assert.equal(height, 0);
});

test('tells by steps how high an end lies, the more the higher', () => {
  assert.deepEqual(melodyFeatures(-5), []);
  assert.deepEqual(melodyFeatures(-1.5), ['~-4', '~-3', '~-2']);
  assert.equal(melodyFeatures(2).length, 8);
});

test('takes a rise for a question’s, which asks for the answer as a fall does', () => {
  assert.deepEqual(melodyFeatures(7), []);
});

test('tells that it cannot tell', () => {
  assert.deepEqual(melodyFeatures(undefined), ['~?']);
});
