import { pitchOf } from '../../widget/adapters/pitch.js';
import { RATE_HZ, rmsOf, toSamples } from './flite-speech.js';
import type { Random } from './random.js';

/** How often the widget's microphone reports its loudness. */
export const LEVEL_EVERY_MS = 20;

/** As long a window as the widget looks for a pitch in, at 48 kHz. */
const PITCH_WINDOW_MS = 42.5;

/** The loudness of the report that ends at `atMs`: what `OpenMicrophone.onLevel` gives. */
export function levelAt(samples: Float32Array, atMs: number): number {
  return rmsOf(samples.subarray(toSamples(atMs - LEVEL_EVERY_MS), toSamples(atMs)));
}

/** Its pitch, if there is one. */
export function pitchAt(samples: Float32Array, atMs: number): number | undefined {
  return pitchOf(samples.subarray(toSamples(Math.max(0, atMs - PITCH_WINDOW_MS)), toSamples(atMs)), RATE_HZ);
}

export function joined(pieces: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/**
 * A talker in a room: `samples` by `gainDb`, plus a noise of `noiseDb` of full scale (RMS) that falls with frequency,
 * as fans and traffic do, and swings slowly by about 3 dB.
 */
export function addNoise(
  samples: Float32Array,
  { gainDb, noiseDb, random }: { readonly gainDb: number; readonly noiseDb: number; readonly random: Random },
): Float32Array {
  const gain = decibels(gainDb);
  // One-pole low-pass at about 800 Hz over white noise; the root restores its loudness.
  const pole = 0.73;
  const scale = decibels(noiseDb) * Math.sqrt(1 - pole * pole);
  const phase = random.between(0, 2 * Math.PI);
  let low = 0;
  return samples.map((value, index) => {
    low = pole * low + scale * random.normal();
    return value * gain + low * (1 + 0.3 * Math.sin(phase + index / 9000));
  });
}

/** Adds `from` to `onto` in place, beginning at `atMs`; what does not fit is left out. */
export function mixInto(
  onto: Float32Array,
  from: Float32Array,
  { atMs, gainDb }: { readonly atMs: number; readonly gainDb: number },
): void {
  const gain = decibels(gainDb);
  const offset = toSamples(atMs);
  const count = Math.min(from.length, onto.length - offset);
  for (let index = 0; index < count; index += 1) {
    onto[offset + index] = (onto[offset + index] ?? 0) + gain * (from[index] ?? 0);
  }
}

export function decibels(value: number): number {
  return 10 ** (value / 20);
}
