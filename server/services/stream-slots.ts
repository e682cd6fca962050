import { HttpError } from './http-error.js';

/** A visitor's next sentence is usually free to start within this time, in milliseconds. */
const RETRY_AFTER_MS = 1000;

/** How many streams run at once, per session and in this process. */
export class StreamSlots {
  readonly #perSession: number;
  readonly #inTotal: number;
  readonly #running = new Map<string, number>();
  #total = 0;

  constructor(limits: { readonly perSession: number; readonly inTotal: number }) {
    this.#perSession = limits.perSession;
    this.#inTotal = limits.inTotal;
  }

  /** Streams running now. */
  get total(): number {
    return this.#total;
  }

  /**
   * @returns a function that frees the slot; calling it twice frees it once.
   * @throws `rate-limited` when the session has too many, `overloaded` when the process has.
   */
  acquire(sessionId: string): () => void {
    const running = this.#running.get(sessionId) ?? 0;
    if (running >= this.#perSession) throw HttpError.rateLimited(RETRY_AFTER_MS);
    if (this.#total >= this.#inTotal) throw HttpError.overloaded(RETRY_AFTER_MS);
    this.#running.set(sessionId, running + 1);
    this.#total += 1;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#release(sessionId);
    };
  }

  #release(sessionId: string): void {
    this.#total -= 1;
    const left = (this.#running.get(sessionId) ?? 1) - 1;
    if (left === 0) this.#running.delete(sessionId);
    else this.#running.set(sessionId, left);
  }
}
