import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VoicePace } from './voice-pace.js';

test('a voice nobody has heard yet has no pace', () => {
  assert.equal(new VoicePace().msPerSecond, undefined);
});

test('the pace is that of late: what was before counts half', () => {
  const pace = new VoicePace();
  pace.note({ bytes: 96_000, waitedMs: 400 });
  assert.equal(pace.msPerSecond, 200);
  pace.note({ bytes: 48_000, waitedMs: 100 });
  assert.equal(pace.msPerSecond, 150);
});

test('a word tells nothing', () => {
  const pace = new VoicePace();
  pace.note({ bytes: 20_000, waitedMs: 4000 });
  assert.equal(pace.msPerSecond, undefined);
});
