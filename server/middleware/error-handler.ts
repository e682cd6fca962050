import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { ApiError } from '../contract/errors.js';
import { HttpError } from '../services/http-error.js';
import type { Log } from '../services/log.js';
import { toHttpError, UpstreamError, type UpstreamReason } from '../services/upstream-error.js';
import { contextOf } from './request-context.js';

/** For everything no route has taken. */
export const notFound: RequestHandler = () => {
  throw new HttpError('not-found', 'There is nothing here.');
};

/** For a known path and another method. @param methods what it takes. */
export function methodNotAllowed(methods: readonly string[]): RequestHandler {
  return (_request, response) => {
    response.setHeader('Allow', methods.join(', '));
    throw new HttpError('method-not-allowed', `Use ${methods.join(' or ')}.`);
  };
}

/** Turns whatever was thrown into the contract's one error body. Comes last. */
export function errorHandler(log: Log): ErrorRequestHandler {
  // Express tells error handlers by their four parameters.
  // oxlint-disable-next-line max-params
  return (error: unknown, _request, response, _next) => {
    const context = contextOf(response);
    const { requestId } = context;
    const known = asHttpError(error);
    context.code = known.code;
    logFailure(log, { error, known, requestId });
    if (response.headersSent) {
      // Half an answer must not look like a whole one.
      response.destroy();
      return;
    }
    if (known.retryAfterMs !== undefined)
      response.setHeader('Retry-After', String(Math.max(1, Math.ceil(known.retryAfterMs / 1000))));
    // What a file's answer had begun to say of itself is not true of this one.
    for (const name of ['Content-Type', 'ETag', 'Last-Modified']) response.removeHeader(name);
    response.status(known.status).json({
      error: {
        code: known.code,
        message: known.message,
        requestId,
        ...(known.retryAfterMs === undefined ? {} : { retryAfterMs: Math.ceil(known.retryAfterMs) }),
      },
    } satisfies ApiError);
  };
}

function asHttpError(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  if (error instanceof UpstreamError) return toHttpError(error);
  return fromExpress(error) ?? new HttpError('internal', 'Something went wrong here.', { cause: error });
}

/** Express and its body parser throw errors with a status (and a `type`) of their own. */
function fromExpress(error: unknown): HttpError | undefined {
  if (!(error instanceof Error) || !('status' in error)) return undefined;
  switch (error.status) {
    case 400:
      return HttpError.malformed('The request could not be understood.');
    case 404:
      return new HttpError('not-found', 'There is nothing here.');
    case 413:
      return new HttpError('too-large', 'The request is too large.');
    case 415:
      return new HttpError('unsupported-media-type', 'Send uncompressed UTF-8.');
    default: {
      // Preconditions and the like, which only programs send that are no browser of ours.
      const isCallers = typeof error.status === 'number' && error.status >= 400 && error.status < 500;
      return isCallers ? HttpError.malformed('The request could not be understood.') : undefined;
    }
  }
}

interface Failure {
  readonly error: unknown;
  readonly known: HttpError;
  readonly requestId: string;
}

function logFailure(log: Log, { error, known, requestId }: Failure): void {
  if (error instanceof UpstreamError) logUpstream(log, { error, known, requestId });
  else if (known.code === 'internal')
    log.error({ requestId, code: known.code, ...describe(error) }, 'internal error');
}

/** The first three do not go away by themselves. */
const UPSTREAM_MESSAGE: Record<UpstreamReason, string> = {
  credentials: 'the provider refuses our key: check the API key setting',
  quota: "the provider's account is used up",
  model: 'the provider does not offer the configured model',
  failed: 'the provider failed',
  timeout: 'the provider was too slow',
  aborted: 'the visitor went away',
};

function logUpstream(log: Log, { error, known, requestId }: Failure & { error: UpstreamError }): void {
  const { reason, status } = error;
  if (reason === 'aborted') return;
  const level = reason === 'failed' || reason === 'timeout' ? 'warn' : 'error';
  log[level](
    {
      requestId,
      code: known.code,
      upstream: reason,
      ...(status === undefined ? {} : { upstreamStatus: status }),
    },
    UPSTREAM_MESSAGE[reason],
  );
}

/** Where it happened, without the message: that may quote anything. */
function describe(error: unknown): { errorName: string; frames: readonly string[] } {
  if (!(error instanceof Error)) return { errorName: typeof error, frames: [] };
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return { errorName: error.name, frames: frames.slice(0, 8).map((line) => line.trim()) };
}
