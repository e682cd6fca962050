import type { Clock, SpeechOut, SpokenUtterance, Utterance, UtteranceListener } from './ports.js';

/** A calm speaker: about 150 words a minute. */
const MS_PER_CHARACTER = 65;
/** Real generation is several times faster than speech. */
const GENERATION_SPEEDUP = 4;

/**
 * A voice without sound that takes as long as a real one: for calls without an audio section and
 * for simulated time. Its reports obey the port's order exactly.
 */
export function createTimedSpeech(clock: Clock): SpeechOut {
  const queue: TimedUtterance[] = [];
  const next = () => {
    queue.shift();
    queue[0]?.play();
  };
  return {
    speak: (utterance, listener) => {
      const spoken = new TimedUtterance(utterance, listener, { clock, over: next });
      spoken.onRemoved = () => {
        const at = queue.indexOf(spoken);
        if (at === 0) next();
        else if (at > 0) queue.splice(at, 1);
      };
      queue.push(spoken);
      if (queue.length === 1) spoken.play();
      return spoken;
    },
  };
}

class TimedUtterance implements SpokenUtterance {
  readonly #listener: UtteranceListener;
  readonly #clock: Clock;
  readonly #over: () => void;
  readonly #msPerCharacter: number;
  onRemoved: () => void = () => undefined;
  #lengthMs = 0;
  #ended = false;
  #generated = false;
  #playing = false;
  #startedAt: number | undefined;
  #finished = false;
  #heardMs = 0;
  #cancelTimer: (() => void) | undefined;

  constructor(
    utterance: Utterance,
    listener: UtteranceListener,
    { clock, over }: { clock: Clock; over: () => void },
  ) {
    this.#listener = listener;
    this.#clock = clock;
    this.#over = over;
    this.#msPerCharacter = MS_PER_CHARACTER / utterance.speed;
  }

  append(text: string): void {
    if (this.#finished || this.#ended) return;
    this.#lengthMs += text.length * this.#msPerCharacter;
    this.#schedule();
  }

  end(): void {
    this.#ended = true;
    this.#schedule();
  }

  /** It is this utterance's turn to be heard. */
  play(): void {
    this.#playing = true;
    this.#schedule();
  }

  stop(): number {
    if (this.#finished) return this.#heardMs;
    this.#heardMs = this.#playedMs();
    this.#finished = true;
    this.#cancelTimer?.();
    this.onRemoved();
    return this.#heardMs;
  }

  playedAudio(): Int16Array {
    return new Int16Array(Math.round((this.#playedMs() / 1000) * 24000));
  }

  #playedMs(): number {
    if (this.#finished) return this.#heardMs;
    if (this.#startedAt === undefined) return 0;
    return Math.min(this.#lengthMs, this.#clock.nowMs() - this.#startedAt);
  }

  #schedule(): void {
    if (this.#finished || this.#cancelTimer !== undefined) return;
    const delayMs = this.#nextStepInMs();
    if (delayMs === undefined) return;
    this.#cancelTimer = this.#clock.after(delayMs, () => {
      this.#cancelTimer = undefined;
      this.#step();
      this.#schedule();
    });
  }

  /** How long until something is due; `undefined` when only more text can bring something. */
  #nextStepInMs(): number | undefined {
    if (this.#startedAt === undefined && this.#playing && (this.#lengthMs > 0 || this.#ended)) {
      return 0;
    }
    if (this.#ended && !this.#generated) return this.#lengthMs / GENERATION_SPEEDUP;
    if (this.#ended && this.#startedAt !== undefined) return this.#lengthMs - this.#playedMs();
    return undefined;
  }

  #step(): void {
    if (this.#startedAt === undefined && this.#playing) {
      this.#startedAt = this.#clock.nowMs();
      if (this.#lengthMs > 0) this.#listener.onStarted();
      return;
    }
    if (this.#ended && !this.#generated) {
      this.#generated = true;
      this.#listener.onGenerated(this.#lengthMs);
      return;
    }
    if (this.#playedMs() < this.#lengthMs) return;
    this.#heardMs = this.#lengthMs;
    this.#finished = true;
    this.#over();
    this.#listener.onDrained();
  }
}
