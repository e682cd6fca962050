import { splitClauses } from './clauses.js';
import { FLITE_VOICES, type FliteRequest, type FliteVoice } from './flite.js';
import { WorkerCalls } from './worker-calls.js';

/** Rate of all sound a {@link Voice} makes; OpenAI's PCM has the same (24 kHz, 16 bit, mono). */
export const VOICE_RATE_HZ = 24_000;

export interface SpeakOptions {
  /** Ends the sound early. Nothing is thrown. */
  readonly signal: AbortSignal;
  /** A flite voice (`slt`, `rms`, `awb`, `kal16`) or any Realtime voice name; `slt` when absent or unknown. */
  readonly voice?: string;
  /** 0.25–4, 1 is normal; held within these limits. */
  readonly speed?: number;
}

/** Text to speech on this machine, without a model to download: flite, in a worker thread. */
export interface Voice {
  /**
   * Speaks `text` clause by clause, one array of 24 kHz mono samples each, as fast as they can be made.
   *
   * @throws (rejects) when the voice cannot be loaded or fails on the text.
   */
  speak(text: string, options: SpeakOptions): AsyncIterable<Int16Array>;
  /** Gets ready to speak: without it the first text takes about a second longer. Never fails. */
  warm(): Promise<void>;
  /** Ends the worker thread; sound under way rejects. Idempotent. */
  close(): Promise<void>;
}

/** Costs nothing until the first text; then about 22 MB of WebAssembly are compiled once. */
export function createVoice(): Promise<Voice> {
  const calls = new WorkerCalls<FliteRequest, Int16Array>(new URL('./voice-worker.ts', import.meta.url));
  return Promise.resolve({
    speak: (text, options) => speak(calls, splitClauses(text), options),
    // A text too short to be heard loads and compiles all that a long one needs.
    warm: () => calls.ask({ text: 'a', voice: 'slt', speed: 1 }).then(nothing, nothing),
    close: () => calls.close(),
  });
}

const nothing = (): void => undefined;

async function* speak(
  calls: WorkerCalls<FliteRequest, Int16Array>,
  clauses: readonly string[],
  { signal, voice = '', speed = 1 }: SpeakOptions,
): AsyncGenerator<Int16Array, void, undefined> {
  const manner = { voice: fliteVoice(voice), speed: Math.min(4, Math.max(0.25, speed)) };
  const ask = (index: number): Promise<Int16Array> | undefined => {
    const text = clauses[index];
    return text === undefined || signal.aborted ? undefined : calls.ask({ ...manner, text });
  };
  // The next clause is made while the last one is used, so that a player never waits between two.
  let coming = ask(0);
  for (let index = 1; coming !== undefined; index += 1) {
    const current: Int16Array = await coming;
    coming = ask(index);
    // Whoever stops listening here never awaits `coming`, and its failure concerns nobody.
    coming?.catch(() => undefined);
    if (signal.aborted) return;
    yield current;
  }
}

/** The Realtime voices that OpenAI describes or plays as male; the others get flite's female voice. */
const MALE_VOICES: readonly string[] = ['ash', 'ballad', 'cedar', 'echo', 'fable', 'onyx', 'verse'];

function fliteVoice(name: string): FliteVoice {
  const own = FLITE_VOICES.find((voice) => voice === name);
  return own ?? (MALE_VOICES.includes(name) ? 'rms' : 'slt');
}
