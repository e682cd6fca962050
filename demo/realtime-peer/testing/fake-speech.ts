import type {
  CommitResult,
  SpeechIn,
  SpeechInEvent,
  SpeechInSettings,
  SpeechOut,
  SpokenUtterance,
  Utterance,
  UtteranceListener,
} from '../conversation/ports.js';

/** One utterance under a test's control. */
export class FakeUtterance implements SpokenUtterance {
  readonly utterance: Utterance;
  readonly listener: UtteranceListener;
  text = '';
  ended = false;
  stopped = false;
  /** What `stop` will say was heard. */
  heardMs = 0;

  constructor(utterance: Utterance, listener: UtteranceListener) {
    this.utterance = utterance;
    this.listener = listener;
  }

  append(text: string): void {
    if (this.ended) throw new Error('Text came after the end.');
    this.text += text;
  }

  end(): void {
    this.ended = true;
  }

  stop(): number {
    this.stopped = true;
    return this.heardMs;
  }

  playedAudio(): Int16Array {
    return new Int16Array(Math.round(this.heardMs * 24)).fill(7);
  }
}

/** A voice that makes no sound by itself: a test says when it starts, is ready and ends. */
export class FakeVoice implements SpeechOut {
  readonly utterances: FakeUtterance[] = [];

  get last(): FakeUtterance {
    const last = this.utterances.at(-1);
    if (last === undefined) throw new Error('Nothing has been spoken.');
    return last;
  }

  speak(utterance: Utterance, listener: UtteranceListener): SpokenUtterance {
    const spoken = new FakeUtterance(utterance, listener);
    this.utterances.push(spoken);
    return spoken;
  }
}

/** Ears that hear what a test says. */
export class FakeEars implements SpeechIn {
  readonly settings: SpeechInSettings[] = [];
  bufferedMs = 0;
  cleared = 0;
  appended = 0;
  nowMs = 0;
  #commits = 0;
  #receive: ((event: SpeechInEvent) => void) | undefined;

  hear(event: SpeechInEvent): void {
    if (this.#receive === undefined) throw new Error('Nobody listens to the ears.');
    this.#receive(event);
  }

  configure(settings: SpeechInSettings): void {
    this.settings.push(settings);
  }

  listen(receive: (event: SpeechInEvent) => void): void {
    this.#receive = receive;
  }

  commit(): CommitResult {
    if (this.bufferedMs < 100) return { committed: false, bufferedMs: this.bufferedMs };
    const durationMs = this.bufferedMs;
    this.bufferedMs = 0;
    this.#commits += 1;
    return { committed: true, segmentId: `commit-${this.#commits}`, durationMs };
  }

  clear(): void {
    this.bufferedMs = 0;
    this.cleared += 1;
  }

  append(pcm: Int16Array): void {
    this.appended += pcm.length;
    this.bufferedMs += pcm.length / 24;
  }

  positionMs(): number {
    return this.nowMs;
  }

  segmentAudio(): Int16Array {
    return new Int16Array(240).fill(3);
  }
}
