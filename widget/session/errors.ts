/**
 * Every problem the element can report. Closed: texts, tests and site owners' handlers rely on exactly these
 * words (README, table of errors).
 */
export const ERROR_CODES = [
  'config-invalid',
  'backend-unreachable',
  'backend-not-found',
  'backend-error',
  'origin-refused',
  'identity-required',
  'identity-refused',
  'session-expired',
  'rate-limited',
  'disabled',
  'insecure-context',
  'policy-blocked',
  'microphone-denied',
  'microphone-missing',
  'microphone-busy',
  'microphone-echo',
  'recognition-unavailable',
  'recognition-failed',
  'exchange-refused',
  'exchange-failed',
  'link-failed',
  'link-lost',
  'model-unavailable',
  'quota-exhausted',
  'response-failed',
  'speech-failed',
  'playback-blocked',
  'protocol',
  'chunk-failed',
  'aborted',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** The problems that waiting or trying again can mend. */
const RETRYABLE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'backend-unreachable',
  'backend-error',
  'session-expired',
  'rate-limited',
  'microphone-busy',
  'recognition-failed',
  'exchange-failed',
  'link-failed',
  'link-lost',
  'response-failed',
  'speech-failed',
  'playback-blocked',
  'chunk-failed',
]);

/**
 * The one error the session and its adapters raise. `message` is for developers; what a visitor reads is
 * chosen by `code` (`element/text`). Never holds a key, an e-mail or a provider's body.
 */
export class VoiceError extends Error {
  readonly code: ErrorCode;
  /** Whether the same action can succeed later without anybody changing a setting. */
  readonly retryable: boolean;
  /** Milliseconds after which a retry makes sense, where the other side said so. */
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; retryAfterMs?: number } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'VoiceError';
    this.code = code;
    this.retryable = RETRYABLE.has(code);
    this.retryAfterMs = options.retryAfterMs;
  }

  /** `error` itself if it is a `VoiceError`, otherwise one with `code` and `error` as its cause. */
  static from(error: unknown, code: ErrorCode): VoiceError {
    return error instanceof VoiceError
      ? error
      : new VoiceError(code, `Unexpected: ${code}.`, { cause: error });
  }

  /** The visitor or the page ended it. Control flow: rejects promises, is never shown. */
  static aborted(): VoiceError {
    return new VoiceError('aborted', 'The call was ended before this finished.');
  }
}
