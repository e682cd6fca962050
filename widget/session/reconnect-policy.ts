import type { ErrorCode } from './errors.js';

/** How long a lost call comes back by itself. After that the visitor is asked, and the network's return still counts. */
export const AUTOMATIC_MS = 60_000;
/** A link that lived for less was none: the next loss goes on counting where the last one stopped. */
export const STABLE_MS = 10_000;

/** 0, then growing with the square of the attempt; the last one repeats. */
const DELAYS_MS = [0, 300, 1_200, 2_700, 4_800, 7_000] as const;
const LONGEST_MS = 7_000;
/** Many visitors lose one server at the same moment; they must not come back at the same moment. */
const JITTER_MS = 1_000;
const FIRST_WITH_JITTER = 2;

/**
 * How long to wait before attempt number `attempt`, the first being 0.
 *
 * @param options `random` is in [0, 1). `retryAfterMs`: what the other side asked for, waited out at least.
 */
export function retryDelayMs(options: {
  readonly attempt: number;
  readonly random: number;
  readonly retryAfterMs?: number | undefined;
  /** How long the attempt before took: one that hung in a dead network has waited already. */
  readonly tookMs?: number;
}): number {
  const { attempt, random, retryAfterMs = 0, tookMs = 0 } = options;
  const jitterMs = attempt < FIRST_WITH_JITTER ? 0 : random * JITTER_MS;
  return Math.max((DELAYS_MS[attempt] ?? LONGEST_MS) + jitterMs - tookMs, retryAfterMs);
}

/**
 * Whether another attempt would be refused in the same words. What is left for trying again is what the network or a
 * busy server does; everything else wants somebody to change something.
 */
export function isFatal(code: ErrorCode): boolean {
  return !TRANSIENT.has(code);
}

/** Whether the very same request may be answered a moment later. */
export function isMomentary(code: ErrorCode): boolean {
  return code === 'backend-unreachable' || code === 'backend-error' || code === 'exchange-failed';
}

const TRANSIENT: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'backend-unreachable',
  'backend-error',
  'rate-limited',
  'exchange-failed',
  'link-failed',
  'link-lost',
]);
