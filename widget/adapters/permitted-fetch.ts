import type { Clock } from '../session/ports.js';
import { policyViolation, TOLD_WITHIN_MS } from './page-policy.js';
import { pause } from './pause.js';

/**
 * `fetch`, and its failure by its true name where the page's own policy is the cause.
 *
 * @throws VoiceError `config-invalid` naming the directive, or `aborted`; else what `fetch` rejects with.
 */
export async function permittedFetch(
  url: string,
  init: RequestInit & { readonly signal: AbortSignal },
  clock: Clock,
): Promise<Response> {
  const over = new AbortController();
  const forbidden = policyViolation(url, over.signal);
  try {
    return await Promise.race([fetch(url, init), forbidden]);
  } catch (cause) {
    await Promise.race([pause(TOLD_WITHIN_MS, { clock, signal: init.signal }), forbidden]);
    throw cause;
  } finally {
    over.abort();
  }
}
