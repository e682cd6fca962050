import type { RecogniserEvent, RecogniserFailure, SpeechRecogniser } from '../session/ports.js';

/** A recogniser that recognises what a test says. */
export class ScriptedRecogniser implements SpeechRecogniser {
  available = true;
  /** Whether a run reports by itself that it has started. */
  startsAtOnce = true;
  lang = '';
  /** Whether a run that is to finish ends by itself. */
  finishesAtOnce = true;
  /** Whether the run takes in no more sound. */
  finishing = false;
  #report: ((event: RecogniserEvent) => void) | undefined;

  listen({ lang, onEvent, finish, signal }: Parameters<SpeechRecogniser['listen']>[0]): void {
    if (this.#report) throw new Error('A second run was started before the first had ended.');
    if (signal.aborted) throw new Error('A run was started that is over already.');
    this.lang = lang;
    this.finishing = false;
    finish.addEventListener(
      'abort',
      () => {
        if (this.#report !== onEvent) return;
        this.finishing = true;
        if (this.finishesAtOnce) this.end();
      },
      { once: true, signal },
    );
    this.#report = onEvent;
    signal.addEventListener(
      'abort',
      () => {
        if (this.#report === onEvent) this.#report = undefined;
      },
      { once: true },
    );
    if (this.startsAtOnce) onEvent({ type: 'started' });
  }

  get running(): boolean {
    return this.#report !== undefined;
  }

  started(): void {
    this.#report?.({ type: 'started' });
  }

  interim(text: string): void {
    this.#report?.({ type: 'result', text, final: false });
  }

  final(text: string): void {
    this.#report?.({ type: 'result', text, final: true });
  }

  fail(reason: RecogniserFailure): void {
    this.#report?.({ type: 'failed', reason });
    this.end();
  }

  end(): void {
    const report = this.#report;
    this.#report = undefined;
    report?.({ type: 'ended' });
  }
}
