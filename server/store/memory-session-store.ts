import type { SessionStore } from '../services/session-store.js';

interface Entry {
  expiresAt: number;
  revoked: boolean;
  calls: readonly string[];
}

/** How many writes pass between two sweeps of what has expired. */
const WRITES_PER_SWEEP = 256;
/**
 * With proxy signalling a session costs nothing before its first call: whoever opens and ends them all day must not fill
 * our memory. Some 60 MB.
 */
const MOST_ENTRIES = 100_000;

/**
 * Sessions in this process's memory. After a restart a deleted session's token is valid again until it expires; so are
 * the oldest of more than can be remembered.
 */
export class MemorySessionStore implements SessionStore {
  readonly #entries = new Map<string, Entry>();
  readonly #now: () => number;
  #writes = 0;

  /** @param now milliseconds since the epoch. */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  async revoke(sessionId: string, expiresAt: number): Promise<void> {
    this.#write(sessionId, expiresAt).revoked = true;
  }

  async isRevoked(sessionId: string): Promise<boolean> {
    return this.#entries.get(sessionId)?.revoked ?? false;
  }

  async addCall(sessionId: string, callId: string, expiresAt: number): Promise<void> {
    const entry = this.#write(sessionId, expiresAt);
    entry.calls = [...entry.calls, callId];
  }

  async takeCalls(sessionId: string): Promise<readonly string[]> {
    const entry = this.#entries.get(sessionId);
    const calls = entry?.calls ?? [];
    if (entry) entry.calls = [];
    return calls;
  }

  /** Sessions remembered now. */
  get size(): number {
    return this.#entries.size;
  }

  #write(sessionId: string, expiresAt: number): Entry {
    this.#writes += 1;
    if (this.#writes % WRITES_PER_SWEEP === 0) this.#sweep();
    const entry = this.#entries.get(sessionId) ?? { expiresAt, revoked: false, calls: [] };
    entry.expiresAt = Math.max(entry.expiresAt, expiresAt);
    this.#entries.set(sessionId, entry);
    return entry;
  }

  #sweep(): void {
    const now = this.#now();
    // A map goes from the oldest entry to the newest.
    for (const [sessionId, entry] of this.#entries) {
      const isTooMuch = this.#entries.size > MOST_ENTRIES && entry.calls.length === 0;
      if (entry.expiresAt <= now || isTooMuch) this.#entries.delete(sessionId);
    }
  }
}
