import type { Log } from './log.js';
import type { RealtimeGateway } from './realtime-gateway.js';
import type { SessionStore } from './session-store.js';
import { UpstreamError } from './upstream-error.js';

export interface CallRegisterOptions {
  readonly gateway: RealtimeGateway;
  readonly store: SessionStore;
  readonly log: Log;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** A provider's bad moment is over by then; what has failed for five minutes is the operator's to look at. */
const AGAIN_AFTER_MS = 30_000;
const TRIES_AGAIN = 10;
/** What is tried until then must not be forgotten before. */
const KEPT_MS = AGAIN_AFTER_MS * (TRIES_AGAIN + 1);

/**
 * The calls that we have relayed and can end. A call outlives whatever opened it (OpenAI Realtime: up to 60
 * minutes), so every one is hung up when its session ends or runs out. After a restart of this process the
 * calls it knew run until the provider ends them.
 */
export class CallRegister {
  readonly #options: CallRegisterOptions;
  readonly #deadlines = new Set<string>();

  constructor(options: CallRegisterOptions) {
    this.#options = options;
  }

  /** @param expiresAt milliseconds since the epoch: when the session runs out. */
  async add(sessionId: string, callId: string, expiresAt: number): Promise<void> {
    await this.#options.store.addCall(sessionId, callId, expiresAt + KEPT_MS);
    if (this.#deadlines.has(sessionId)) return;
    this.#runOutAfter(Math.max(0, expiresAt - this.#options.now()), sessionId);
  }

  /**
   * Ends every call of the session. Rejects with an `UpstreamError`; what could not be ended stays known, and is tried
   * again when the session runs out, also where another such request has ended the rest.
   */
  async hangUpAll(sessionId: string): Promise<void> {
    const { gateway, store, now } = this.#options;
    const calls = await store.takeCalls(sessionId);
    const results = await Promise.allSettled(calls.map((callId) => gateway.hangUp(callId)));
    const left = calls.filter((_callId, index) => results[index]?.status === 'rejected');
    await Promise.all(left.map((callId) => store.addCall(sessionId, callId, now() + KEPT_MS)));
    const failure = results.find((result) => result.status === 'rejected');
    if (failure !== undefined) throw failure.reason;
  }

  #runOutAfter(delayMs: number, sessionId: string, triesLeft?: number): void {
    const timer = setTimeout(() => void this.#runOut(sessionId, triesLeft), delayMs);
    // A waiting hang-up is no reason to keep the process.
    timer.unref();
    this.#deadlines.add(sessionId);
  }

  async #runOut(sessionId: string, triesLeft = TRIES_AGAIN): Promise<void> {
    this.#deadlines.delete(sessionId);
    try {
      await this.hangUpAll(sessionId);
    } catch (error) {
      if (triesLeft > 0) this.#runOutAfter(AGAIN_AFTER_MS, sessionId, triesLeft - 1);
      const upstream = error instanceof UpstreamError ? { upstream: error.reason } : {};
      this.#options.log.error(upstream, 'a call of an expired session could not be ended');
    }
  }
}
