import type { Clock } from '../conversation/ports.js';

interface Timer {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
}

/** Time that moves only when told. Timers due at the same moment run in the order they were set. */
export class ManualClock implements Clock {
  #nowMs = 0;
  #order = 0;
  #timers: Timer[] = [];

  /** How many timers are set: 0 when everything has been released. */
  get pending(): number {
    return this.#timers.length;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  unixSeconds(): number {
    return 1_800_000_000 + Math.floor(this.#nowMs / 1000);
  }

  after(delayMs: number, run: () => void): () => void {
    const timer = { atMs: this.#nowMs + Math.max(0, delayMs), order: this.#order++, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Runs everything that falls due within `ms`, each at its own moment. */
  advance(ms: number): void {
    const untilMs = this.#nowMs + ms;
    for (let next = this.#next(); next !== undefined && next.atMs <= untilMs; next = this.#next()) {
      this.#nowMs = next.atMs;
      const due = next;
      this.#timers = this.#timers.filter((other) => other !== due);
      due.run();
    }
    this.#nowMs = untilMs;
  }

  #next(): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers) {
      const sooner =
        first === undefined ||
        timer.atMs < first.atMs ||
        (timer.atMs === first.atMs && timer.order < first.order);
      if (sooner) first = timer;
    }
    return first;
  }
}
