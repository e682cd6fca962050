import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createDecoder, createEncoder } from 'libopus-wasm';
import type { RtpPacket } from '../link/media.js';
import { OpusReceiver } from './opus-receiver.js';
import { EARS_RATE_HZ } from './sherpa.js';

const FRAME = EARS_RATE_HZ / 50;
const FRAMES = 50;

const encoder = await createEncoder({ sampleRate: 16_000, channels: 1, fec: true, packetLossPercent: 20 });
/** One second of a tone that rises from 300 to 900 Hz: every moment of it is unlike the others. */
const sweep = Int16Array.from({ length: FRAMES * FRAME }, (_, n) =>
  Math.round(10_000 * Math.sin(2 * Math.PI * (300 * (n / EARS_RATE_HZ) + 300 * (n / EARS_RATE_HZ) ** 2))),
);
const packets = Array.from({ length: FRAMES }, (_, index) =>
  rtp(index, encoder.encode(sweep.slice(index * FRAME, (index + 1) * FRAME))),
);
after(() => encoder.free());

test('gives back what was encoded', async () => {
  const heard = await receive(packets);
  assert.equal(heard.length, sweep.length);
  assert.ok(similarity(heard) > 0.98, `${similarity(heard)}`);
});

test('puts packets back in order', async () => {
  const shuffled = [...packets];
  for (const [a, b] of [
    [3, 4],
    [10, 12],
    [30, 31],
  ] as const) {
    [shuffled[a], shuffled[b]] = [shuffled[b]!, shuffled[a]!];
  }
  assert.deepEqual(await receive(shuffled), await receive(packets));
});

test('ignores repeated packets', async () => {
  assert.deepEqual(await receive(packets.flatMap((packet) => [packet, packet])), await receive(packets));
});

test('keeps the place of everything after lost packets', async () => {
  const heard = await receive(packets.filter((_, index) => ![7, 20, 21].includes(index)));
  assert.equal(heard.length, sweep.length);
  assert.ok(similarity(heard) > 0.9, `${similarity(heard)}`);
});

test('restores a single lost packet from the next one', async () => {
  const heard = await receive(packets.filter((_, index) => index !== 20));
  const [from, to] = [20 * FRAME, 21 * FRAME];
  assert.ok(similarity(heard, from, to) > 0.8, `${similarity(heard, from, to)}`);
});

test('fills a long gap with silence of the same length', async () => {
  const heard = await receive(packets.filter((_, index) => index < 10 || index >= 30));
  assert.equal(heard.length, sweep.length);
  assert.ok(heard.slice(11 * FRAME, 29 * FRAME).every((sample) => sample === 0));
});

test('goes on across the wrap of sequence numbers and timestamps', async () => {
  const wrapped = packets.map((packet) => ({
    ...packet,
    sequenceNumber: (packet.sequenceNumber + 65_520) & 0xffff,
    timestamp: (packet.timestamp + 0xffff_f000) >>> 0,
  }));
  // Two change places right at the wrap of the numbers, one is missing at that of the timestamps.
  const disturb = (all: readonly RtpPacket[]) => [
    ...all.slice(0, 4),
    ...all.slice(5, 15),
    all[16]!,
    all[15]!,
    ...all.slice(17),
  ];
  assert.deepEqual(await receive(disturb(wrapped)), await receive(disturb(packets)));
  assert.equal((await receive(disturb(wrapped))).length, sweep.length);
});

test('takes another sender as a new beginning, not as a gap', async () => {
  const other = packets.map((packet) => ({ ...packet, ssrc: 99 }));
  assert.equal((await receive([...packets, ...other])).length, 2 * sweep.length);
});

test('survives packets that are not Opus', async () => {
  const garbled = packets.map((packet, index) =>
    index === 20 ? { ...packet, payload: Uint8Array.of(255, 255, 1, 2, 3) } : packet,
  );
  assert.equal((await receive(garbled)).length, sweep.length);
});

function rtp(index: number, payload: Uint8Array): RtpPacket {
  return {
    payloadType: 111,
    sequenceNumber: index,
    timestamp: index * 960,
    ssrc: 1,
    marker: index === 0,
    payload,
  };
}

async function receive(arriving: readonly RtpPacket[]): Promise<Int16Array> {
  const decoder = await createDecoder({ sampleRate: EARS_RATE_HZ, channels: 1 });
  const heard: number[] = [];
  const receiver = new OpusReceiver(decoder, (samples) => heard.push(...samples));
  for (const packet of arriving) receiver.push(packet);
  receiver.restart();
  decoder.free();
  return Int16Array.from(heard);
}

/** Greatest correlation with the original over the delays a codec may have (up to 12 ms); 1 is identical. */
function similarity(heard: Int16Array, from = 2 * FRAME, to = heard.length - FRAME): number {
  let best = 0;
  for (let delay = 0; delay < (12 * EARS_RATE_HZ) / 1000; delay += 1) {
    let [product, energy, original] = [0, 0, 0];
    for (let n = from; n < to; n += 1) {
      const a = heard[n] ?? 0;
      const b = sweep[n - delay] ?? 0;
      product += a * b;
      energy += a * a;
      original += b * b;
    }
    best = Math.max(best, product / Math.sqrt(energy * original));
  }
  return best;
}
