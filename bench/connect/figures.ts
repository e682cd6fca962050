import type { BenchLine } from '../report.js';
import type { Mark, Marks } from './connection.js';
import { fitLine, median, type Line } from './statistics.js';

/** One connection at one round trip. */
export interface Timing {
  /** As measured, in milliseconds. */
  readonly rttMs: number;
  readonly marks: Marks;
}

/**
 * How the time to one mark grows with the round trip: the slope counts round trips, the intercept is the rest. The
 * line goes through the medians, because a machine that was busy for a moment makes single runs late by hundreds
 * of milliseconds.
 */
export function growthOf(timings: readonly Timing[], mark: Mark): Line {
  return fitLine(roundTripsOf(timings).map((rttMs) => ({ x: rttMs, y: timeAt(timings, mark, rttMs) })));
}

/** The median time to `mark` at the round trip nearest to `rttMs`, in milliseconds. */
export function timeAt(timings: readonly Timing[], mark: Mark, rttMs: number): number {
  const distance = (timing: Timing): number => Math.abs(timing.rttMs - rttMs);
  const nearest = Math.min(...timings.map(distance));
  const near = timings.filter((timing) => distance(timing) === nearest);
  return median(near.flatMap(({ marks }) => marks[mark] ?? []));
}

/** Everything known of one mark of one client, as a line of the benchmark. */
export function roundTripsLine(name: string, timings: readonly Timing[], mark: Mark): BenchLine {
  const { slope, intercept, residual } = growthOf(timings, mark);
  return {
    name,
    value: rounded(slope),
    unit: 'RTT',
    fixedMs: rounded(intercept),
    residualMs: rounded(residual),
    runs: timings.length,
    medianMs: Object.fromEntries(
      roundTripsOf(timings).map((rttMs) => [
        `at ${rounded(rttMs)} ms`,
        rounded(timeAt(timings, mark, rttMs)),
      ]),
    ),
  };
}

/** Each length of the wire, once. */
function roundTripsOf(timings: readonly Timing[]): number[] {
  return [...new Set(timings.map(({ rttMs }) => rttMs))];
}

/** Two decimals: more would be noise. */
export function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
