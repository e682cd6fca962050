/**
 * The origins of the benchmark, in the world's network namespace: the host page's, and those of the backends and
 * the provider, each with TLS 1.3 and HTTP/1.1.
 *
 * `origins ADDRESS FOLDER` reads key.pem, certificate.pem and pages/ from FOLDER.
 */
import { once } from 'node:events';
import { createReadStream, readFileSync } from 'node:fs';
import {
  Agent,
  request as httpRequest,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { createServer } from 'node:https';
import { basename, extname, join } from 'node:path';
import { BACKENDS, LOOPBACK_PEER_PORT, PAGE_PORT, PROVIDERS } from './ports.js';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
};
/** Of the pages and the provider; see `BackendOrigin.keepAliveMs`. */
const KEEP_ALIVE_MS = 75_000;

const [address = '', folder = ''] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true });

await Promise.all([
  listen(PAGE_PORT, servePage),
  ...Object.values(PROVIDERS).map(({ port, preflightSeconds }) =>
    listen(port, passOn(LOOPBACK_PEER_PORT, { 'access-control-max-age': String(preflightSeconds) })),
  ),
  ...Object.values(BACKENDS).map(({ port, loopbackPort, keepAliveMs }) =>
    listen(port, passOn(loopbackPort, {}), keepAliveMs),
  ),
]);
console.log('origins ready');

async function listen(
  port: number,
  listener: RequestListener,
  keepAliveTimeout = KEEP_ALIVE_MS,
): Promise<void> {
  const server = createServer(
    {
      key: readFileSync(join(folder, 'key.pem')),
      cert: readFileSync(join(folder, 'certificate.pem')),
      minVersion: 'TLSv1.3',
      keepAliveTimeout,
    },
    listener,
  );
  await once(server.listen(port, address), 'listening');
}

function servePage(request: IncomingMessage, response: ServerResponse): void {
  const name = basename(pathOf(request));
  const contentType = CONTENT_TYPES[extname(name)];
  const file = contentType === undefined ? undefined : createReadStream(join(folder, 'pages', name));
  file?.once('open', () => {
    response.writeHead(200, { 'content-type': contentType });
    file.pipe(response);
  });
  file?.once('error', () => response.writeHead(404).end());
  if (file === undefined) response.writeHead(404).end();
}

/** To a program on loopback, as a site's TLS end would. `preflightHeaders` replace what it says to an OPTIONS. */
function passOn(port: number, preflightHeaders: Readonly<Record<string, string>>): RequestListener {
  return (request, response) => {
    const { method, url: path, headers } = request;
    const inside = httpRequest({ agent, host: '127.0.0.1', port, method, path, headers });
    inside.once('response', (answer) => {
      const replaced = method === 'OPTIONS' ? preflightHeaders : {};
      response.writeHead(answer.statusCode ?? 502, { ...answer.headers, ...replaced });
      answer.pipe(response);
    });
    inside.once('error', () => (response.headersSent ? response.destroy() : response.writeHead(502).end()));
    // A browser that closes its page gives its request up.
    response.once('close', () => inside.destroy());
    request.pipe(inside);
  };
}

function pathOf(request: IncomingMessage): string {
  return new URL(request.url ?? '/', 'https://page').pathname;
}
