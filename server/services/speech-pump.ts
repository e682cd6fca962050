import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { UpstreamError, type UpstreamReason } from './upstream-error.js';

export interface PumpLimits {
  /** Milliseconds without a byte from the provider, while the visitor is ready for one. */
  readonly stallMs: number;
  /** Milliseconds in which the visitor takes nothing although there is something. */
  readonly readerStallMs: number;
  /** Milliseconds of any origin; default: `performance.now`. */
  readonly now?: () => number;
}

/** What came from the provider, and how long it was waited for while the visitor was ready for it. */
export interface Pumped {
  readonly bytes: number;
  readonly waitedMs: number;
}

/**
 * Passes sound through as it comes, at the pace of the slower side. Anything but a clean end of `source`
 * destroys `sink`, so that a visitor never takes half a sentence for a whole one.
 * Rejects with an `UpstreamError` that says what ended the stream early.
 */
export async function pump(source: Readable, sink: Writable, limits: PumpLimits): Promise<Pumped> {
  const { now = () => performance.now() } = limits;
  const over = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let bytes = 0;
  let waitedMs = 0;
  let waitingSince = now();
  const watch = (afterMs: number, reason: UpstreamReason): void => {
    clearTimeout(timer);
    timer = setTimeout(() => over.abort(new UpstreamError(reason)), afterMs);
  };
  const fromProvider = (): void => {
    waitingSince = now();
    watch(limits.stallMs, 'timeout');
  };
  const arrived = (chunk: Buffer): void => {
    bytes += chunk.length;
    waitedMs += now() - waitingSince;
    fromProvider();
  };
  const fromReader = (): void => watch(limits.readerStallMs, 'aborted');
  // A reader that is full from the first byte pauses before the first `resume` is reported.
  const resumed = (): void => (source.isPaused() ? fromReader() : fromProvider());
  source.on('data', arrived).on('resume', resumed).on('pause', fromReader).on('end', fromReader);
  try {
    await pipeline(source, sink, { signal: over.signal });
    return { bytes, waitedMs };
  } catch (error) {
    const why: unknown = over.signal.reason;
    throw why instanceof UpstreamError ? why : new UpstreamError(reasonOf(error), { cause: error });
  } finally {
    clearTimeout(timer);
    source.off('data', arrived).off('resume', resumed).off('pause', fromReader).off('end', fromReader);
  }
}

/** A visitor who went away closes the sink or aborts the source; a provider that breaks off resets the source. */
function reasonOf(error: unknown): 'aborted' | 'failed' {
  if (!(error instanceof Error)) return 'failed';
  const closed = 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
  return closed || error.name === 'AbortError' ? 'aborted' : 'failed';
}
