/** Fuzzed server events through the decoder and the session: what is thrown, and what is kept of them. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { fuzz as runCalls } from './fuzz/run.js';
import type { BenchOptions, Report } from './report.js';

const EVENTS = 1_000_000;
const QUICK_EVENTS = 50_000;
/** Compiles what is used, so that code does not count as growth. */
const WARM_UP_EVENTS = 20_000;

export async function fuzz(report: Report, { quick }: BenchOptions): Promise<void> {
  const unhandled: unknown[] = [];
  const keep = (error: unknown): void => void unhandled.push(error);
  process.on('uncaughtException', keep);
  process.on('unhandledRejection', keep);
  const firstSeed = Number(process.env['SEED'] ?? 1_000_000);
  await runCalls(WARM_UP_EVENTS, firstSeed - WARM_UP_EVENTS);
  const before = heapBytes();
  const startedAtMs = performance.now();
  const result = await runCalls(quick ? QUICK_EVENTS : EVENTS, firstSeed);
  const seconds = (performance.now() - startedAtMs) / 1_000;
  const grownBytes = heapBytes() - before;
  process.off('uncaughtException', keep);
  process.off('unhandledRejection', keep);
  for (const fault of [...result.faults, ...unhandled].slice(0, 10)) console.error(fault);
  report({
    name: 'fuzz.events',
    value: result.events,
    unit: 'events',
    calls: result.calls,
    firstSeed,
    perSecond: Math.round(result.events / seconds),
  });
  report({ name: 'fuzz.uncaught', value: result.uncaught + unhandled.length, unit: 'exceptions' });
  report({ name: 'fuzz.wrong-logs', value: result.faults.length, unit: 'calls', calls: result.calls });
  report({ name: 'fuzz.heap-growth', value: grownBytes, unit: 'bytes', kind: 'after all calls, collected' });
  if (result.faults.length + unhandled.length > 0) throw new Error('The fuzzed session went wrong.');
}

/** What is in use after a collection. */
function heapBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') Reflect.apply(collect, undefined, []);
  return process.memoryUsage().heapUsed;
}
