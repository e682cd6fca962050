import { z } from 'zod';

/**
 * Every code the HTTP API can answer with. Closed: the widget branches on these words and on nothing else,
 * so a new one is a release of both sides.
 */
export const ApiErrorCode = z.enum([
  'malformed', // 400: the request does not have the shape of the contract
  'identity-required', // 400: this backend wants an e-mail
  'user-token-unsupported', // 400: `userToken` is not understood by this version
  'tts-unsupported', // 400: the voice or the format is not on offer
  'unauthenticated', // 401: no session token, or a bad, expired or deleted one
  'origin-refused', // 403
  'not-found', // 404
  'method-not-allowed', // 405
  'too-large', // 413
  'unsupported-media-type', // 415
  'rate-limited', // 429, always with Retry-After
  'upstream-failed', // 502
  'quota-exhausted', // 502: the provider says the owner's account is used up
  'model-unavailable', // 502: the provider does not know the model, or not for this key
  'disabled', // 503: switched off by the owner
  'overloaded', // 503
  'upstream-timeout', // 504
  'internal', // 500
]);
export type ApiErrorCode = z.infer<typeof ApiErrorCode>;

/** The one body of every answer that is not a success. `message` is for developers and holds no secret. */
export const ApiError = z.object({
  error: z.object({
    code: ApiErrorCode,
    message: z.string(),
    requestId: z.string(),
    /** Milliseconds to wait before the same request may succeed; the header Retry-After says it in seconds. */
    retryAfterMs: z.number().int().nonnegative().optional(),
  }),
});
export type ApiError = z.infer<typeof ApiError>;
