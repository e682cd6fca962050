/** Where voices lie: below a deep man's last word, above a woman's and most children's. */
const LOWEST_HZ = 65;
const HIGHEST_HZ = 350;

/** Enough for the highest pitch to a quarter of a semitone once refined, and six times less to add up than 48 kHz. */
const WORKING_RATE_HZ = 8000;

/** How alike two neighbouring periods of a voice are at least: 1 is a pure tone, room noise stays below this. */
const LEAST_LIKENESS = 0.55;

/** Two periods are as alike as one: the shortest of about equally good lags is the period. */
const NEARLY_BEST = 0.88;

/**
 * The pitch of the voice in `samples`, by normalised autocorrelation; `undefined` where there is none, as in
 * whispers, hisses and noise. Takes in at least two periods of the lowest voice: 31 ms.
 *
 * @returns hertz, between 65 and 350.
 */
export function pitchOf(samples: Float32Array, rateHz: number): number | undefined {
  const step = Math.max(1, Math.round(rateHz / WORKING_RATE_HZ));
  const wave = thinned(samples, step);
  const workingHz = rateHz / step;
  const shortest = Math.floor(workingHz / HIGHEST_HZ);
  const longest = Math.min(wave.length >> 1, Math.ceil(workingHz / LOWEST_HZ));
  // With a neighbour on either side, so that each can be seen to be a peak.
  const all = likenesses(wave, shortest - 1, longest + 1);
  const best = Math.max(...all.slice(1, -1));
  if (!(best >= LEAST_LIKENESS)) return undefined;
  for (let nth = 1; nth < all.length - 1; nth++) {
    const [before, top, after] = [all[nth - 1] ?? 0, all[nth] ?? 0, all[nth + 1] ?? 0];
    if (top < NEARLY_BEST * best || top < before || top < after) continue;
    return workingHz / (shortest - 1 + nth + vertex(before, top, after));
  }
  return undefined;
}

/** Sums of `step` samples each, which takes out most of what is too high for a pitch; without a constant part. */
function thinned(samples: Float32Array, step: number): Float32Array {
  const wave = new Float32Array(Math.floor(samples.length / step));
  for (let at = 0; at < wave.length * step; at++) {
    const index = Math.floor(at / step);
    wave[index] = (wave[index] ?? 0) + (samples[at] ?? 0);
  }
  const mean = wave.reduce((sum, value) => sum + value, 0) / wave.length;
  return wave.map((value) => value - mean);
}

/** How alike `wave` is to itself a lag later, −1 to 1, for each lag from `first` to `last` samples. */
function likenesses(wave: Float32Array, first: number, last: number): readonly number[] {
  // Of the first so many samples.
  const energy = [0];
  for (const value of wave) energy.push((energy.at(-1) ?? 0) + value * value);
  const whole = energy.at(-1) ?? 0;
  return Array.from({ length: last - first + 1 }, (_, nth) => {
    const lag = first + nth;
    let both = 0;
    for (let at = lag; at < wave.length; at++) both += (wave[at - lag] ?? 0) * (wave[at] ?? 0);
    // Never below 0, where rounding would make it so.
    const later = Math.max(0, whole - (energy[lag] ?? 0));
    return both / (Math.sqrt((energy[wave.length - lag] ?? 0) * later) || 1);
  });
}

/** Where the parabola through three neighbours has its top, from the one in the middle: −0.5 to 0.5. */
function vertex(before: number, top: number, after: number): number {
  return (before - after) / (2 * (before - 2 * top + after) || 1);
}
