import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Endpointing, patienceOf, soundsUnfinished, type Patience } from './endpointing.js';

const WINDOW_MS = 32;

test('starts with the first window of speech and stops after the set silence', () => {
  assert.deepEqual(marks('..####' + '.'.repeat(20), { finishedMs: 320, unfinishedMs: 320 }), [
    [2, 'started'],
    [10, 'paused'],
    [15, 'stopped'],
  ]);
});

test('goes on after a pause shorter than the set silence', () => {
  assert.deepEqual(marks('##.....##' + '.'.repeat(12), { finishedMs: 320, unfinishedMs: 320 }), [
    [0, 'started'],
    [6, 'paused'],
    [7, 'resumed'],
    [13, 'paused'],
    [18, 'stopped'],
  ]);
});

test('a silence too short to recognise in ends the turn without a pause', () => {
  assert.deepEqual(marks('#.....', { finishedMs: 100, unfinishedMs: 100 }), [
    [0, 'started'],
    [4, 'stopped'],
  ]);
});

test('waits longer for a speaker who sounds unfinished', () => {
  const patience = patienceOf({ type: 'semantic_vad', eagerness: 'high' });
  const endpointing = new Endpointing();
  const silence = { speech: false, durationMs: WINDOW_MS };
  endpointing.push({ speech: true, durationMs: WINDOW_MS }, patience);
  let silentMs = 0;
  for (let mark = ''; mark !== 'stopped'; silentMs += WINDOW_MS) {
    mark = endpointing.push(silence, patience).type;
    if (mark === 'paused') endpointing.heard('I would like to cook something with');
  }
  assert.ok(
    silentMs >= patience.unfinishedMs && silentMs < patience.unfinishedMs + 2 * WINDOW_MS,
    `${silentMs}`,
  );
});

test('is more patient the less eager it should be', () => {
  const of = (eagerness: 'low' | 'medium' | 'high' | 'auto') =>
    patienceOf({ type: 'semantic_vad', eagerness });
  assert.ok(
    of('low').finishedMs > of('medium').finishedMs && of('medium').finishedMs > of('high').finishedMs,
  );
  assert.deepEqual(of('auto'), of('medium'));
});

for (const [text, unfinished] of [
  ['What is in an apple?', false],
  ['I like apples.', false],
  ['I like apples and', true],
  ['I like apples and.', true],
  ['Well,', true],
  ['Give me the...', true],
  ['That is a sofa.', false],
  ['', false],
] as const) {
  test(`hears that “${text}” is ${unfinished ? 'unfinished' : 'finished'}`, () => {
    assert.equal(soundsUnfinished(text), unfinished);
  });
}

/** Plays windows (`#` speech, `.` silence) and lists the marks with their place. */
function marks(windows: string, patience: Patience): [number, string][] {
  const endpointing = new Endpointing();
  return Array.from(windows).flatMap((window, index) => {
    const { type } = endpointing.push({ speech: window === '#', durationMs: WINDOW_MS }, patience);
    return type === 'none' ? [] : [[index, type] as [number, string]];
  });
}
