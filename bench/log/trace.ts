/** What a trace of Chromium says of one page's main thread. */
import { TURN_BEGINS, TURN_ENDS } from './turn.js';

/** The tasks of one turn (a question and its answer). Processor time, not time on the wall. */
export interface TurnTasks {
  readonly longestMs: number;
  readonly tasks: number;
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur: number;
  readonly tdur: number;
}

/**
 * All tasks that the marked page's main thread ran between the marks, ours and the browser's (style, layout, paint,
 * garbage) alike.
 *
 * @throws a TypeError when `json` is no trace, or one without the marks.
 */
export function readTrace(json: string): TurnTasks {
  const events = eventsOf(json);
  const start = events.find(({ name }) => name === TURN_BEGINS);
  const end = events.find(({ name }) => name === TURN_ENDS);
  if (start === undefined || end === undefined) throw new TypeError('The trace has no marks.');
  const costsMs = events
    .filter(
      ({ name, pid, tid, ts, dur }) =>
        name === 'RunTask' && pid === start.pid && tid === start.tid && ts + dur > start.ts && ts < end.ts,
    )
    .map(({ tdur }) => tdur / 1_000);
  return { longestMs: Math.max(0, ...costsMs), tasks: costsMs.length };
}

function eventsOf(json: string): readonly TraceEvent[] {
  const parsed: unknown = JSON.parse(json);
  const list: unknown =
    typeof parsed === 'object' && parsed !== null ? Reflect.get(parsed, 'traceEvents') : undefined;
  if (!Array.isArray(list)) throw new TypeError('This is no trace.');
  return list.flatMap((event: unknown) => (isRecord(event) ? [traceEvent(event)] : []));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function traceEvent(event: Readonly<Record<string, unknown>>): TraceEvent {
  const number = (name: string): number => {
    const value = event[name];
    return typeof value === 'number' ? value : 0;
  };
  return {
    name: String(event['name']),
    pid: number('pid'),
    tid: number('tid'),
    ts: number('ts'),
    dur: number('dur'),
    // Where a system gives no processor time, the time on the wall is what there is.
    tdur: number('tdur') || number('dur'),
  };
}
