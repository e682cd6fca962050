import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TtsFormat } from '../../server/contract/session.js';
import { ManualClock } from '../testing/manual-clock.js';
import { SpeechFormat } from './speech-format.js';

/** A voice that makes a second of sound in this time lets 240 kB a second out. */
const QUICK_VOICE_MS = 200;
const UNKNOWN = -1;

function setUp(offered: readonly TtsFormat[] = ['pcm', 'opus', 'mp3']) {
  const clock = new ManualClock();
  const format = new SpeechFormat({ clock, offered: () => offered });
  return {
    clock,
    format,
    /** What a sentence of two seconds is asked for as, with a second to hear before it. */
    first: () => format.choose(2000, 1000)[0],
    /** A body of two seconds comes in at `bytesPerMs`, a packet every 50 ms. */
    async brings(bytesPerMs: number, { voiceMs = QUICK_VOICE_MS, ms = 2000 } = {}) {
      format.began(voiceMs === UNKNOWN ? undefined : voiceMs);
      for (let at = 0; at < ms; at += 50) {
        await clock.advance(50);
        format.arrived(bytesPerMs * 50);
      }
      format.ended();
    },
  };
}

test('asks for raw samples as long as the network is not known to be slow', async () => {
  const { first, brings, format } = setUp();
  assert.deepEqual(format.choose(2000, 1000), ['pcm', 'pcm']);
  await brings(73);
  assert.equal(first(), 'pcm');
});

test('asks for compressed sound below one and a half times real time, and for raw samples if that fails', async () => {
  const { brings, format } = setUp();
  await brings(71);
  assert.deepEqual(format.choose(2000, 1000), ['opus', 'pcm']);
});

test('a slow voice is no slow network', async () => {
  const { first, brings } = setUp();
  await brings(60, { voiceMs: 1000 * (48 / 60) });
  assert.equal(first(), 'pcm');
  await brings(30, { voiceMs: 1000 * (48 / 60) });
  assert.equal(first(), 'opus', 'half of what the voice makes gets through');
});

test('where the backend does not say how fast its voice is, nothing is concluded', async () => {
  const { first, brings } = setUp();
  await brings(20, { voiceMs: UNKNOWN });
  assert.equal(first(), 'pcm');
});

test('two sentences at a time share one network', async () => {
  const { first, brings } = setUp();
  await Promise.all([brings(40), brings(40)]);
  assert.equal(first(), 'pcm');
});

test('the time between sentences is nobody’s', async () => {
  const { clock, first, brings } = setUp();
  await brings(80, { ms: 250 });
  await clock.advance(5000);
  await brings(80, { ms: 250 });
  assert.equal(first(), 'pcm');
});

test('the first packets alone tell nothing', async () => {
  const { first, brings } = setUp();
  await brings(30, { ms: 500 });
  assert.equal(first(), 'pcm');
  await brings(30, { ms: 50 });
  assert.equal(first(), 'opus');
});

test('notices a network that has become slow since the answer before', async () => {
  const { first, brings } = setUp();
  await brings(5000, { ms: 100 });
  await brings(5000, { ms: 100 });
  assert.equal(first(), 'pcm');
  await brings(40, { ms: 500 });
  assert.equal(first(), 'opus');
});

test('comes back when the network is well above, not just above', async () => {
  const { first, brings } = setUp();
  await brings(50);
  assert.equal(first(), 'opus');
  await brings(80, { ms: 6000 });
  assert.equal(first(), 'opus');
  await brings(120, { ms: 6000 });
  assert.equal(first(), 'pcm');
});

test('tries raw samples again after a minute, then after two, where that cannot make a gap', async () => {
  const { clock, format, brings } = setUp();
  const first = (inHandMs: number) => format.choose(2000, inHandMs)[0];
  await brings(40);
  assert.equal(first(1000), 'opus');
  await clock.advance(59_999);
  assert.equal(first(1000), 'opus');
  await clock.advance(1);
  // Two seconds of sound take 2.4 s on this network.
  assert.equal(first(399), 'opus');
  assert.equal(first(401), 'pcm');
  await brings(40);
  assert.equal(first(1000), 'opus', 'still slow');
  await clock.advance(60_000);
  assert.equal(first(1000), 'opus');
  await clock.advance(60_000);
  assert.equal(first(1000), 'pcm');
  assert.equal(first(1000), 'pcm', 'until measured again');
  await brings(150);
  assert.equal(first(0), 'pcm');
});

test('a format that cannot be played is not asked for again', async () => {
  const { first, brings, format } = setUp();
  await brings(50);
  format.cannotPlay('opus');
  assert.equal(first(), 'mp3');
  format.cannotPlay('mp3');
  assert.equal(first(), 'pcm');
});

test('a backend without raw samples is asked for what it has', () => {
  const { format } = setUp(['mp3']);
  assert.deepEqual(format.choose(2000, 1000), ['mp3', 'mp3']);
});

test('a backend without compressed sound is asked for raw samples', async () => {
  const { first, brings } = setUp(['pcm']);
  await brings(20);
  assert.equal(first(), 'pcm');
});
