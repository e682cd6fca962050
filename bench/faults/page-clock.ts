import type { Clock } from '../../widget/session/ports.js';
import type { SimulatedTime } from './simulated-time.js';

/** The session's clock; counts its timers, so that one that was left running is seen. */
export class PageClock implements Clock {
  running = 0;
  readonly #time: SimulatedTime;

  constructor(time: SimulatedTime) {
    this.#time = time;
  }

  now(): number {
    return this.#time.nowMs;
  }

  wallMs(): number {
    return this.#time.wallMs;
  }

  after(delayMs: number, callback: () => void, signal: AbortSignal): void {
    if (signal.aborted) return;
    this.running += 1;
    const over = (): void => {
      this.running -= 1;
      cancel();
    };
    // As browsers do: whole milliseconds, and at least one.
    const cancel = this.#time.after('page', Math.max(1, Math.floor(delayMs)), () => {
      this.running -= 1;
      signal.removeEventListener('abort', over);
      callback();
    });
    signal.addEventListener('abort', over, { once: true });
  }
}
