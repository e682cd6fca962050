import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OnsetDetector } from './onset-detector.js';

const FRAME_MS = 20;

/** Feeds levels frame by frame and returns the times at which an onset was reported. */
function onsets(
  levels: readonly (readonly [rms: number, durationMs: number])[],
  detector = new OnsetDetector(),
) {
  const found: number[] = [];
  let atMs = 0;
  for (const [rms, durationMs] of levels) {
    for (const end = atMs + durationMs; atMs < end; atMs += FRAME_MS) {
      if (detector.level(rms, atMs)) found.push(atMs);
    }
  }
  return found;
}

test('reports an onset once, 150 ms after the level has risen', () => {
  assert.deepEqual(
    onsets([
      [0.002, 1000],
      [0.1, 600],
    ]),
    [1160],
  );
});

test('passes over a click and a cough', () => {
  assert.deepEqual(
    onsets([
      [0.002, 1000],
      [0.5, 20],
      [0.002, 400],
      [0.4, 140],
      [0.002, 400],
    ]),
    [],
  );
});

test('hears a word through the silence of its consonants', () => {
  const word = [
    [0.1, 80],
    [0.002, 40],
    [0.1, 80],
  ] as const;
  assert.equal(onsets([[0.002, 1000], ...word]).length, 1);
});

test('reports the next onset after a pause', () => {
  const levels = [
    [0.002, 1000],
    [0.1, 300],
    [0.002, 300],
    [0.1, 300],
  ] as const;
  assert.deepEqual(onsets(levels), [1160, 1760]);
});

test('gets used to a noisy room, and hears a voice above it', () => {
  assert.deepEqual(
    onsets([
      [0.015, 20_000],
      [0.04, 500],
      [0.015, 500],
      [0.2, 300],
    ]),
    [21_160],
  );
});

test('is never deaf to a loud voice, however loud the room has been', () => {
  const levels = [
    [0.15, 60_000],
    [0.3, 300],
  ] as const;
  assert.deepEqual(onsets(levels).at(-1), 60_160);
});

test('hears a quiet voice soon after the noise has stopped', () => {
  const levels = [
    [0.05, 20_000],
    [0.002, 1000],
    [0.05, 300],
  ] as const;
  assert.deepEqual(onsets(levels).at(-1), 21_160);
});

test('hears nothing in digital silence and in what is hardly more', () => {
  assert.deepEqual(
    onsets([
      [0, 5000],
      [0.008, 2000],
    ]),
    [],
  );
});

test('starts anew after a reset', () => {
  const detector = new OnsetDetector();
  onsets([[0.002, 1000]], detector);
  for (let atMs = 1000; atMs < 1140; atMs += FRAME_MS) assert.equal(detector.level(0.1, atMs), false);
  detector.reset();
  assert.equal(detector.level(0.1, 1160), false);
  assert.equal(detector.level(0.1, 1320), true);
});

test('waits as long as it is told to', () => {
  assert.deepEqual(
    onsets(
      [
        [0.002, 1000],
        [0.1, 600],
      ],
      new OnsetDetector({ minimumMs: 300 }),
    ),
    [1300],
  );
});
