/**
 * One thing the peer received, sent or saw. Keys and other headers are never in it. `received` is
 * what reached the conversation and `sent` what left by the link, faults having had their way; a
 * frame that is no JSON object is kept as `{text}`.
 */
export type JournalEntry = { readonly atMs: number; readonly callId?: string } & (
  | { readonly kind: 'received' | 'sent'; readonly event: Readonly<Record<string, unknown>> }
  | {
      readonly kind: 'http';
      readonly method: string;
      readonly path: string;
      readonly status: number;
      readonly requestBytes: number;
      readonly responseBytes: number;
      /** The client went away before the answer was complete. */
      readonly aborted: boolean;
      /** What `/v1/audio/speech` was asked to say. */
      readonly input?: string;
    }
  | {
      readonly kind: 'call';
      readonly state: 'created' | 'open' | 'channel-closed' | 'closed';
      readonly why?: string;
    }
  | { readonly kind: 'fault'; readonly fault: string; readonly on: string }
);

type Unstamped = JournalEntry extends infer E ? (E extends unknown ? Omit<E, 'atMs'> : never) : never;

interface Waiter {
  readonly predicate: (entry: JournalEntry) => boolean;
  readonly found: (entry: JournalEntry) => void;
}

const DEFAULT_LIMIT = 50_000;

/** Everything that happened, so that "lost" and "duplicated" are facts. Oldest entries go first. */
export class Journal {
  readonly #nowMs: () => number;
  readonly #limit: number;
  #entries: JournalEntry[] = [];
  readonly #waiters = new Set<Waiter>();

  constructor(nowMs: () => number, limit = DEFAULT_LIMIT) {
    this.#nowMs = nowMs;
    this.#limit = limit;
  }

  add(entry: Unstamped): void {
    const stamped: JournalEntry = { ...entry, atMs: this.#nowMs() };
    this.#entries.push(stamped);
    // Cut in bulk: removing the first of 50,000 for each new entry would be felt.
    if (this.#entries.length > this.#limit * 1.25) {
      this.#entries = this.#entries.slice(-this.#limit);
    }
    for (const waiter of this.#waiters) if (waiter.predicate(stamped)) waiter.found(stamped);
  }

  /** In order; only one call's when `callId` is given. */
  entries(callId?: string): readonly JournalEntry[] {
    if (callId === undefined) return [...this.#entries];
    return this.#entries.filter((entry) => entry.callId === callId);
  }

  /** The wire events of one direction, in order. */
  events(kind: 'received' | 'sent', callId?: string): readonly Readonly<Record<string, unknown>>[] {
    return this.entries(callId).flatMap((entry) => (entry.kind === kind ? [entry.event] : []));
  }

  /** Resolves with the first entry, past or future, that fits; rejects after `timeoutMs`. */
  async waitFor(
    predicate: (entry: JournalEntry) => boolean,
    { timeoutMs = 30_000 }: { readonly timeoutMs?: number } = {},
  ): Promise<JournalEntry> {
    const past = this.#entries.find(predicate);
    if (past !== undefined) return past;
    return await new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiters.delete(waiter);
        reject(new Error(`The journal saw nothing that fits within ${timeoutMs} ms.`));
      }, timeoutMs);
      const waiter: Waiter = {
        predicate,
        found: (entry) => {
          clearTimeout(timer);
          this.#waiters.delete(waiter);
          resolve(entry);
        },
      };
      this.#waiters.add(waiter);
    });
  }

  clear(): void {
    this.#entries = [];
  }
}
