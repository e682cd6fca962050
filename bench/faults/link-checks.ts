import type { LinkStats } from '../../widget/session/ports.js';
import type { SimulatedTime } from './simulated-time.js';

/** On a good path Chromium checks every 2.5 s, on one that does not answer about every 125 ms (measured: 32 in 4 s). */
const CALM_MS = 2_500;
const PRESSING_MS = 125;

/** Counts a path's checks and answers, as `getStats()` tells them. */
export class LinkChecks {
  readonly #time: SimulatedTime;
  #since = 0;
  #sent = 0;
  #answered = 0;
  #isBlocked = false;

  constructor(time: SimulatedTime) {
    this.#time = time;
  }

  begin(): void {
    this.#since = this.#time.nowMs;
    // Of those that found the path some were never answered.
    this.#sent = 5;
    this.#answered = 3;
  }

  block(): void {
    this.#settle();
    this.#isBlocked = true;
  }

  heal(): void {
    this.#settle();
    this.#isBlocked = false;
    this.#sent += 1;
    this.#answered += 1;
  }

  stats(): LinkStats {
    const passedMs = this.#time.nowMs - Math.max(this.#since, this.#isBlocked ? this.#time.wokeAtMs : 0);
    const more = Math.floor(Math.max(0, passedMs) / (this.#isBlocked ? PRESSING_MS : CALM_MS));
    return {
      requestsSent: this.#sent + more,
      responsesReceived: this.#answered + (this.#isBlocked ? 0 : more),
      packets: 0,
      packetsLost: 0,
    };
  }

  #settle(): void {
    const { requestsSent, responsesReceived } = this.stats();
    this.#sent = requestsSent;
    this.#answered = responsesReceived;
    this.#since = this.#time.nowMs;
  }
}
