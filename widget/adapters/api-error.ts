import type { ApiErrorCode } from '../../server/contract/errors.js';
import type { ErrorCode } from '../session/errors.js';
import { VoiceError } from '../session/errors.js';

/** What our own backend's word means to the visitor. */
const BY_API_CODE: { readonly [Code in ApiErrorCode]: ErrorCode } = {
  malformed: 'config-invalid',
  'identity-required': 'identity-required',
  'user-token-unsupported': 'config-invalid',
  'tts-unsupported': 'config-invalid',
  unauthenticated: 'session-expired',
  'origin-refused': 'origin-refused',
  'not-found': 'backend-not-found',
  'method-not-allowed': 'backend-not-found',
  'too-large': 'config-invalid',
  'unsupported-media-type': 'config-invalid',
  'rate-limited': 'rate-limited',
  'upstream-failed': 'backend-error',
  'quota-exhausted': 'quota-exhausted',
  'model-unavailable': 'model-unavailable',
  disabled: 'disabled',
  overloaded: 'backend-error',
  'upstream-timeout': 'backend-error',
  internal: 'backend-error',
};

/** For an answer without our body: a proxy, another program, an older backend. */
function byStatus(status: number): ErrorCode {
  if (status === 401) return 'session-expired';
  if (status === 403) return 'origin-refused';
  if (status === 429) return 'rate-limited';
  // 404 and every other refusal of a path, and a success that is not ours: nobody speaks our API there.
  return status >= 500 ? 'backend-error' : 'backend-not-found';
}

export interface RefusedAnswer {
  readonly status: number;
  readonly apiCode: ApiErrorCode | undefined;
  readonly error: VoiceError;
}

/** Reads an answer that is not a success. Never rejects: a body that cannot be read says nothing. */
export async function readRefusal(response: Response): Promise<RefusedAnswer> {
  const { code, retryAfterMs } = parseApiError(await bodyOf(response));
  const { status } = response;
  const waitMs = retryAfterMs ?? retryAfterHeaderMs(response.headers.get('Retry-After'));
  const error = new VoiceError(
    code === undefined ? byStatus(status) : BY_API_CODE[code],
    `${response.url} answered ${status}${code === undefined ? '' : ` (${code})`}.`,
    waitMs === undefined ? {} : { retryAfterMs: waitMs },
  );
  return { status, apiCode: code, error };
}

async function bodyOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}

function parseApiError(body: unknown): { code?: ApiErrorCode; retryAfterMs?: number } {
  const error = field(body, 'error');
  const code = field(error, 'code');
  const retryAfterMs = field(error, 'retryAfterMs');
  return {
    ...(isApiCode(code) ? { code } : {}),
    ...(typeof retryAfterMs === 'number' && retryAfterMs >= 0 ? { retryAfterMs } : {}),
  };
}

function isApiCode(code: unknown): code is ApiErrorCode {
  return typeof code === 'string' && Object.hasOwn(BY_API_CODE, code);
}

/** RFC 9110, Retry-After: seconds, or a date. */
function retryAfterHeaderMs(header: string | null): number | undefined {
  if (header === null) return undefined;
  const seconds = Number(header);
  const delayMs = Number.isNaN(seconds) ? Date.parse(header) - Date.now() : seconds * 1000;
  return Number.isNaN(delayMs) ? undefined : Math.max(0, delayMs);
}

/** A property of something unknown; `undefined` where there is none. */
export function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
