import { randomUUID } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import type { ApiErrorCode } from '../contract/errors.js';
import { addressKey } from '../services/client-address.js';
import type { Log } from '../services/log.js';
import type { Caller } from '../services/session-service.js';

/** What a route may know of the request besides its own input. */
export interface RequestContext {
  /** Ours; a caller's own request id is not taken over, so that nobody can write into our log. */
  readonly requestId: string;
  readonly caller: Caller;
  /** The error code of the answer, for the log line. */
  code?: ApiErrorCode;
}

/** Probes come every few seconds; a line for each would bury the rest. */
const PROBES: readonly (string | undefined)[] = ['/healthz', '/readyz'];

const contexts = new WeakMap<Response, RequestContext>();

/** @throws an Error when `requestContext` has not run for this response. */
export function contextOf(response: Response): RequestContext {
  const context = contexts.get(response);
  if (context === undefined) throw new Error('The middleware requestContext must come first.');
  return context;
}

/** Gives every request its id and its caller, and logs one line when it is over. Comes first. */
export function requestContext(log: Log): RequestHandler {
  return (request, response, next) => {
    const requestId = randomUUID();
    const gone = new AbortController();
    const startedAt = performance.now();
    const context: RequestContext = {
      requestId,
      caller: { address: addressKey(request.ip), signal: gone.signal },
    };
    contexts.set(response, context);
    response.setHeader('X-Request-Id', requestId);
    const end = (): void => {
      if (gone.signal.aborted) return;
      gone.abort();
      request.socket.off('close', end);
      const route = patternOf(request.route);
      if (PROBES.includes(route)) return;
      log.info(
        {
          requestId,
          method: request.method,
          ...(route === undefined ? {} : { route }),
          status: response.statusCode,
          ...(context.code === undefined ? {} : { code: context.code }),
          durationMs: Math.round(performance.now() - startedAt),
        },
        response.writableFinished ? 'request done' : 'request cut off',
      );
    };
    response.once('close', end);
    // Asked for before the answer ahead of it was over, it has no socket yet, and nobody tells it of that one's end.
    if (response.socket === null) {
      // However many wait: past ten of them Node would warn of a leak, in the log of whoever is sent them.
      request.socket.setMaxListeners(0).once('close', end);
    }
    next();
  };
}

/** Express types the matched route as `any`; only its pattern is wanted. */
function patternOf(route: unknown): string | undefined {
  if (typeof route !== 'object' || route === null || !('path' in route)) return undefined;
  return typeof route.path === 'string' ? route.path : undefined;
}
