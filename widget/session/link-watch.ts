import type { LinkStats } from './ports.js';

export type LinkVerdict = 'good' | 'suspect';

/** Checks without an answer. An idle path has 0 or 1 of them, a dead one 8 after about three seconds (measured in Chromium). */
const UNANSWERED_CHECKS = 8;
/** Samples are half a second apart; a machine that was asleep in between may have lost its network meanwhile. */
const ASLEEP_MS = 3_000;

/**
 * Says of one link whether it still carries anything, seconds before the browser does: `connectionState` takes 5–7 s
 * and a data channel stays `open` for good. Only answers and frames count as life, because what is sent proves nothing.
 * Every method returns the verdict where it is another than before.
 *
 * A link that counts nothing (a WebSocket) is suspected here after a sleep alone.
 */
export class LinkWatch {
  #verdict: LinkVerdict = 'good';
  #sampledAtMs = Infinity;
  /** The counters as they were at the last sign of life. A pair may owe some answers from its beginning. */
  #alive: LinkStats | undefined;

  /** What `PreparedLink.stats()` said at `nowMs`, about every 500 ms. */
  sample(stats: LinkStats | undefined, nowMs: number): LinkVerdict | undefined {
    const wasAsleep = nowMs - this.#sampledAtMs > ASLEEP_MS;
    this.#sampledAtMs = nowMs;
    // Firefox may leave the counters out; a path in use without a single check is not counted.
    if (stats?.requestsSent === 0) return undefined;
    const alive = this.#alive;
    // What came in may be older than the sleep: only the next answer tells.
    if (wasAsleep) {
      this.#alive = stats;
      return this.#say('suspect');
    }
    if (!stats) return undefined;
    const isAnswered = alive !== undefined && stats.responsesReceived !== alive.responsesReceived;
    if (!isAnswered && alive !== undefined && stats.requestsSent >= alive.requestsSent) {
      return stats.requestsSent - alive.requestsSent >= UNANSWERED_CHECKS ? this.#say('suspect') : undefined;
    }
    this.#alive = stats;
    return isAnswered ? this.#say('good') : undefined;
  }

  /** A frame came in: the path carries. */
  frame(): LinkVerdict | undefined {
    this.#alive = undefined;
    return this.#say('good');
  }

  /** Only the next answer tells; a link that is suspect already waits for it. Nobody has to be told who said so. */
  doubt(): void {
    if (this.#say('suspect')) this.#alive = undefined;
  }

  #say(verdict: LinkVerdict): LinkVerdict | undefined {
    if (verdict === this.#verdict) return undefined;
    this.#verdict = verdict;
    return verdict;
  }
}
