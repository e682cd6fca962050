import type { BenchLine } from '../report.js';
import type { Marks } from './connection.js';
import { fitLine, median, type Line } from './statistics.js';

/** One connection at one round trip. */
export interface Timing {
  /** As measured, in milliseconds. */
  readonly rttMs: number;
  readonly marks: Marks;
}

/** How the time to one mark grows with the round trip: the slope counts round trips, the intercept is the rest. */
export function growthOf(timings: readonly Timing[], mark: keyof Marks): Line {
  return fitLine(timings.map(({ rttMs, marks }) => ({ x: rttMs, y: marks[mark] })));
}

/** The median time to `mark` at the round trip nearest to `rttMs`, in milliseconds. */
export function timeAt(timings: readonly Timing[], mark: keyof Marks, rttMs: number): number {
  const distance = (timing: Timing): number => Math.abs(timing.rttMs - rttMs);
  const nearest = Math.min(...timings.map(distance));
  return median(timings.filter((timing) => distance(timing) === nearest).map(({ marks }) => marks[mark]));
}

/** Everything known of one mark of one client, as a line of the benchmark. */
export function roundTripsLine(name: string, timings: readonly Timing[], mark: keyof Marks): BenchLine {
  const { slope, intercept, residual } = growthOf(timings, mark);
  const roundTrips = [...new Set(timings.map(({ rttMs }) => rttMs))];
  return {
    name,
    value: rounded(slope),
    unit: 'RTT',
    fixedMs: rounded(intercept),
    residualMs: rounded(residual),
    runs: timings.length,
    medianMs: Object.fromEntries(
      roundTrips.map((rttMs) => [`at ${rounded(rttMs)} ms`, rounded(timeAt(timings, mark, rttMs))]),
    ),
  };
}

/** Two decimals: more would be noise. */
export function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
