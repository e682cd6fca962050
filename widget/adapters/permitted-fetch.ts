import { VoiceError } from '../session/errors.js';
import type { Clock } from '../session/ports.js';
import { pause } from './pause.js';

/** Chromium tells of the violation some tasks after the request has failed. */
const TOLD_WITHIN_MS = 50;

/**
 * `fetch`. What the page's own Content-Security-Policy forbids looks like a dead server to a page, and only the one
 * who wrote the policy can mend it.
 *
 * @throws VoiceError `config-invalid` naming the directive, or `aborted`; else what `fetch` rejects with.
 */
export async function permittedFetch(
  url: string,
  init: RequestInit & { readonly signal: AbortSignal },
  clock: Clock,
): Promise<Response> {
  let directive = '';
  const note = (event: SecurityPolicyViolationEvent): void => {
    if (event.blockedURI === url && event.disposition === 'enforce') directive = event.effectiveDirective;
  };
  document.addEventListener('securitypolicyviolation', note);
  try {
    return await fetch(url, init);
  } catch (cause) {
    await pause(TOLD_WITHIN_MS, { clock, signal: init.signal });
    if (directive === '') throw cause;
    throw new VoiceError(
      'config-invalid',
      `The page’s Content-Security-Policy forbids ${url}: add it to ${directive}.`,
      { cause },
    );
  } finally {
    document.removeEventListener('securitypolicyviolation', note);
  }
}
