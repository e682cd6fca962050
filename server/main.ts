import { createServer } from 'node:http';
import { basename, dirname, join } from 'node:path';
import { config as loadDotenv } from 'dotenv';
import { pino } from 'pino';
import { createApp } from './app.js';
import { parseConfig, type Config } from './config.js';
import { createServices } from './create-services.js';
import type { Log } from './services/log.js';
import { endOnSignals } from './shutdown.js';

/** EX_CONFIG of sysexits.h: a supervisor need not try again before somebody has changed a setting. */
const EXIT_CONFIG = 78;
/** There is no such address on this machine, or none of that name. */
const WRONG_HOST: ReadonlySet<string> = new Set(['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN', 'EINVAL']);

/** What the operator can do about it, where that is known. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ['EADDRINUSE', ': another program has it; end that one or name another'],
  ['EACCES', ': this user may not; name one above 1023'],
  ['EADDRNOTAVAIL', ': this machine has no such address; leave it out to listen on all'],
  ['ENOTFOUND', ': no address has this name; leave it out to listen on all'],
]);

main();

function main(): void {
  const { error } = loadDotenv({ quiet: true });
  // Without the file the environment says everything; with one that cannot be read it does not, and nobody would know.
  if (error !== undefined && codeOf(error) !== 'ENOENT')
    process.stderr.write(`.env could not be read (${codeOf(error)})\n`);
  const result = parseConfig(process.env, Date.now());
  if (!result.ok) {
    process.stderr.write(result.problems.map((problem) => `${problem}\n`).join(''));
    process.exitCode = EXIT_CONFIG;
    return;
  }
  const { config, warnings } = result;
  // Standard output belongs to the ready line alone.
  const log: Log = pino({ level: config.logLevel, base: null }, pino.destination({ fd: 2, sync: true }));
  for (const { setting, message } of warnings) log.warn({ setting }, `${setting} ${message}`);
  serve(config, log);
}

function serve(config: Config, log: Log): void {
  let draining = false;
  const app = createApp({
    api: createServices(config, log),
    origins: config.http.origins,
    trustProxy: config.http.trustProxy,
    log,
    dist: distFolder(),
    demoPage: config.http.demoPage ? { connectTo: pageOrigins(config) } : null,
    isDraining: () => draining,
  });
  const server = createServer(
    {
      // Slow senders hold a connection no longer than a request of 32 kB can reasonably take.
      headersTimeout: 5_000,
      requestTimeout: 15_000,
      connectionsCheckingInterval: 1_000,
      // A visitor reads before the click that starts the call; a socket closed meanwhile costs two round trips.
      keepAliveTimeout: 75_000,
      maxHeaderSize: 8_192,
    },
    app,
  );
  endOnSignals(server, {
    log,
    drainMs: config.http.drainMs,
    graceMs: config.http.shutdownMs,
    onDraining: () => {
      draining = true;
    },
  });
  server.once('error', (error) => {
    const code = codeOf(error);
    const isHost = WRONG_HOST.has(code);
    const why = REASONS.get(code) ?? '';
    process.stderr.write(`${isHost ? 'HOST' : 'PORT'} could not be opened (${code})${why}\n`);
    process.exitCode = isHost ? EXIT_CONFIG : 1;
  });
  server.listen({ port: config.http.port, host: config.http.host }, () => {
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : config.http.port;
    log.info({ port }, 'listening');
    process.stdout.write(`nutrina-voice ready: http://localhost:${port}\n`);
  });
}

/** An error's `code`, as Node names what the system refused. */
function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : error.name;
}

/** Built, this file is `dist/server/main.js`; from source, the build is next to us. */
function distFolder(): string {
  const above = dirname(import.meta.dirname);
  return basename(above) === 'dist' ? above : join(above, 'dist');
}

/** Where the demo page must be able to post its offer, and to open a WebSocket. */
function pageOrigins({ realtime }: Config): string[] {
  if (realtime === null) return [];
  const { signaling, callsUrl, webSocketUrl } = realtime;
  const urls = [signaling === 'direct' ? callsUrl : undefined, webSocketUrl];
  return urls.flatMap((url) => (url === undefined ? [] : [new URL(url).origin]));
}
