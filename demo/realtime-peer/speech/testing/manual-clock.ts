import type { Clock } from '../../conversation/ports.js';

interface Timer {
  readonly atMs: number;
  readonly run: () => void;
}

/** Time that passes only when a test says so. */
export class ManualClock implements Clock {
  #nowMs = 5000;
  #timers: Timer[] = [];

  nowMs(): number {
    return this.#nowMs;
  }

  unixSeconds(): number {
    return Math.floor(this.#nowMs / 1000);
  }

  after(delayMs: number, run: () => void): () => void {
    const timer: Timer = { atMs: this.#nowMs + Math.max(0, delayMs), run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  get pendingTimers(): number {
    return this.#timers.length;
  }

  /** Time passes, but nothing runs: the whole process was held up. */
  sleep(ms: number): void {
    this.#nowMs += ms;
  }

  /** Lets time pass; each timer runs at its own moment, plus `lateMs`, as on a busy machine. */
  advance(ms: number, lateMs = 0): void {
    const end = this.#nowMs + ms;
    for (;;) {
      const [next] = this.#timers
        .filter(({ atMs }) => atMs + lateMs <= end)
        .toSorted((a, b) => a.atMs - b.atMs);
      if (next === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#nowMs = Math.max(this.#nowMs, next.atMs + lateMs);
      next.run();
    }
    this.#nowMs = end;
  }
}
