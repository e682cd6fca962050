/** One direction of a link: reliable and in order, as SCTP and TCP are, whatever happens to the packets. */
import type { Network } from './network.js';
import type { Side, SimulatedTime } from './simulated-time.js';

export interface PipeOptions {
  readonly time: SimulatedTime;
  readonly network: Network;
  /** Who receives. */
  readonly to: Side;
}

interface OnTheWay {
  readonly arrive: () => void;
  atMs: number;
}

export class Pipe {
  readonly #options: PipeOptions;
  readonly #onTheWay: OnTheWay[] = [];
  #lastAtMs = 0;
  #isBlocked = false;
  #isClosed = false;

  constructor(options: PipeOptions) {
    this.#options = options;
  }

  get waiting(): number {
    return this.#onTheWay.length;
  }

  /** `arrive` is called when it has arrived; never, where it is lost. */
  send(arrive: () => void): void {
    if (this.#isClosed) return;
    const { time, network } = this.#options;
    const atMs = Math.max(this.#lastAtMs, time.nowMs + network.delayMs());
    this.#lastAtMs = atMs;
    this.#onTheWay.push({ arrive, atMs });
    this.#wake(atMs);
  }

  /** Nothing passes; what is on its way is kept and tried again. */
  block(): void {
    this.#isBlocked = true;
  }

  /** What was kept comes through after `delayMs`. */
  unblock(delayMs: number): void {
    this.#isBlocked = false;
    const atMs = this.#options.time.nowMs + delayMs;
    for (const one of this.#onTheWay) one.atMs = Math.max(one.atMs, atMs);
    this.#lastAtMs = Math.max(this.#lastAtMs, atMs);
    this.#wake(atMs);
  }

  /** Ends it. Of what is on its way the first `through` frames still arrive, now; the rest never. */
  close(through = 0): void {
    this.#isClosed = true;
    for (const { arrive } of this.#onTheWay.splice(0).slice(0, through)) arrive();
  }

  #wake(atMs: number): void {
    const { time, to } = this.#options;
    time.after(to, atMs - time.nowMs, () => this.#arrive());
  }

  /** One frame, as every message is a task of its own. */
  #arrive(): void {
    const [first] = this.#onTheWay;
    if (this.#isBlocked || !first || first.atMs > this.#options.time.nowMs) return;
    this.#onTheWay.shift();
    first.arrive();
    const [next] = this.#onTheWay;
    if (next && next.atMs <= this.#options.time.nowMs) this.#wake(next.atMs);
  }
}
