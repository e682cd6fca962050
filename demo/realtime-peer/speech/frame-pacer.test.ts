import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FRAME_SAMPLES, FramePacer } from './frame-pacer.js';
import { FakeMedia } from './testing/fake-media.js';
import { ManualClock } from './testing/manual-clock.js';

/** A pacer with `frames` frames to send; each packet is the frame's first sample, silence is 0. */
function arrange({ frames }: { frames: number }) {
  const clock = new ManualClock();
  const media = new FakeMedia(clock);
  const source = { left: frames };
  const played: number[] = [];
  const pacer = new FramePacer({
    clock,
    media,
    encode: (frame) => Uint8Array.of(frame[0] ?? 0),
    nextFrame: () => {
      if (source.left === 0) return undefined;
      source.left -= 1;
      return { frame: new Int16Array(FRAME_SAMPLES).fill(7), onSent: (_packet, atMs) => played.push(atMs) };
    },
  });
  return { clock, media, pacer, source, played };
}

const sounding = (media: FakeMedia) => media.sent.filter(({ frame }) => frame[0] === 7);

test('sends a frame every 20 ms, the first at once', () => {
  const { clock, media, pacer } = arrange({ frames: 5 });
  const startMs = clock.nowMs();
  pacer.wake();
  clock.advance(200);
  assert.deepEqual(
    sounding(media).map(({ atMs }) => atMs - startMs),
    [0, 20, 40, 60, 80],
  );
});

test('does not drift however late its timers are', () => {
  const { clock, media, pacer } = arrange({ frames: 1000 });
  const startMs = clock.nowMs();
  pacer.wake();
  clock.advance(30_000, 7);
  const last = sounding(media).at(-1);
  assert.equal(sounding(media).length, 1000);
  assert.ok(last !== undefined && last.atMs - startMs < 999 * 20 + 20, `last frame at ${last?.atMs}`);
});

test('counts timestamps in 48 kHz samples without a gap', () => {
  const { clock, media, pacer } = arrange({ frames: 4 });
  pacer.wake();
  clock.advance(400);
  const steps = media.sent.slice(1).map(({ timestamp }, index) => timestamp - media.sent[index]!.timestamp);
  assert.ok(steps.length > 4 && steps.every((step) => step === 960), String(steps));
});

test('marks the first frame after a pause and shows the pause in its timestamp', () => {
  const { clock, media, pacer, source } = arrange({ frames: 1 });
  pacer.wake();
  clock.advance(1000);
  const before = media.sent.at(-1)!;
  source.left = 1;
  pacer.wake();
  clock.advance(0);
  const after = media.sent.at(-1)!;
  assert.equal(after.marker, true);
  assert.equal(after.timestamp - before.timestamp, (after.atMs - before.atMs) * 48);
  assert.deepEqual(
    media.sent.filter(({ marker }) => marker).map(({ atMs }) => atMs),
    [media.sent[0]!.atMs, after.atMs],
  );
});

test('ends with a short silence, then sends nothing', () => {
  const { clock, media, pacer } = arrange({ frames: 1 });
  pacer.wake();
  clock.advance(10_000);
  assert.equal(media.sent.length, 11);
  assert.equal(clock.pendingTimers, 0);
});

test('after a long sleep goes on from now instead of sending the backlog', () => {
  const { clock, media, pacer } = arrange({ frames: 1000 });
  pacer.wake();
  clock.advance(100);
  const before = media.sent.length;
  clock.sleep(5000);
  clock.advance(20);
  assert.ok(media.sent.length - before <= 3, `${media.sent.length - before} frames at once`);
});

test('says when each frame will have been played', () => {
  const { clock, pacer, played } = arrange({ frames: 3 });
  const startMs = clock.nowMs();
  pacer.wake();
  clock.advance(100, 7);
  assert.deepEqual(
    played.map((atMs) => atMs - startMs),
    [20, 40, 60],
  );
});

test('stops with the call', () => {
  const { clock, media, pacer } = arrange({ frames: 100 });
  pacer.wake();
  clock.advance(100);
  const before = media.sent.length;
  media.hangUp();
  clock.advance(1000);
  assert.equal(media.sent.length, before);
  assert.equal(clock.pendingTimers, 0);
});
