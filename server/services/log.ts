import type { ApiErrorCode } from '../contract/errors.js';
import type { UpstreamReason } from './upstream-error.js';

/**
 * Everything a log line may say. A closed list instead of redaction: what has no field here cannot leak,
 * be it a key, an e-mail, a transcript or what an upstream wrote.
 */
export interface LogFields {
  readonly requestId?: string;
  readonly method?: string;
  /** The route's pattern, never the URL that was asked for. */
  readonly route?: string;
  readonly status?: number;
  readonly durationMs?: number;
  readonly code?: ApiErrorCode;
  readonly upstream?: UpstreamReason;
  readonly upstreamStatus?: number;
  /** Name of an error class. */
  readonly errorName?: string;
  /** Code locations of a stack, without its message. */
  readonly frames?: readonly string[];
  /** Name of a setting of ours. */
  readonly setting?: string;
  readonly port?: number;
  readonly signal?: string;
}

/** error: somebody must act · warn: went wrong, was handled · info: one per request or step of life. */
export interface Log {
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
}
