import type { LinkStats } from './ports.js';

export type LinkVerdict = 'good' | 'suspect';

/** Checks without an answer. An idle path has 0 or 1 of them, a dead one 8 after about three seconds (measured in Chromium). */
const UNANSWERED_CHECKS = 8;
/** Samples are half a second apart; a machine that was asleep in between may have lost its network meanwhile. */
const ASLEEP_MS = 3_000;

/**
 * Says of one link whether it still carries anything, seconds before the browser does: `connectionState` takes 5–7 s
 * and a data channel stays `open` for good. Only answers and frames count as life, because what is sent proves nothing.
 *
 * A link that counts nothing (a WebSocket) is never suspected here.
 */
export class LinkWatch {
  #verdict: LinkVerdict = 'good';
  #sampledAtMs: number | undefined;
  /** The counters as they were at the last sign of life. A pair may owe some answers from its beginning. */
  #alive: LinkStats | undefined;

  /** What `PreparedLink.stats()` said at `nowMs`, about every 500 ms. */
  sample(stats: LinkStats | undefined, nowMs: number): LinkVerdict {
    // Firefox may leave the counters out; a path in use without a single check is not counted.
    if (stats === undefined || stats.requestsSent === 0) return this.#verdict;
    const wasAsleep = this.#sampledAtMs !== undefined && nowMs - this.#sampledAtMs > ASLEEP_MS;
    this.#sampledAtMs = nowMs;
    const alive = this.#alive;
    // What came in may be older than the sleep: only the next answer tells.
    if (wasAsleep) this.#verdict = 'suspect';
    else if (alive !== undefined && stats.responsesReceived !== alive.responsesReceived)
      this.#verdict = 'good';
    else if (alive !== undefined && stats.requestsSent >= alive.requestsSent) {
      if (stats.requestsSent - alive.requestsSent >= UNANSWERED_CHECKS) this.#verdict = 'suspect';
      return this.#verdict;
    }
    this.#alive = stats;
    return this.#verdict;
  }

  /** A frame came in: the path carries. */
  frame(): void {
    this.#verdict = 'good';
    this.#alive = undefined;
  }

  /** The network has changed: only the next answer tells. */
  doubt(): void {
    this.#verdict = 'suspect';
    this.#alive = undefined;
  }
}
