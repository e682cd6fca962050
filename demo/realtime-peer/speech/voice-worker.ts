import { parentPort } from 'node:worker_threads';
import { Flite, FLITE_RATE_HZ, type FliteRequest } from './flite.js';
import { resample } from './resampler.js';
import { VOICE_RATE_HZ } from './voice.js';
import type { WorkerAnswer, WorkerQuestion } from './worker-calls.js';

/** flite begins each text with 210–290 ms of silence, which a visitor would take for a slow answer. */
const LEADING_SILENCE_MS = 20;

/** It ends each with as much, which is a pause only where the text has one. */
const TRAILING_SILENCE_MS = 20;
const ENDS_WITH_PAUSE = /[.!?,;:]["')\]]*$/;

/**
 * Below this (−50 dB of full scale) flite is silent. It begins with a click of some 60, 200 ms before any word;
 * the puff of air before a p or b is louder than that.
 */
const SILENT_BELOW = 100;

const port = parentPort;
if (port === null) throw new Error('voice-worker.ts runs as a worker thread.');

const loading = Flite.load();
let prepared: ReturnType<Flite['prepare']> | undefined;

port.on('message', ({ id, request }: WorkerQuestion<FliteRequest>) => {
  void speak(request).then(
    (pcm) => {
      const answer: WorkerAnswer<Int16Array> = { id, reply: pcm };
      port.postMessage(answer, [pcm.buffer]);
      // With the sound on its way there is time to get ready for the next text.
      setImmediate(() => void prepareNext());
    },
    (error: unknown) => {
      const answer: WorkerAnswer<Int16Array> = { id, error: String(error) };
      port.postMessage(answer);
    },
  );
});

async function prepareNext(): Promise<void> {
  prepared ??= (await loading).prepare();
}

async function speak(request: FliteRequest): Promise<Int16Array<ArrayBuffer>> {
  const flite = await loading;
  const run = prepared ?? flite.prepare();
  prepared = undefined;
  return Int16Array.from(resample(trim(run(request), request.text), FLITE_RATE_HZ, VOICE_RATE_HZ));
}

function trim(samples: Int16Array, text: string): Int16Array {
  const isSpeech = (sample: number): boolean => Math.abs(sample) >= SILENT_BELOW;
  const first = samples.findIndex(isSpeech);
  if (first < 0) return samples;
  const start = Math.max(0, first - (LEADING_SILENCE_MS * FLITE_RATE_HZ) / 1000);
  if (ENDS_WITH_PAUSE.test(text)) return samples.subarray(start);
  return samples.subarray(
    start,
    samples.findLastIndex(isSpeech) + (TRAILING_SILENCE_MS * FLITE_RATE_HZ) / 1000,
  );
}
