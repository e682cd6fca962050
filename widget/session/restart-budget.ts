/** Two recognisers that abort each other restart for ever; a healthy one ends every few seconds at most. */
const MOST_RESTARTS = 5;
const WITHIN_MS = 10_000;

/** A token bucket: 5 restarts at once, refilled over 10 seconds (reliability matrix S6). */
export class RestartBudget {
  #left = MOST_RESTARTS;
  #countedAtMs: number;

  constructor(nowMs: number) {
    this.#countedAtMs = nowMs;
  }

  /** Whether one more restart is within the budget; if so it is spent. */
  take(nowMs: number): boolean {
    const refilled = ((nowMs - this.#countedAtMs) * MOST_RESTARTS) / WITHIN_MS;
    this.#left = Math.min(MOST_RESTARTS, this.#left + refilled);
    this.#countedAtMs = nowMs;
    if (this.#left < 1) return false;
    this.#left--;
    return true;
  }
}
