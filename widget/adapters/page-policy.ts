import { VoiceError } from '../session/errors.js';

/** Chromium tells of a violation some tasks after a request has failed, Firefox after it has refused to make a socket. */
export const TOLD_WITHIN_MS = 50;

/**
 * Rejects when the page's own Content-Security-Policy forbids `url`, and does nothing otherwise, until `signal` aborts.
 * To a page that looks like a dead server, and only the one who wrote the policy can mend it; of a WebSocket Chromium
 * does not even say that it is closed.
 *
 * @throws VoiceError `config-invalid` naming the directive.
 */
export function policyViolation(url: string, signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const note = (event: SecurityPolicyViolationEvent): void => {
      const { blockedURI, disposition, effectiveDirective } = event;
      if (blockedURI !== url || disposition !== 'enforce') return;
      const message = `The page’s Content-Security-Policy forbids ${url}: add it to ${effectiveDirective}.`;
      reject(new VoiceError('config-invalid', message));
    };
    document.addEventListener('securitypolicyviolation', note, { signal });
  });
}
