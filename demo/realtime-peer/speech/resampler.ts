/** Zero crossings of the sinc on each side: with the Kaiser window below, more than 70 dB of SNR in speech's band. */
const ZERO_CROSSINGS = 24;

/** Kaiser β: about 80 dB down outside the pass band. */
const KAISER_BETA = 8;

/** The pass band's share of the lower Nyquist frequency; the rest is the filter's slope. */
const PASS_BAND = 0.92;

/**
 * Changes the sampling rate of a stream of 16-bit mono sound with a polyphase windowed-sinc filter.
 * Cutting the stream into pieces makes no difference to the result.
 */
export class Resampler {
  readonly #up: number;
  readonly #down: number;
  /** One filter per output phase, newest input sample first. */
  readonly #phases: readonly Float64Array[];
  readonly #tapsPerPhase: number;
  /** The last input samples, kept for the next piece; begins as silence. */
  #history: Float64Array;
  /** Position of the next output sample, in units of input samples × up, counted from `#history`’s end. */
  #next: number;

  /** Rates in Hz; any ratio of whole numbers. */
  constructor(fromHz: number, toHz: number) {
    const divisor = greatestCommonDivisor(fromHz, toHz);
    this.#up = toHz / divisor;
    this.#down = fromHz / divisor;
    this.#phases = designPhases(this.#up, this.#down);
    this.#tapsPerPhase = this.#phases[0]?.length ?? 0;
    this.#history = new Float64Array(this.#tapsPerPhase - 1);
    // The filter delays by half its length: start there, so that sound keeps its place in time.
    this.#next = Math.floor(this.#tapsPerPhase / 2) * this.#up;
  }

  /** Feeds `input`; returns what is complete. The result is the caller's. */
  push(input: Int16Array): Int16Array {
    const taps = this.#tapsPerPhase;
    const line = new Float64Array(taps - 1 + input.length);
    line.set(this.#history);
    line.set(input, taps - 1);
    const end = input.length * this.#up;
    const output = new Int16Array(Math.max(0, Math.ceil((end - this.#next) / this.#down)));
    for (let index = 0; index < output.length; index += 1) {
      output[index] = toInt16(this.#filter(line, this.#next));
      this.#next += this.#down;
    }
    this.#next -= end;
    this.#history = line.slice(line.length - (taps - 1));
    return output;
  }

  /** The last samples, which waited for sound to come. The stream has ended. */
  flush(): Int16Array {
    return this.push(new Int16Array(Math.floor(this.#tapsPerPhase / 2)));
  }

  #filter(line: Float64Array, position: number): number {
    const phase = this.#phases[position % this.#up] ?? new Float64Array(0);
    const newest = Math.floor(position / this.#up) + this.#tapsPerPhase - 1;
    let sum = 0;
    for (let tap = 0; tap < phase.length; tap += 1) sum += (phase[tap] ?? 0) * (line[newest - tap] ?? 0);
    return sum;
  }
}

/** Resamples a whole sound at once. */
export function resample(samples: Int16Array, fromHz: number, toHz: number): Int16Array {
  if (fromHz === toHz) return samples;
  const resampler = new Resampler(fromHz, toHz);
  const head = resampler.push(samples);
  const tail = resampler.flush();
  const joined = new Int16Array(head.length + tail.length);
  joined.set(head);
  joined.set(tail, head.length);
  return joined;
}

function designPhases(up: number, down: number): readonly Float64Array[] {
  // Cut off below the lower of the two Nyquist frequencies, as a share of the input's.
  const cutoff = PASS_BAND * Math.min(1, up / down);
  const taps = 2 * Math.ceil(ZERO_CROSSINGS / cutoff);
  return Array.from({ length: up }, (_, phase) => {
    const filter = Float64Array.from({ length: taps }, (_, tap) => {
      const distance = tap - taps / 2 + phase / up;
      return cutoff * sinc(cutoff * distance) * kaiser(distance / (taps / 2));
    });
    // Each phase passes a constant unchanged; otherwise silence with an offset would hum.
    const gain = filter.reduce((sum, value) => sum + value, 0);
    return filter.map((value) => value / gain);
  });
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

function kaiser(x: number): number {
  return Math.abs(x) > 1 ? 0 : besselI0(KAISER_BETA * Math.sqrt(1 - x * x)) / besselI0(KAISER_BETA);
}

/** Modified Bessel function of the first kind, order 0, by its power series. */
function besselI0(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > 1e-12 * sum; k += 1) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function toInt16(value: number): number {
  return Math.max(-32_768, Math.min(32_767, Math.round(value)));
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
