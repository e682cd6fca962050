/**
 * Named places where the peer can be made to wait until a test lets it go on. A gate is open
 * unless it is held; scripts may also name gates of their own, which start closed.
 */
export class Gates {
  readonly #held = new Set<string>();
  readonly #released = new Set<string>();
  readonly #waiting = new Map<string, Set<() => void>>();
  readonly #arrivals = new Map<string, Set<() => void>>();

  /** From now on whoever comes to `name` waits. */
  hold(name: string): void {
    this.#released.delete(name);
    this.#held.add(name);
  }

  /** Opens `name` for good (until held again) and lets everyone there go on. */
  release(name: string): void {
    this.#held.delete(name);
    this.#released.add(name);
    const waiting = this.#waiting.get(name);
    this.#waiting.delete(name);
    for (const go of waiting ?? []) go();
  }

  releaseAll(): void {
    for (const name of [...this.#held, ...this.#waiting.keys()]) this.release(name);
  }

  /** How many wait at `name` now. */
  waitingAt(name: string): number {
    return this.#waiting.get(name)?.size ?? 0;
  }

  /** Resolves when somebody waits at `name`; at once if somebody does. */
  async arrival(name: string): Promise<void> {
    if (this.waitingAt(name) > 0) return;
    await new Promise<void>((resolve) => {
      const arrivals = this.#arrivals.get(name) ?? new Set();
      this.#arrivals.set(name, arrivals.add(resolve));
    });
  }

  /**
   * Runs `go` now if the gate is open, else on release.
   *
   * @param closedByDefault for a script's own gate: closed until it has been released once.
   * @returns gives up waiting; nothing runs afterwards.
   */
  pass(name: string, go: () => void, closedByDefault = false): () => void {
    const closed = this.#held.has(name) || (closedByDefault && !this.#released.has(name));
    if (!closed) {
      go();
      return () => undefined;
    }
    const waiting = this.#waiting.get(name) ?? new Set();
    this.#waiting.set(name, waiting.add(go));
    const arrivals = this.#arrivals.get(name);
    this.#arrivals.delete(name);
    for (const arrived of arrivals ?? []) arrived();
    return () => {
      waiting.delete(go);
      if (waiting.size === 0) this.#waiting.delete(name);
    };
  }

  /** Promise form of {@link pass}; rejects with the signal's reason when given up. */
  async passed(name: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      function aborted() {
        giveUp();
        reject(signal.reason);
      }
      // Before `pass`, which may let go at once: a listener added after that would stay with the signal,
      // one for each piece of a long answer.
      signal.addEventListener('abort', aborted, { once: true });
      const giveUp = this.pass(name, () => {
        signal.removeEventListener('abort', aborted);
        resolve();
      });
    });
  }
}
