import { VoiceError } from './errors.js';
import type { Clock } from './ports.js';
import { isMomentary, retryDelayMs } from './reconnect-policy.js';

/** So often a server is asked before anybody hears that it fails (reliability matrix K6). */
const MOST_TRIES = 3;
/** Who waits for so long wants to know why. */
const PATIENCE_MS = 5_000;

/**
 * What `ask` resolves with; where it rejects with what often passes, of the next try, up to three in all. Stays
 * pending for ever once `signal` aborts between two tries.
 */
export async function patiently<T>(
  ask: () => Promise<T>,
  {
    clock,
    random,
    signal,
  }: { readonly clock: Clock; readonly random: () => number; readonly signal: AbortSignal },
): Promise<T> {
  const startedAtMs = clock.now();
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask();
    } catch (error) {
      if (attempt === MOST_TRIES || !(error instanceof VoiceError) || !isMomentary(error.code)) throw error;
      const delayMs = retryDelayMs({ attempt, random: random(), retryAfterMs: error.retryAfterMs });
      if (clock.now() + delayMs - startedAtMs > PATIENCE_MS) throw error;
      await new Promise<void>((resolve) => clock.after(delayMs, resolve, signal));
    }
  }
}
