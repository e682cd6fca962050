import type { SpeechOut, SpokenUtterance, Utterance, UtteranceListener } from '../conversation/ports.js';
import { ClauseSplitter } from '../speech/clauses.js';
import { VOICE_RATE_HZ, type Voice } from '../speech/voice.js';

/** A calm speaker, for a voice that makes no sound. */
const MS_PER_CHARACTER = 65;
/** As the real server's deltas: some tenths of a second each. */
const DELTA_SAMPLES = VOICE_RATE_HZ / 5;

type Speak = Voice['speak'];

/**
 * The assistant's voice on a link without a media track: sound goes out as it is made, faster than it is heard.
 * What the listener has heard of it only the client knows, so nothing is ever reported as started.
 */
export function createWebSocketVoice(voice?: Pick<Voice, 'speak'>): SpeechOut {
  const speak: Speak = voice === undefined ? silence : (text, options) => voice.speak(text, options);
  let last: Promise<void> = Promise.resolve();
  return {
    speak: (utterance, listener) => {
      const spoken = new SentUtterance({ utterance, listener, speak, after: last });
      last = spoken.over;
      return spoken;
    },
  };
}

interface SentUtteranceParts {
  readonly utterance: Utterance;
  readonly listener: UtteranceListener;
  readonly speak: Speak;
  /** The utterance before it has been sent. */
  readonly after: Promise<void>;
}

class SentUtterance implements SpokenUtterance {
  /** Resolves once nothing more of it will be sent. */
  readonly over: Promise<void>;
  readonly #parts: SentUtteranceParts;
  readonly #splitter = new ClauseSplitter({ eager: true });
  readonly #abort = new AbortController();
  readonly #sent: Int16Array[] = [];
  #sentSamples = 0;
  #work: Promise<void>;
  #end: () => void = () => undefined;
  #hasEnded = false;

  constructor(parts: SentUtteranceParts) {
    this.#parts = parts;
    this.#work = parts.after;
    this.over = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  append(text: string): void {
    if (this.#hasEnded) return;
    for (const clause of this.#splitter.append(text)) this.#say(clause);
  }

  end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    for (const clause of this.#splitter.end()) this.#say(clause);
    this.#then(() => {
      const { listener } = this.#parts;
      listener.onGenerated(this.#sentMs());
      if (!this.#abort.signal.aborted) listener.onDrained();
      this.#end();
    });
  }

  stop(): number {
    this.#hasEnded = true;
    this.#abort.abort();
    this.#end();
    return this.#sentMs();
  }

  playedAudio(): Int16Array {
    const pcm = new Int16Array(this.#sentSamples);
    let at = 0;
    for (const part of this.#sent) {
      pcm.set(part, at);
      at += part.length;
    }
    return pcm;
  }

  #sentMs(): number {
    return Math.round((this.#sentSamples * 1000) / VOICE_RATE_HZ);
  }

  #say(clause: string): void {
    this.#then(() => this.#send(clause));
  }

  #then(next: () => void | Promise<void>): void {
    this.#work = this.#work
      .then(() => (this.#abort.signal.aborted ? undefined : next()))
      .catch((error: unknown) => {
        if (this.#abort.signal.aborted) return;
        this.stop();
        this.#parts.listener.onFailed(error instanceof Error ? error.message : String(error));
      });
  }

  async #send(clause: string): Promise<void> {
    const { speak, utterance, listener } = this.#parts;
    const { signal } = this.#abort;
    for await (const pcm of speak(clause, { signal, voice: utterance.voice, speed: utterance.speed })) {
      for (let at = 0; at < pcm.length; at += DELTA_SAMPLES) {
        if (signal.aborted) return;
        const part = pcm.slice(at, at + DELTA_SAMPLES);
        this.#sent.push(part);
        this.#sentSamples += part.length;
        listener.onAudio?.(part);
      }
    }
  }
}

/** Takes as long as a voice would; for a peer that has none. */
async function* silence(text: string): AsyncGenerator<Int16Array, void, undefined> {
  yield await Promise.resolve(
    new Int16Array(Math.round((text.length * MS_PER_CHARACTER * VOICE_RATE_HZ) / 1000)),
  );
}
