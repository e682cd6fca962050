import type { RecogniserEvent, SpeechRecogniser } from '../../widget/session/ports.js';
import type { SimulatedTime } from './simulated-time.js';

const STARTS_AFTER_MS = 30;

type ListenOptions = Parameters<SpeechRecogniser['listen']>[0];

/** A recogniser that recognises what the visitor says. */
export class SimulatedEars implements SpeechRecogniser {
  readonly available = true;
  readonly #time: SimulatedTime;
  #report: ((event: RecogniserEvent) => void) | undefined;
  #hears = false;

  constructor(time: SimulatedTime) {
    this.#time = time;
  }

  get isListening(): boolean {
    return this.#hears;
  }

  listen({ onEvent, signal }: ListenOptions): void {
    this.#report = onEvent;
    this.#hears = false;
    const cancel = this.#time.after('page', STARTS_AFTER_MS, () => {
      this.#hears = true;
      onEvent({ type: 'started' });
    });
    signal.addEventListener(
      'abort',
      () => {
        cancel();
        if (this.#report !== onEvent) return;
        this.#report = undefined;
        this.#hears = false;
      },
      { once: true },
    );
  }

  /** @returns whether anybody listened. */
  recognise(text: string, final: boolean): boolean {
    if (!this.#hears) return false;
    this.#report?.({ type: 'result', text, final });
    return true;
  }
}
