import { assert } from '@open-wc/testing';
import { VoiceError } from '../session/errors.js';
import { decodeSpeech } from './speech-decoder.js';

async function spoken(format: 'pcm' | 'opus'): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(`/spoken-sentence.${format}`);
  assert.isTrue(response.ok);
  return new Uint8Array(await response.arrayBuffer());
}

function samplesOf(bytes: Uint8Array<ArrayBuffer>): Int16Array {
  return new Int16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2);
}

/** 1 where two sounds are the same but for their loudness, 0 where they have nothing in common. */
function correlation(one: Int16Array, other: Int16Array): number {
  let [product, ones, others] = [0, 0, 0];
  for (let index = 0; index < one.length; index++) {
    const [a, b] = [one[index] ?? 0, other[index] ?? 0];
    product += a * b;
    ones += a * a;
    others += b * b;
  }
  return product / Math.sqrt(ones * others);
}

/** A tone of 440 Hz at 48 kHz on two channels, a second of it, as a file. */
function stereoTone(): Uint8Array<ArrayBuffer> {
  const frames = 48_000;
  const view = new DataView(new ArrayBuffer(44 + frames * 4));
  const word = (at: number, text: string): void =>
    Array.from(text).forEach((sign, index) => view.setUint8(at + index, sign.charCodeAt(0)));
  word(0, 'RIFF');
  view.setUint32(4, 36 + frames * 4, true);
  word(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 2, true);
  view.setUint32(24, 48_000, true);
  view.setUint32(28, 48_000 * 4, true);
  view.setUint16(32, 4, true);
  view.setUint16(34, 16, true);
  word(36, 'data');
  view.setUint32(40, frames * 4, true);
  for (let frame = 0; frame < frames; frame++) {
    const sample = Math.round(16_000 * Math.sin((2 * Math.PI * 440 * frame) / 48_000));
    view.setInt16(44 + frame * 4, sample, true);
    view.setInt16(46 + frame * 4, sample, true);
  }
  return new Uint8Array(view.buffer);
}

describe('decodeSpeech', () => {
  it('makes of a compressed sentence the samples that the raw one has', async () => {
    const [raw, packed] = await Promise.all([spoken('pcm'), spoken('opus')]);
    assert.isBelow(packed.length, raw.length / 8);
    const half = packed.length >> 1;
    const decoded = await decodeSpeech([packed.slice(0, half), packed.slice(half)]);
    assert.equal(decoded.length, raw.length, 'to the sample');
    assert.isAtLeast(correlation(samplesOf(raw), samplesOf(decoded)), 0.9);
  });

  it('brings any sound to the player’s rate and to one channel', async () => {
    const samples = samplesOf(await decodeSpeech([stereoTone()]));
    assert.equal(samples.length, 24_000);
    const tone = Int16Array.from(
      samples,
      (_, index) => 16_000 * Math.sin((2 * Math.PI * 440 * index) / 24_000),
    );
    assert.isAtLeast(correlation(tone, samples), 0.99);
    assert.closeTo(Math.max(...samples), 16_000, 400);
  });

  it('says speech-failed of what is no sound', async () => {
    const failure = await decodeSpeech([new TextEncoder().encode('<p>Sign in</p>')]).then(
      () => 'nothing',
      (error: unknown) => (error instanceof VoiceError ? error.code : error),
    );
    assert.equal(failure, 'speech-failed');
  });
});
