/** The visitor's network: how long things take on it, and when nothing passes. */
import { VoiceError } from '../../widget/session/errors.js';
import type { Random } from '../listening/random.js';
import type { SimulatedTime } from './simulated-time.js';

/** TCP and SCTP try again by themselves; their next attempt comes late after a long silence (RFC 6298, RFC 9260). */
const LONGEST_RETRANSMISSION_MS = 3_000;
const SERVER_WORKS_MS = 60;

export interface Outage {
  readonly beganAtMs: number;
}

export class Network {
  readonly #time: SimulatedTime;
  readonly #random: Random;
  readonly #oneWayMs: number;
  readonly #listeners = new Set<() => void>();
  /** Addresses change with networks; a path belongs to the address it was found on. */
  address = 1;
  /** Whether the browser knows that there is none. */
  isOffline = false;
  #outage: Outage | undefined;
  #darkenings = 0;

  constructor(time: SimulatedTime, random: Random) {
    this.#time = time;
    this.#random = random;
    this.#oneWayMs = random.pick([2, 15, 40, 150]) * random.between(0.8, 1.2);
  }

  get outage(): Outage | undefined {
    return this.#outage;
  }

  /** What one packet takes now. */
  delayMs(): number {
    return this.#oneWayMs * (1 + this.#random.next() ** 4);
  }

  /** When what was lost meanwhile comes through, after the end of an outage. */
  retransmissionMs(outage: Outage): number {
    const lastedMs = this.#time.nowMs - outage.beganAtMs;
    return this.delayMs() + this.#random.next() * Math.min(LONGEST_RETRANSMISSION_MS, lastedMs);
  }

  /** Nothing passes, in either direction, and nobody is told, until what is returned is called; by all who darken. */
  darken(): () => void {
    this.#darkenings += 1;
    if (!this.#outage) {
      this.#outage = { beganAtMs: this.#time.nowMs };
      this.#tell();
    }
    return () => {
      this.#darkenings -= 1;
      if (this.#darkenings > 0) return;
      this.#outage = undefined;
      this.#tell();
    };
  }

  /** The paths of before lead nowhere any more. */
  changeAddress(): void {
    this.address += 1;
    this.#tell();
  }

  /** Called at every change, until `signal` aborts. */
  onChange(listener: () => void, signal: AbortSignal): void {
    this.#listeners.add(listener);
    signal.addEventListener('abort', () => this.#listeners.delete(listener), { once: true });
  }

  /** A request and its answer, as `fetch`: waits in an outage, fails at once where there is no network any more. */
  async request<T>(answer: () => T, options: RequestOptions): Promise<T> {
    const { signal, unreachable } = options;
    if (signal.aborted) throw VoiceError.aborted();
    if (this.isOffline) throw unreachable();
    const broken = new AbortController();
    const { address } = this;
    this.onChange(
      () => {
        if (this.isOffline || this.address !== address) broken.abort();
      },
      AbortSignal.any([signal, broken.signal]),
    );
    try {
      await this.#pass(0, AbortSignal.any([signal, broken.signal]));
      const reply = answer();
      await this.#pass(SERVER_WORKS_MS, AbortSignal.any([signal, broken.signal]));
      return reply;
    } catch (error) {
      if (broken.signal.aborted && !signal.aborted) throw unreachable();
      throw error;
    } finally {
      broken.abort();
    }
  }

  /** One way, once there is one. Rejects as aborted. */
  async pass(signal: AbortSignal): Promise<void> {
    await this.#pass(0, signal);
  }

  async #pass(moreMs: number, signal: AbortSignal): Promise<void> {
    for (let isFirst = true; isFirst || this.#outage; isFirst = false) {
      await this.#wait((done, over) => this.#whenLight(done, over), signal);
      await this.#wait((done, over) => {
        const cancel = this.#time.after('page', this.delayMs() + moreMs, done);
        over.addEventListener('abort', cancel, { once: true });
      }, signal);
    }
  }

  #whenLight(done: () => void, over: AbortSignal): void {
    const outage = this.#outage;
    if (!outage) {
      done();
      return;
    }
    this.onChange(() => {
      if (!this.#outage) this.#time.after('page', this.retransmissionMs(outage), done);
    }, over);
  }

  #wait(begin: (done: () => void, over: AbortSignal) => void, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(VoiceError.aborted());
        return;
      }
      const over = new AbortController();
      const aborted = (): void => {
        over.abort();
        reject(VoiceError.aborted());
      };
      signal.addEventListener('abort', aborted, { once: true });
      begin(() => {
        over.abort();
        signal.removeEventListener('abort', aborted);
        resolve();
      }, over.signal);
    });
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

export interface RequestOptions {
  readonly signal: AbortSignal;
  /** What the caller's port says of a network error. */
  readonly unreachable: () => VoiceError;
}
