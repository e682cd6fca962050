import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resample, Resampler } from './resampler.js';

const PAIRS = [
  [16_000, 24_000],
  [24_000, 16_000],
  [16_000, 48_000],
  [48_000, 16_000],
] as const;

for (const [fromHz, toHz] of PAIRS) {
  for (const toneHz of [200, 1000, 3000, 6000]) {
    test(`keeps a ${toneHz} Hz tone above 60 dB from ${fromHz} to ${toHz} Hz`, () => {
      const result = resample(tone(toneHz, fromHz, fromHz), fromHz, toHz);
      assert.equal(result.length, toHz);
      const edge = Math.round(toHz / 100);
      const inner = [edge, result.length - edge] as const;
      const snr = snrDb(result.slice(...inner), tone(toneHz, toHz, toHz).slice(...inner));
      assert.ok(snr > 60, `${snr.toFixed(1)} dB`);
    });
  }
}

test('removes what the lower rate cannot carry', () => {
  const result = resample(tone(11_000, 24_000, 24_000), 24_000, 16_000).slice(200, -200);
  const peak = result.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  assert.ok(peak < 20, `alias of ${peak} from an amplitude of 16000`);
});

test('gives the same samples however the stream is cut', () => {
  const input = tone(440, 16_000, 5000);
  const whole = resample(input, 16_000, 24_000);
  const resampler = new Resampler(16_000, 24_000);
  const pieces: number[] = [];
  for (const [from, to] of [
    [0, 1],
    [1, 8],
    [8, 8],
    [8, 331],
    [331, 5000],
  ] as const) {
    pieces.push(...resampler.push(input.slice(from, to)));
  }
  pieces.push(...resampler.flush());
  assert.deepEqual(pieces, [...whole]);
});

function tone(toneHz: number, rateHz: number, length: number): Int16Array {
  return Int16Array.from({ length }, (_, n) =>
    Math.round(16_000 * Math.sin((2 * Math.PI * toneHz * n) / rateHz)),
  );
}

function snrDb(actual: Int16Array, expected: Int16Array): number {
  let signal = 0;
  let noise = 0;
  expected.forEach((sample, index) => {
    signal += sample ** 2;
    noise += (sample - (actual[index] ?? 0)) ** 2;
  });
  return 10 * Math.log10(signal / noise);
}
