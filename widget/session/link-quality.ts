import type { LinkStats } from './ports.js';

export type Quality = 'good' | 'poor';

/** How far back loss is counted: long enough for a handful of checks, short enough to tell of now. */
const WINDOW_MS = 8000;
/** Fewer say nothing of a ratio. */
const LEAST_PACKETS = 100;
const LEAST_CHECKS = 6;
/** Opus hides a lost packet now and then; one in ten is heard, and resent frames begin to stack up behind. */
const POOR_LOSS = 0.1;
const GOOD_LOSS = 0.03;
/** A conversation over a longer round trip stumbles (ITU-T G.114: 400 ms there alone is too much). */
const POOR_DELAY_MS = 400;
const GOOD_DELAY_MS = 300;
/** A satellite is far away without being about to break: only growth counts. */
const GROWN = 2;
/** Better for so long is better: a warning that comes and goes is worse than one that stays. */
const RECOVERED_MS = 10_000;
/** The last three or four checks decide, so that a single late one does not. */
const SMOOTHING = 0.3;

interface Sample {
  readonly atMs: number;
  readonly stats: LinkStats;
}

/**
 * Says of one link that carries how well, from growing delay and from what is lost, some time before it breaks. A
 * link that counts nothing (a WebSocket) is good.
 */
export class LinkQuality {
  #quality: Quality = 'good';
  #window: Sample[] = [];
  #delayMs: number | undefined;
  #leastDelayMs = Infinity;
  #fineSinceMs: number | undefined;

  /** What `PreparedLink.stats()` said at `nowMs`, about every 500 ms. */
  sample(stats: LinkStats | undefined, nowMs: number): Quality {
    if (stats === undefined) return this.#quality;
    const last = this.#window.at(-1)?.stats;
    // Another path counts from its own beginning.
    if (last && (stats.requestsSent < last.requestsSent || stats.packets < last.packets)) this.#window = [];
    if (stats.responsesReceived !== last?.responsesReceived) this.#noteDelay(stats.roundTripMs);
    this.#window.push({ atMs: nowMs, stats });
    this.#window = this.#window.filter(({ atMs }) => nowMs - atMs <= WINDOW_MS);
    this.#judge(this.#loss(), nowMs);
    return this.#quality;
  }

  #noteDelay(roundTripMs: number | undefined): void {
    if (roundTripMs === undefined) return;
    this.#delayMs = (this.#delayMs ?? roundTripMs) * (1 - SMOOTHING) + roundTripMs * SMOOTHING;
    this.#leastDelayMs = Math.min(this.#leastDelayMs, roundTripMs);
  }

  /** Between 0 and 1, by packets of sound where there are enough, else by checks. */
  #loss(): number {
    const first = this.#window[0]?.stats;
    const last = this.#window.at(-1)?.stats;
    if (!first || !last) return 0;
    const packets = last.packets - first.packets;
    if (packets >= LEAST_PACKETS) return (last.packetsLost - first.packetsLost) / packets;
    const checks = last.requestsSent - first.requestsSent;
    if (checks < LEAST_CHECKS) return 0;
    // The latest may still be on its way.
    return Math.max(0, checks - (last.responsesReceived - first.responsesReceived) - 1) / checks;
  }

  #judge(loss: number, nowMs: number): void {
    const delayMs = this.#delayMs ?? 0;
    const growth = delayMs / this.#leastDelayMs;
    if (loss >= POOR_LOSS || (delayMs >= POOR_DELAY_MS && growth >= GROWN)) {
      this.#quality = 'poor';
      this.#fineSinceMs = undefined;
    } else if (loss <= GOOD_LOSS && (delayMs <= GOOD_DELAY_MS || growth < GROWN)) {
      this.#fineSinceMs ??= nowMs;
      if (nowMs - this.#fineSinceMs >= RECOVERED_MS) this.#quality = 'good';
    } else this.#fineSinceMs = undefined;
  }
}
