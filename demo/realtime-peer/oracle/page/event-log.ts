/** A wire event and when the page received it (`performance.now()`). */
export interface LoggedEvent {
  readonly type: string;
  readonly atMs: number;
  readonly event: unknown;
}

/** Everything that came over the channel, and waiting for what is to come. Runs in the browser. */
export class EventLog {
  readonly #events: LoggedEvent[] = [];
  readonly #waiting = new Set<() => void>();

  get events(): readonly LoggedEvent[] {
    return this.#events;
  }

  add(event: { readonly type: string }): void {
    this.#events.push({ type: event.type, atMs: performance.now(), event });
    for (const look of this.#waiting) look();
  }

  /** Resolves with the `count`-th event of a type. Never rejects: a test has its own limit. */
  nth(type: string, count: number): Promise<LoggedEvent> {
    return new Promise((resolve) => {
      const look = (): void => {
        const found = this.#events.filter((logged) => logged.type === type)[count - 1];
        if (found === undefined) return;
        this.#waiting.delete(look);
        resolve(found);
      };
      this.#waiting.add(look);
      look();
    });
  }
}
