import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';

import type { Fault, HttpPoint } from '../faults/profile.js';
import { Exchange } from './exchange.js';
import { HttpError } from './http-error.js';

/** What answers one path. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE' | 'PUT';
  /** Matched against the whole path; groups are handed over decoded. */
  readonly path: RegExp;
  readonly handle: (exchange: Exchange, ...groups: string[]) => Promise<void> | void;
  /** The name by which gates and faults know it. */
  readonly point?: HttpPoint;
}

export interface ServerHooks {
  /** Called once per request when its answer is over, complete or not. */
  onOver(exchange: Exchange): void;
  /** Before a named request is handled: gates and faults have their turn. */
  before(point: HttpPoint, exchange: Exchange): Promise<Fault[]>;
}

/** Requests the browser may make of `calls` (measured: what OpenAI's own client sends). */
const ALLOWED_HEADERS = 'authorization, content-type, x-openai-agents-sdk, x-peer-faults';

/** The peer's HTTP side. Listens to nothing yet. */
export function createPeerServer(routes: readonly Route[], hooks: ServerHooks): Server {
  return createServer((request, response) => {
    void answer(request, response, { routes, hooks });
  });
}

interface Setup {
  readonly routes: readonly Route[];
  readonly hooks: ServerHooks;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { routes, hooks }: Setup,
): Promise<void> {
  const exchange = new Exchange(request, response);
  response.once('close', () => hooks.onOver(exchange));
  // Without a listener a broken connection would end the process.
  request.on('error', () => response.destroy());
  response.on('error', () => response.destroy());
  try {
    if (exchange.method === 'OPTIONS') preflight(exchange);
    else await route(exchange, { routes, hooks });
  } catch (error) {
    fail(exchange, error);
  }
}

async function route(exchange: Exchange, { routes, hooks }: Setup): Promise<void> {
  const onPath = routes.flatMap((candidate) => {
    const match = candidate.path.exec(exchange.path);
    return match === null ? [] : [{ candidate, groups: match.slice(1).map(decoded) }];
  });
  const [first] = onPath;
  if (first === undefined) {
    throw HttpError.notFound(`Invalid URL (${exchange.method} ${exchange.path})`);
  }
  const found = onPath.find(({ candidate }) => candidate.method === exchange.method);
  if (found === undefined) {
    throw new HttpError(405, `Not allowed to ${exchange.method} on ${exchange.path}.`, {
      code: 'method_not_supported',
    });
  }
  const { candidate, groups } = found;
  if (candidate.point === 'calls') allowBrowsers(exchange);
  if (candidate.point !== undefined) {
    const faults = await hooks.before(candidate.point, exchange);
    if (exchange.response.writableEnded || exchange.response.destroyed) return;
    exchange.faults = faults;
  }
  await candidate.handle(exchange, ...groups);
}

function decoded(group: string | undefined): string {
  try {
    return decodeURIComponent(group ?? '');
  } catch {
    throw new HttpError(400, 'The URL is malformed.');
  }
}

/** Recorded on `calls`; minting has no such headers, because browsers must not mint. */
function allowBrowsers({ response }: Exchange): void {
  response.setHeader('access-control-allow-origin', '*');
  response.setHeader('access-control-expose-headers', 'Location, X-Request-Id');
  response.setHeader('x-request-id', `req_${randomUUID().replaceAll('-', '')}`);
  response.setHeader('timing-allow-origin', '*');
}

function preflight(exchange: Exchange): void {
  const { response } = exchange;
  if (exchange.path.startsWith('/v1/realtime/calls')) {
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('access-control-allow-methods', 'POST, OPTIONS');
    response.setHeader('access-control-allow-headers', ALLOWED_HEADERS);
    response.setHeader('access-control-max-age', '7200');
  }
  response.writeHead(204).end();
}

function fail(exchange: Exchange, error: unknown): void {
  const { response, signal } = exchange;
  if (signal.aborted || response.writableEnded) return;
  if (response.headersSent) {
    // The status is out: only a broken-off body can still say that something failed.
    response.destroy();
    return;
  }
  const known = error instanceof HttpError ? error : serverError(error);
  exchange.sendJson(known.status, known.toBody());
}

function serverError(error: unknown): HttpError {
  console.error('realtime peer: a request failed unexpectedly', error);
  return new HttpError(500, 'The server had an error while processing your request.', {
    type: 'server_error',
  });
}
