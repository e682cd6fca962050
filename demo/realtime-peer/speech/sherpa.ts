import { createRequire } from 'node:module';

/** Rate of all sound that goes into a model here, in Hz. */
export const EARS_RATE_HZ = 16_000;

/** The part of sherpa-onnx-node that the ears use. The package has no types of its own. */
export interface Sherpa {
  readonly Vad: new (config: VadConfig, bufferSeconds: number) => SherpaVad;
  readonly OfflineRecognizer: {
    createAsync(config: RecognizerConfig): Promise<SherpaRecognizer>;
  };
}

export interface VadConfig {
  readonly sileroVad: {
    readonly model: string;
    readonly threshold: number;
    /** Seconds. */
    readonly minSilenceDuration: number;
    /** Seconds. */
    readonly minSpeechDuration: number;
    readonly windowSize: number;
  };
  readonly sampleRate: number;
  readonly numThreads: number;
}

export interface SherpaVad {
  acceptWaveform(samples: Float32Array): void;
  isDetected(): boolean;
  isEmpty(): boolean;
  pop(): void;
  reset(): void;
}

export interface RecognizerConfig {
  readonly featConfig: { readonly sampleRate: number; readonly featureDim: number };
  readonly modelConfig: {
    readonly moonshine: { readonly encoder: string; readonly mergedDecoder: string };
    readonly tokens: string;
    readonly numThreads: number;
    readonly provider: 'cpu';
  };
}

export interface SherpaRecognizer {
  createStream(): SherpaStream;
  /** Works on a thread of libuv's pool. */
  decodeAsync(stream: SherpaStream): Promise<{ readonly text: string }>;
}

export interface SherpaStream {
  acceptWaveform(sound: { readonly samples: Float32Array; readonly sampleRate: number }): void;
}

const require = createRequire(import.meta.url);

/**
 * Loads the native part.
 *
 * @throws where no build of it exists for this platform.
 */
export function loadSherpa(): Sherpa {
  const loaded: unknown = require('sherpa-onnx-node');
  if (!isSherpa(loaded)) throw new Error('sherpa-onnx-node has another shape than expected.');
  return loaded;
}

function isSherpa(value: unknown): value is Sherpa {
  return typeof value === 'object' && value !== null && 'Vad' in value && 'OfflineRecognizer' in value;
}

/** 16-bit sound as the models take it, −1 to 1. */
export function toFloat(samples: Int16Array): Float32Array {
  return Float32Array.from(samples, (sample) => sample / 32_768);
}
