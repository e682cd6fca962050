import type { ErrorCode } from './errors.js';

/**
 * What the provider's own `error.code` means, in a failed response, in a WebSocket's refusal and in the body of an HTTP
 * answer (OpenAI Realtime §3.6). Of others the caller knows more by where they came from.
 */
const CODES: ReadonlyMap<unknown, ErrorCode> = new Map<unknown, ErrorCode>([
  ['insufficient_quota', 'quota-exhausted'],
  ['rate_limit_exceeded', 'rate-limited'],
  ['model_not_found', 'model-unavailable'],
  ['invalid_model', 'model-unavailable'],
  ['missing_model', 'model-unavailable'],
]);

export function providerErrorCode(code: unknown): ErrorCode | undefined {
  return CODES.get(code);
}
