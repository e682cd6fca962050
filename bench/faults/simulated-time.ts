/** One time for the page, the network and the provider, and everything that is to happen in it, in order. */
import type { Clock as PeerClock } from '../../demo/realtime-peer/conversation/ports.js';

/** Who a thing happens to: a sleeping machine's things wait until it wakes. */
export type Side = 'page' | 'world';

interface Due {
  atMs: number;
  order: number;
  readonly side: Side;
  run: (() => void) | undefined;
}

/** 2026-11-22T12:00:00Z, so that `expires_at` looks like one. */
const WALL_AT_START_MS = 1_795_348_800_000;

export class SimulatedTime {
  nowMs = 0;
  /** What was thrown out of something that happened. */
  readonly thrown: unknown[] = [];
  readonly #heap: Due[] = [];
  #order = 0;
  #wakesAtMs = 0;

  get wallMs(): number {
    return WALL_AT_START_MS + this.nowMs;
  }

  /** The end of the last sleep. */
  get wokeAtMs(): number {
    return Math.min(this.#wakesAtMs, this.nowMs);
  }

  /** Runs `run` once; the returned function cancels. */
  after(side: Side, delayMs: number, run: () => void): () => void {
    const due: Due = { atMs: this.nowMs + Math.max(0, delayMs), order: this.#order++, side, run };
    this.#push(due);
    return () => (due.run = undefined);
  }

  /** The machine sleeps: its clock goes on, nothing of it runs before `untilMs`. */
  sleepUntil(untilMs: number): void {
    this.#wakesAtMs = Math.max(this.#wakesAtMs, untilMs);
  }

  /**
   * Lets time pass until `isOver` says so; asked after everything that happens.
   *
   * @returns false when nothing is left to happen, or the next is later than `untilMs`.
   */
  async run(isOver: () => boolean, untilMs: number): Promise<boolean> {
    await allSettled();
    for (;;) {
      if (isOver()) return true;
      const next = this.#pop();
      if (!next) return false;
      if (next.atMs > untilMs) {
        this.#push(next);
        this.nowMs = untilMs;
        return false;
      }
      if (!next.run) continue;
      if (next.side === 'page' && next.atMs < this.#wakesAtMs) {
        next.atMs = this.#wakesAtMs;
        this.#push(next);
        continue;
      }
      this.nowMs = Math.max(this.nowMs, next.atMs);
      try {
        next.run();
      } catch (error) {
        this.thrown.push(error);
      }
      await allSettled();
    }
  }

  /** As the provider's side sees it. */
  get peerClock(): PeerClock {
    return {
      nowMs: () => this.nowMs,
      unixSeconds: () => Math.floor(this.wallMs / 1_000),
      after: (delayMs, run) => this.after('world', delayMs, run),
    };
  }

  #push(due: Due): void {
    const heap = this.#heap;
    let at = heap.push(due) - 1;
    while (at > 0) {
      const parentAt = (at - 1) >> 1;
      const parent = heap[parentAt];
      if (!parent || !isSooner(due, parent)) break;
      heap[at] = parent;
      at = parentAt;
    }
    heap[at] = due;
  }

  #pop(): Due | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (!last || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      const leftAt = 2 * at + 1;
      const left = heap[leftAt];
      const right = heap[leftAt + 1];
      if (!left) break;
      const isRight = right !== undefined && isSooner(right, left);
      const child = isRight ? right : left;
      if (!isSooner(child, last)) break;
      heap[at] = child;
      at = isRight ? leftAt + 1 : leftAt;
    }
    heap[at] = last;
    return first;
  }
}

function isSooner(one: Due, other: Due): boolean {
  return one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order);
}

/** Every promise that could settle has settled: Node comes back to a check phase only then. */
function allSettled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
