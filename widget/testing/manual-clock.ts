import type { Clock } from '../session/ports.js';
import { settled } from './settled.js';

interface PendingTimer {
  readonly dueMs: number;
  readonly callback: () => void;
  readonly signal: AbortSignal;
}

/** A clock that only a test moves. */
export class ManualClock implements Clock {
  #nowMs = 0;
  #timers: PendingTimer[] = [];

  now(): number {
    return this.#nowMs;
  }

  /** As if the test had begun on 2026-01-01. */
  wallMs(): number {
    return Date.UTC(2026, 0, 1) + this.#nowMs;
  }

  after(delayMs: number, callback: () => void, signal: AbortSignal): void {
    if (signal.aborted) return;
    this.#timers.push({ dueMs: this.#nowMs + delayMs, callback, signal });
  }

  /** Lets `durationMs` pass: due timers run in order, and whatever they start settles before the next. */
  async advance(durationMs: number): Promise<void> {
    const untilMs = this.#nowMs + durationMs;
    for (;;) {
      await settled();
      const next = this.#pending().toSorted((a, b) => a.dueMs - b.dueMs)[0];
      if (!next || next.dueMs > untilMs) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#nowMs = Math.max(this.#nowMs, next.dueMs);
      next.callback();
    }
    this.#nowMs = untilMs;
  }

  /** The machine sleeps: time passes, and what fell due meanwhile runs at the end of it. */
  async sleep(durationMs: number): Promise<void> {
    this.#nowMs += durationMs;
    await this.advance(0);
  }

  /** How many timers would still fire. */
  get running(): number {
    return this.#pending().length;
  }

  /** How long each of them would still run, the next one first. */
  pending(): readonly number[] {
    return this.#pending()
      .map(({ dueMs }) => dueMs - this.#nowMs)
      .toSorted((a, b) => a - b);
  }

  #pending(): PendingTimer[] {
    this.#timers = this.#timers.filter((timer) => !timer.signal.aborted);
    return this.#timers;
  }
}
