import { HttpError } from './http-error.js';

/**
 * - `failed`: refused, unreachable, or an answer that makes no sense
 * - `timeout`: no answer, or no next byte, in time
 * - `quota`: the owner's account is used up
 * - `model`: the provider does not know the model, or not for this key
 * - `credentials`: the provider does not accept the key; nothing works until the owner acts
 * - `aborted`: the visitor went away, nobody waits for the answer
 */
export type UpstreamReason = 'failed' | 'timeout' | 'quota' | 'model' | 'credentials' | 'aborted';

interface UpstreamErrorOptions {
  /** The upstream's HTTP status, for the log. */
  readonly status?: number | undefined;
  readonly cause?: unknown;
}

/** What a provider rejects with. Carries a reason of ours and nothing the upstream wrote. */
export class UpstreamError extends Error {
  override readonly name = 'UpstreamError';
  readonly reason: UpstreamReason;
  readonly status: number | undefined;

  constructor(reason: UpstreamReason, { status, cause }: UpstreamErrorOptions = {}) {
    super(`The provider's answer: ${reason}`, { cause });
    this.reason = reason;
    this.status = status;
  }
}

/** OpenAI error bodies, `error.code`. */
const REASON_BY_CODE: ReadonlyMap<string, UpstreamReason> = new Map([
  ['insufficient_quota', 'quota'],
  ['billing_hard_limit_reached', 'quota'],
  ['model_not_found', 'model'],
  ['invalid_model', 'model'],
  ['invalid_api_key', 'credentials'],
]);

/** What a provider's refusal means: its error code where it has one that we know, else its status. */
export function upstreamReason(status: number | undefined, code: string | undefined): UpstreamReason {
  return REASON_BY_CODE.get(code ?? '') ?? (status === 401 ? 'credentials' : 'failed');
}

export function toHttpError(error: UpstreamError): HttpError {
  switch (error.reason) {
    case 'timeout':
      return new HttpError('upstream-timeout', 'The speech provider did not answer in time.', {
        cause: error,
      });
    case 'quota':
      return new HttpError('quota-exhausted', "The site's account with the speech provider is used up.", {
        cause: error,
      });
    case 'model':
      return new HttpError('model-unavailable', 'The speech provider does not offer the configured model.', {
        cause: error,
      });
    case 'credentials':
    case 'failed':
    case 'aborted':
      return new HttpError('upstream-failed', 'The speech provider could not be used.', { cause: error });
    default:
      return error.reason satisfies never;
  }
}
