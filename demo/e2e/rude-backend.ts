/** A server in the backend's place that answers every call with one prepared answer. */
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RudeAnswer {
  readonly status: number;
  readonly type?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface RudeBackend {
  readonly url: string;
  close(): Promise<void>;
}

export async function startRudeBackend(answer: RudeAnswer): Promise<RudeBackend> {
  const server = createServer((request, response) => {
    // CORS is in order: what is rude here is the answer.
    response.setHeader('access-control-allow-origin', request.headers.origin ?? '*');
    response.setHeader('access-control-allow-headers', 'authorization, content-type');
    response.setHeader('access-control-allow-methods', 'POST, DELETE');
    response.setHeader('access-control-expose-headers', 'retry-after');
    if (request.method === 'OPTIONS') response.writeHead(204).end();
    else reply(response, answer);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    close: () => close(server),
  };
}

/** The contract's error body. */
export function apiError(status: number, code: string, retryAfterSeconds?: number): RudeAnswer {
  const retry = retryAfterSeconds === undefined ? {} : { retryAfterMs: retryAfterSeconds * 1000 };
  return {
    status,
    type: 'application/json',
    body: JSON.stringify({ error: { code, message: 'Prepared by a test.', requestId: 'test', ...retry } }),
    ...(retryAfterSeconds === undefined ? {} : { headers: { 'retry-after': String(retryAfterSeconds) } }),
  };
}

function reply(
  response: ServerResponse,
  { status, type = 'text/plain', body = '', headers = {} }: RudeAnswer,
): void {
  response.writeHead(status, { 'content-type': type, ...headers }).end(body);
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
  });
}
