import type { Clock } from './ports.js';
import type { Timer } from './session-effects.js';

/** The timers of one lifetime. */
export class Timers {
  readonly #clock: Clock;
  readonly #fired: (timer: Timer) => void;
  readonly #running = new Map<Timer, AbortController>();

  constructor(clock: Clock, fired: (timer: Timer) => void) {
    this.#clock = clock;
    this.#fired = fired;
  }

  /** Starts a timer; one of the same name is replaced. */
  arm(timer: Timer, afterMs: number): void {
    this.disarm(timer);
    const controller = new AbortController();
    this.#running.set(timer, controller);
    this.#clock.after(
      afterMs,
      () => {
        this.#running.delete(timer);
        this.#fired(timer);
      },
      controller.signal,
    );
  }

  disarm(timer: Timer): void {
    this.#running.get(timer)?.abort();
    this.#running.delete(timer);
  }

  close(): void {
    for (const timer of this.#running.keys()) this.disarm(timer);
  }
}
