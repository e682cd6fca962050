import type { VoiceError } from './errors.js';

/** Who has to wait for longer is asked, instead of being surprised. */
const LONGEST_WAIT_MS = 60_000;

/** Milliseconds after which what was refused with this is tried again by itself; nothing where the visitor decides. */
export function automaticRetryMs({ code, retryAfterMs = Infinity }: VoiceError): number | undefined {
  return code === 'rate-limited' && retryAfterMs <= LONGEST_WAIT_MS ? retryAfterMs : undefined;
}
