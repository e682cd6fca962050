/**
 * The whole product on loopback for one test file: the local peer in this process (so that its journal and
 * its gates are at hand), the built backend as its own program, and a site owner's page on another origin.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { startProgram, type Program } from '../programs.js';
import { startRealtimePeer, type RealtimePeer, type RealtimePeerOptions } from '../realtime-peer/peer.js';

export interface World {
  readonly peer: RealtimePeer;
  /** Where the backend listens. */
  readonly backendUrl: string;
  /** A page of another origin than the backend's. `attributes` go onto the element; `script` replaces its address. */
  hostPage(attributes?: string, options?: HostPageOptions): string;
  close(): Promise<void>;
}

export interface HostPageOptions {
  /** The body instead of one element. */
  readonly body?: string;
  readonly scripts?: readonly string[];
  readonly csp?: string;
}

export interface WorldOptions {
  readonly peer?: RealtimePeerOptions;
  /** More settings of the backend. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Resolved to loopback by a browser flag; browsers trust `localhost` but not this. */
export const INSECURE_HOST = 'insecure.test';

const SERVER_MAIN = fileURLToPath(new URL('../../dist/server/main.js', import.meta.url));

export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const pages = new Map<string, HostPageOptions>();
  const host = await startHost(pages);
  const hostOrigin = `http://localhost:${portOf(host)}`;
  const peer = await startRealtimePeer({ port: 0, ...options.peer });
  const asked = new AbortController();
  const backend: Program = await startProgram({
    title: 'The backend',
    args: [SERVER_MAIN],
    env: {
      NODE_ENV: 'production',
      PORT: '0',
      SESSION_SECRET: 'end-to-end tests only, 32 characters or more',
      // The second is the same host under a name that is no secure context.
      ALLOWED_ORIGINS: `${hostOrigin},${hostOrigin.replace('localhost', INSECURE_HOST)}`,
      OPENAI_API_KEY: 'sk-local-peer',
      OPENAI_REALTIME_BASE_URL: peer.url,
      TTS_PROVIDER: 'openai-compatible',
      TTS_BASE_URL: peer.url,
      TTS_API_KEY: 'sk-local-peer',
      ICE_SERVERS: '[]',
      LOG_LEVEL: 'error',
      ...options.env,
    },
    ready: /nutrina-voice ready: (\S+)/,
    onExit: (status) => {
      console.error(`the backend ended with status ${status} in the middle of a test`);
    },
    ending: { asked: asked.signal, forced: new AbortController().signal },
  });
  let made = 0;
  return {
    peer,
    backendUrl: backend.url,
    hostPage: (attributes = '', page = {}) => {
      made += 1;
      const path = `/page-${made}`;
      pages.set(path, {
        scripts: [`${backend.url}/nutrina-voice.js`],
        body: `<nutrina-voice ${attributes}></nutrina-voice>`,
        ...page,
      });
      return hostOrigin + path;
    },
    close: async () => {
      await backend.stop();
      asked.abort();
      await peer.close();
      host.closeAllConnections();
      await new Promise((resolve) => host.close(resolve));
    },
  };
}

function startHost(pages: ReadonlyMap<string, HostPageOptions>): Promise<Server> {
  const server = createServer((request, response) => {
    const page = pages.get(new URL(request.url ?? '/', 'http://host').pathname);
    if (page === undefined) {
      // Browsers ask for an icon by themselves; a 404 would stand in the console as an error of ours.
      response.writeHead(request.url === '/favicon.ico' ? 204 : 404).end();
      return;
    }
    response.setHeader('content-type', 'text/html; charset=utf-8');
    if (page.csp !== undefined) response.setHeader('content-security-policy', page.csp);
    const scripts = (page.scripts ?? [])
      .map((src) => `<script type="module" src="${src}"></script>`)
      .join('\n');
    response.end(`<!doctype html>
<html lang="en">
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width" />
<title>A site owner’s page</title>
${scripts}
<h1>A site owner’s page</h1>
${page.body ?? ''}
<p>Text after the element.</p>
</html>`);
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve(server);
    });
  });
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
