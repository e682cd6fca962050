import { VoiceError } from '../session/errors.js';
import type { Clock } from '../session/ports.js';

export interface Waiting {
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Resolves after `delayMs`. @throws VoiceError `aborted` when the signal aborts before, or has already. */
export function pause(delayMs: number, { clock, signal }: Waiting): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(VoiceError.aborted());
    if (signal.aborted) return giveUp();
    const awake = new AbortController();
    signal.addEventListener('abort', giveUp, { signal: awake.signal });
    clock.after(
      delayMs,
      () => {
        awake.abort();
        resolve();
      },
      signal,
    );
  });
}
