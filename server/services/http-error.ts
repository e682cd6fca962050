import type { ApiErrorCode } from '../contract/errors.js';

/** What each code of the contract is on the wire. */
const STATUS = {
  malformed: 400,
  'identity-required': 400,
  'user-token-unsupported': 400,
  'tts-unsupported': 400,
  unauthenticated: 401,
  'origin-refused': 403,
  'not-found': 404,
  'method-not-allowed': 405,
  'too-large': 413,
  'unsupported-media-type': 415,
  'rate-limited': 429,
  internal: 500,
  'upstream-failed': 502,
  'quota-exhausted': 502,
  'model-unavailable': 502,
  disabled: 503,
  overloaded: 503,
  'upstream-timeout': 504,
} as const satisfies Record<ApiErrorCode, number>;

interface HttpErrorOptions {
  /** Milliseconds after which the same request may succeed. */
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/**
 * An answer that is not a success. `message` goes to the caller: it names what is wrong with the request and
 * never repeats what was sent, nor what an upstream said.
 */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly code: ApiErrorCode;
  readonly status: number;
  readonly retryAfterMs: number | undefined;

  constructor(code: ApiErrorCode, message: string, { retryAfterMs, cause }: HttpErrorOptions = {}) {
    super(message, { cause });
    this.code = code;
    this.status = STATUS[code];
    this.retryAfterMs = retryAfterMs;
  }

  static malformed(message: string): HttpError {
    return new HttpError('malformed', message);
  }

  /** One sentence for every reason: what exactly is wrong with a token is nobody's business. */
  static unauthenticated(): HttpError {
    return new HttpError('unauthenticated', 'A valid session token is needed.');
  }

  static rateLimited(retryAfterMs: number): HttpError {
    return new HttpError('rate-limited', 'Too many requests; try again later.', { retryAfterMs });
  }

  static overloaded(retryAfterMs: number): HttpError {
    return new HttpError('overloaded', 'The server is busy; try again shortly.', { retryAfterMs });
  }
}
