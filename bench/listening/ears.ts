import { Recogniser } from '../../demo/realtime-peer/speech/recogniser.js';
import { loadSherpa } from '../../demo/realtime-peer/speech/sherpa.js';
import { BenchSkipped } from '../report.js';

/** Speech to text for the listening benchmarks: Moonshine tiny, one window after another, off the event loop. */
export interface Ears {
  /** The text of `samples` (±1, 16 kHz); '' where no words are. */
  recognise(samples: Float32Array): Promise<string>;
  /** How long each call took so far, in milliseconds. */
  readonly durationsMs: readonly number[];
}

/** @throws BenchSkipped where sherpa-onnx has no build for this platform. */
export async function openEars(): Promise<Ears> {
  const recogniser = await Recogniser.load(native());
  const durationsMs: number[] = [];
  return {
    durationsMs,
    async recognise(samples) {
      const startedAt = performance.now();
      const text = await recogniser.recognise(Int16Array.from(samples, toInt16));
      durationsMs.push(performance.now() - startedAt);
      return text;
    },
  };
}

function native(): ReturnType<typeof loadSherpa> {
  try {
    return loadSherpa();
  } catch (error) {
    throw new BenchSkipped(`The ears need sherpa-onnx-node, which does not load here: ${String(error)}`);
  }
}

function toInt16(value: number): number {
  return Math.max(-32_768, Math.min(32_767, Math.round(value * 32_767)));
}
