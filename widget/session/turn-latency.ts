/** Where the time of one turn went. All times are milliseconds of the session clock. */
import type { TurnLatency } from './snapshot.js';

export interface Stopwatch {
  readonly turnId: string;
  /** End of the visitor's speech; absent for a typed turn. */
  readonly endedAtMs?: number | undefined;
  readonly sentAtMs: number;
  readonly firstDeltaAtMs?: number;
  readonly firstSentenceAtMs?: number;
  readonly firstByteAtMs?: number;
  readonly audibleAtMs?: number;
  readonly maxGapMs: number;
}

export type Mark = 'firstDeltaAtMs' | 'firstSentenceAtMs' | 'firstByteAtMs' | 'audibleAtMs';

/** The first occurrence counts. */
export function mark(watch: Stopwatch, name: Mark, atMs: number): Stopwatch {
  return watch[name] === undefined ? { ...watch, [name]: atMs } : watch;
}

/**
 * The turn's figures; `undefined` while no text has come. Legs that did not happen (no voice) are zero, and the
 * total then ends at the first text.
 */
export function latencyOf(watch: Stopwatch): TurnLatency | undefined {
  const { endedAtMs, sentAtMs, firstDeltaAtMs } = watch;
  if (firstDeltaAtMs === undefined) return undefined;
  const firstSentenceAtMs = watch.firstSentenceAtMs ?? firstDeltaAtMs;
  const firstByteAtMs = watch.firstByteAtMs ?? firstSentenceAtMs;
  const audibleAtMs = watch.audibleAtMs ?? firstByteAtMs;
  return {
    id: watch.turnId,
    ...(endedAtMs === undefined ? {} : { endOfSpeechToSent: sentAtMs - endedAtMs }),
    sentToFirstDelta: firstDeltaAtMs - sentAtMs,
    firstDeltaToFirstSentence: firstSentenceAtMs - firstDeltaAtMs,
    firstSentenceToFirstByte: firstByteAtMs - firstSentenceAtMs,
    firstByteToAudible: audibleAtMs - firstByteAtMs,
    total: audibleAtMs - (endedAtMs ?? sentAtMs),
    maxGap: watch.maxGapMs,
  };
}
