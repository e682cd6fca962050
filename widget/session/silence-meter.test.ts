import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SilenceMeter } from './silence-meter.js';

const STEP_MS = 20;

/** Feeds stretches of `[rms, ms]`; returns the meter and the time after them. */
function metered(...stretches: readonly (readonly [rms: number, forMs: number])[]): {
  meter: SilenceMeter;
  atMs: number;
} {
  const meter = new SilenceMeter();
  let atMs = 0;
  for (const [rms, forMs] of stretches) {
    for (const endMs = atMs + forMs; atMs < endMs;) {
      atMs += STEP_MS;
      meter.level(rms, atMs);
    }
  }
  return { meter, atMs };
}

test('knows when the voice ended', () => {
  const { meter } = metered([0.001, 500], [0.1, 800], [0.001, 400]);
  assert.equal(meter.lastVoiceAtMs, 1300);
});

test('follows a voice down to its soft last sound', () => {
  const { meter } = metered([0.001, 500], [0.02, 600], [0.0027, 100], [0.001, 400]);
  assert.equal(meter.lastVoiceAtMs, 1200);
});

test('hears a quiet talker in a quiet room', () => {
  const { meter } = metered([0.0005, 500], [0.004, 600], [0.0005, 400]);
  assert.equal(meter.lastVoiceAtMs, 1100);
});

test('takes a steady noise for the room, however loud', () => {
  const { meter, atMs } = metered([0.001, 500], [0.02, 12_000]);
  assert.ok((meter.lastVoiceAtMs ?? 0) < atMs - 5000, `voice until ${meter.lastVoiceAtMs}`);
});

test('does not learn a long sentence as the room, as long as it has stops in it', () => {
  const syllable: readonly (readonly [number, number])[] = [
    [0.1, 240],
    [0.002, 80],
  ];
  const { meter, atMs } = metered(
    [0.002, 500],
    ...Array.from({ length: 30 }, () => syllable).flat(),
    [0.1, 200],
  );
  assert.equal(meter.lastVoiceAtMs, atMs);
});

test('passes over a click, and says that something is rising', () => {
  const { meter } = metered([0.001, 500], [0.3, 40]);
  assert.equal(meter.lastVoiceAtMs, undefined);
  assert.equal(meter.isRising, true);
  meter.level(0.001, 560);
  assert.equal(meter.isRising, false);
});

test('takes the reverberation of a loud voice for silence', () => {
  const { meter } = metered([0.0006, 500], [0.2, 600], [0.004, 400]);
  assert.equal(meter.lastVoiceAtMs, 1100);
});

test('survives a microphone that gives digital silence', () => {
  const { meter } = metered([0, 3000], [0.1, 300], [0, 1000]);
  assert.equal(meter.lastVoiceAtMs, 3300);
});

test('knows when a voice began, through its pauses', () => {
  const { meter } = metered([0.001, 500], [0.1, 400], [0.001, 500], [0.1, 400]);
  assert.equal(meter.voiceSinceMs, 500);
});

test('hears a new voice begin after a longer silence', () => {
  const { meter } = metered([0.001, 500], [0.1, 400], [0.001, 800], [0.1, 400]);
  assert.equal(meter.voiceSinceMs, 1700);
});
