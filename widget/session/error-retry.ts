import type { VoiceError } from './errors.js';

/** Who has to wait for longer is asked, instead of being surprised. */
const LONGEST_WAIT_MS = 60_000;
/** A proxy may say “at once”, and a date by a clock that is ahead means the same: nobody is asked without a pause. */
const SHORTEST_WAIT_MS = 1_000;

/** Milliseconds after which what was refused with this is tried again by itself; nothing where the visitor decides. */
export function automaticRetryMs({ code, retryAfterMs = Infinity }: VoiceError): number | undefined {
  const isLimit = code === 'rate-limited' && retryAfterMs <= LONGEST_WAIT_MS;
  return isLimit ? Math.max(SHORTEST_WAIT_MS, retryAfterMs) : undefined;
}
