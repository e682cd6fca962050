import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EARS_RATE_HZ, toFloat, type Sherpa, type SherpaVad } from './sherpa.js';

/** What silero decides about at a time: 32 ms at 16 kHz. */
export const WINDOW_SAMPLES = 512;

/** Says of each window of sound whether somebody is speaking: silero VAD v5. About 0.1 ms a window. */
export class VoiceActivity {
  readonly #vad: SherpaVad;

  /** `threshold` 0–1, as in OpenAI's `server_vad`. */
  constructor(sherpa: Sherpa, threshold: number) {
    const model = join(
      dirname(fileURLToPath(import.meta.resolve('@ricky0123/vad-web'))),
      'silero_vad_v5.onnx',
    );
    const sileroVad = {
      model,
      threshold,
      // How long a pause ends a turn is decided by our own endpointing; the model reports each window.
      minSilenceDuration: 0.032,
      // Two windows: a click of the mouse is no speech.
      minSpeechDuration: 0.064,
      windowSize: WINDOW_SAMPLES,
    };
    this.#vad = new sherpa.Vad({ sileroVad, sampleRate: EARS_RATE_HZ, numThreads: 1 }, BUFFER_SECONDS);
  }

  /** `window` has {@link WINDOW_SAMPLES} samples. */
  isSpeech(window: Int16Array): boolean {
    this.#vad.acceptWaveform(toFloat(window));
    // sherpa-onnx queues each stretch of speech for a reader; here nobody reads.
    while (!this.#vad.isEmpty()) this.#vad.pop();
    return this.#vad.isDetected();
  }

  /** Forgets what came before, as at the beginning of a call. */
  reset(): void {
    this.#vad.reset();
  }
}

/** sherpa-onnx keeps the current stretch of speech and splits it by itself after 20 s; this is enough for it. */
const BUFFER_SECONDS = 30;
