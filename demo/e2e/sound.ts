/** Finds known sound in a recording, so that "it was heard" is a measurement. */

export interface Match {
  /** Sample at which the reference begins in the recording. */
  readonly offset: number;
  /** Normalised cross-correlation there: 1 is the same sound, 0 is unrelated. */
  readonly correlation: number;
}

/** Searching every sample of a minute of sound would take minutes, so the first look is at every sixteenth. */
const COARSE = 16;

/**
 * Where `reference` fits best into `recording`, at or after `from`.
 * Both are mono at the same rate; the reference must not be silent.
 */
export function findSound(recording: Float32Array, reference: Float32Array, from = 0): Match {
  const coarse = bestOffset(decimate(recording), decimate(reference), {
    first: Math.floor(from / COARSE),
    last: Math.floor(recording.length / COARSE) - Math.floor(reference.length / COARSE),
  });
  const around = coarse.offset * COARSE;
  return bestOffset(recording, reference, {
    first: Math.max(from, around - COARSE),
    last: Math.min(recording.length - reference.length, around + COARSE),
  });
}

function bestOffset(
  recording: Float32Array,
  reference: Float32Array,
  range: { readonly first: number; readonly last: number },
): Match {
  const referenceEnergy = energy(reference, 0, reference.length);
  let best: Match = { offset: range.first, correlation: -1 };
  let windowEnergy = energy(recording, range.first, reference.length);
  for (let offset = range.first; offset <= range.last; offset += 1) {
    let product = 0;
    for (let i = 0; i < reference.length; i += 1)
      product += (recording[offset + i] ?? 0) * (reference[i] ?? 0);
    const correlation = product / Math.sqrt(referenceEnergy * windowEnergy + 1e-12);
    if (correlation > best.correlation) best = { offset, correlation };
    windowEnergy += square(recording[offset + reference.length]) - square(recording[offset]);
  }
  return best;
}

function energy(samples: Float32Array, from: number, length: number): number {
  let sum = 0;
  for (let i = from; i < from + length; i += 1) sum += square(samples[i]);
  return sum;
}

function square(sample = 0): number {
  return sample * sample;
}

/** Every sixteenth sample after a moving average, which is low-pass enough to find a place with. */
function decimate(samples: Float32Array): Float32Array {
  const result = new Float32Array(Math.floor(samples.length / COARSE));
  for (let i = 0; i < result.length; i += 1) {
    let sum = 0;
    for (let j = 0; j < COARSE; j += 1) sum += samples[i * COARSE + j] ?? 0;
    result[i] = sum / COARSE;
  }
  return result;
}

/** Raw 24 kHz signed 16-bit little-endian mono to samples of −1 to 1. */
export function fromPcm16(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from(
    { length: Math.floor(bytes.byteLength / 2) },
    (_, i) => view.getInt16(i * 2, true) / 32768,
  );
}

/** Without the silence at both ends, which fits anywhere. */
export function trimSilence(samples: Float32Array, threshold = 0.01): Float32Array {
  const first = samples.findIndex((sample) => Math.abs(sample) > threshold);
  const last = samples.findLastIndex((sample) => Math.abs(sample) > threshold);
  return first === -1 ? new Float32Array() : samples.slice(first, last + 1);
}
