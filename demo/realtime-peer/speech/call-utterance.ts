import type { SpokenUtterance, Utterance, UtteranceListener } from '../conversation/ports.js';
import { ClauseSplitter } from './clauses.js';
import { FRAME_MS, FRAME_SAMPLES, type Sound } from './frame-pacer.js';
import { VOICE_RATE_HZ, type Voice } from './voice.js';

export interface CallUtteranceParts {
  readonly utterance: Utterance;
  readonly listener: UtteranceListener;
  readonly voice: Voice;
  /** Sound has been added, or the end is known. */
  readonly onReady: () => void;
  /** It has failed or was stopped: forget it. */
  readonly onLeft: () => void;
  readonly nowMs: () => number;
  readonly decode: (packets: readonly Uint8Array[]) => Int16Array;
}

type Progress = 'waiting' | 'playing' | 'drained' | 'left';

/** One utterance: text in as it is thought, frames of sound out as they are due. */
export class CallUtterance implements SpokenUtterance {
  readonly #parts: CallUtteranceParts;
  readonly #splitter = new ClauseSplitter({ eager: true });
  readonly #abort = new AbortController();
  readonly #pending: Int16Array[] = [];
  /** What was sent, as Opus: a twelfth of the memory that the samples would take. */
  readonly #sent: Uint8Array[] = [];
  #progress: Progress = 'waiting';
  #hasEnded = false;
  #isGenerated = false;
  #generatedSamples = 0;
  #heardMs = 0;
  /** When the last frame sent will have been played. */
  #playedAtMs = 0;
  #work: Promise<void> = Promise.resolve();

  constructor(parts: CallUtteranceParts) {
    this.#parts = parts;
  }

  append(text: string): void {
    if (this.#hasEnded || this.#progress === 'left') return;
    for (const clause of this.#splitter.append(text)) this.#say(clause);
  }

  end(): void {
    if (this.#hasEnded || this.#progress === 'left') return;
    this.#hasEnded = true;
    for (const clause of this.#splitter.end()) this.#say(clause);
    this.#work = this.#work.then(() => {
      if (this.#progress === 'left') return;
      this.#isGenerated = true;
      if (this.#progress === 'playing') this.#tellGenerated();
      this.#parts.onReady();
    });
  }

  stop(): number {
    if (this.#progress !== 'left') {
      this.#heardMs = this.#playedMs();
      this.#progress = 'left';
      // The conversation keeps this object for what was played; the rest needs no memory.
      this.#pending.length = 0;
      this.#abort.abort();
      this.#parts.onLeft();
    }
    return this.#heardMs;
  }

  playedAudio(): Int16Array {
    const playedMs = this.#progress === 'left' ? this.#heardMs : this.#playedMs();
    const pcm = this.#parts.decode(this.#sent);
    return pcm.slice(0, Math.round((playedMs * VOICE_RATE_HZ) / 1000));
  }

  /** The next frame; `waiting` while its sound is being made; `over` after the last has been played. */
  nextSound(): Sound | 'waiting' | 'over' {
    const frame = this.#takeFrame();
    if (frame !== undefined) return { frame, onSent: (...sent) => this.#handleSent(...sent) };
    if (!this.#isGenerated) return 'waiting';
    this.#finish();
    return 'over';
  }

  /** No sound can be made for it. */
  fail(error: unknown): void {
    if (this.#progress === 'left') return;
    this.stop();
    this.#parts.listener.onFailed(error instanceof Error ? error.message : String(error));
  }

  #handleSent(packet: Uint8Array, playedAtMs: number): void {
    this.#sent.push(packet);
    this.#playedAtMs = playedAtMs;
    this.#start();
  }

  #start(): void {
    if (this.#progress !== 'waiting') return;
    this.#progress = 'playing';
    this.#parts.listener.onStarted();
    if (this.#isGenerated) this.#tellGenerated();
  }

  #finish(): void {
    // A text with nothing to say has begun and ended in the same moment.
    this.#start();
    if (this.#progress !== 'playing') return;
    this.#progress = 'drained';
    this.#parts.listener.onDrained();
  }

  #tellGenerated(): void {
    // The listener may have stopped it from inside onStarted.
    if (this.#progress !== 'playing') return;
    this.#parts.listener.onGenerated(Math.round((this.#generatedSamples * 1000) / VOICE_RATE_HZ));
  }

  #playedMs(): number {
    const sentMs = this.#sent.length * FRAME_MS;
    const playedMs = sentMs - Math.max(0, this.#playedAtMs - this.#parts.nowMs());
    // The last frame is filled up with silence, which is no part of the utterance.
    return Math.floor(Math.min(Math.max(0, playedMs), (this.#generatedSamples * 1000) / VOICE_RATE_HZ));
  }

  #takeFrame(): Int16Array | undefined {
    const available = this.#pending.reduce((sum, pcm) => sum + pcm.length, 0);
    if (available === 0 || (available < FRAME_SAMPLES && !this.#isGenerated)) return undefined;
    const frame = new Int16Array(FRAME_SAMPLES);
    for (let filled = 0; filled < FRAME_SAMPLES;) {
      const [pcm] = this.#pending;
      if (pcm === undefined) break;
      const part = pcm.subarray(0, FRAME_SAMPLES - filled);
      frame.set(part, filled);
      filled += part.length;
      if (part.length === pcm.length) this.#pending.shift();
      else this.#pending[0] = pcm.subarray(part.length);
    }
    return frame;
  }

  #say(clause: string): void {
    this.#work = this.#work.then(() => this.#generate(clause)).catch((error: unknown) => this.fail(error));
  }

  async #generate(clause: string): Promise<void> {
    const { utterance, voice, onReady } = this.#parts;
    const manner = { signal: this.#abort.signal, voice: utterance.voice, speed: utterance.speed };
    for await (const pcm of voice.speak(clause, manner)) {
      if (this.#abort.signal.aborted) return;
      this.#pending.push(pcm);
      this.#generatedSamples += pcm.length;
      onReady();
    }
  }
}
