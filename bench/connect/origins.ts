/**
 * The three origins of the benchmark, in the world's network namespace: the host page's, the backend's and the
 * provider's, each with TLS 1.3 and HTTP/1.1 on a port of its own. The backend and the provider are programs on
 * loopback: what comes in for them is decrypted and passed on byte by byte, so that their own headers decide.
 *
 * `origins ADDRESS FOLDER` reads key.pem, certificate.pem and the pages from FOLDER.
 */
import { createReadStream, readFileSync } from 'node:fs';
import { createServer as createHttpsServer } from 'node:https';
import { connect } from 'node:net';
import { once } from 'node:events';
import { basename, extname, join } from 'node:path';
import { createServer as createTlsServer, type TLSSocket, type TlsOptions } from 'node:tls';
import {
  BACKEND_PORT,
  LOOPBACK_BACKEND_PORT,
  LOOPBACK_PEER_PORT,
  PAGE_PORT,
  PROVIDER_PORT,
} from './ports.js';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
};

const [address = '', folder = ''] = process.argv.slice(2);
const security: TlsOptions = {
  key: readFileSync(join(folder, 'key.pem')),
  cert: readFileSync(join(folder, 'certificate.pem')),
  minVersion: 'TLSv1.3',
};

await Promise.all([
  servePages(),
  passOn(BACKEND_PORT, LOOPBACK_BACKEND_PORT),
  passOn(PROVIDER_PORT, LOOPBACK_PEER_PORT),
]);
console.log('origins ready');

async function servePages(): Promise<void> {
  const server = createHttpsServer(security, (request, response) => {
    const name = basename(new URL(request.url ?? '/', 'https://page').pathname);
    const contentType = CONTENT_TYPES[extname(name)];
    if (contentType === undefined) {
      response.writeHead(404).end();
      return;
    }
    const file = createReadStream(join(folder, 'pages', name));
    file.once('error', () => response.writeHead(404).end());
    file.once('open', () => {
      response.writeHead(200, { 'content-type': contentType });
      file.pipe(response);
    });
  });
  await once(server.listen(PAGE_PORT, address), 'listening');
}

async function passOn(from: number, to: number): Promise<void> {
  const server = createTlsServer(security, (outside: TLSSocket) => {
    const inside = connect(to, '127.0.0.1');
    for (const socket of [outside, inside]) socket.setNoDelay(true);
    outside.pipe(inside).pipe(outside);
    // One end gone means both: a browser that closes its tab resets the connection.
    outside.on('error', () => inside.destroy());
    inside.on('error', () => outside.destroy());
  });
  await once(server.listen(from, address), 'listening');
}
