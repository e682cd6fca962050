import { VoiceError } from '../session/errors.js';
import type { Clock } from '../session/ports.js';

export interface Deadline {
  readonly clock: Clock;
  readonly delayMs: number;
  readonly signal: AbortSignal;
  /** What the promise rejects with when the time is over. */
  readonly expired: () => VoiceError;
}

/**
 * Runs `work` with a signal that aborts with the caller's or when the time is over. Does not wait for work that
 * takes no notice of its signal.
 *
 * @throws VoiceError `aborted` when the caller's signal aborted, `expired()` when the time is over, else what
 *   `work` rejects with.
 */
export async function withDeadline<T>(
  { clock, delayMs, signal, expired }: Deadline,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (signal.aborted) throw VoiceError.aborted();
  const attempt = new AbortController();
  const settled = new AbortController();
  let late = false;
  signal.addEventListener('abort', () => attempt.abort(), { signal: settled.signal });
  clock.after(
    delayMs,
    () => {
      late = true;
      attempt.abort();
    },
    settled.signal,
  );
  try {
    return await Promise.race([work(attempt.signal), rejectionOf(attempt.signal)]);
  } catch (error) {
    if (signal.aborted) throw VoiceError.aborted();
    if (late) throw expired();
    throw error;
  } finally {
    settled.abort();
  }
}

function rejectionOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(VoiceError.aborted()), { once: true });
  });
}
