import type { Server } from 'node:http';
import type { Log } from './services/log.js';

export interface ShutdownOptions {
  readonly log: Log;
  /** Milliseconds that running answers get to finish. */
  readonly graceMs: number;
  /** The process has been asked to end: no longer ready for new work. */
  readonly onDraining: () => void;
}

/**
 * SIGTERM and SIGINT end the process well: no new connections, running answers finish, then exit 0. A second
 * signal ends it now. An error nobody caught ends it the same way, with exit 1, so that a supervisor restarts it.
 */
export function endOnSignals(server: Server, options: ShutdownOptions): void {
  server.on('request', (_request, response) => {
    response.once('close', () => {
      // An answer that began before the signal has promised to keep its connection, which would hold up the end.
      if (process.exitCode !== undefined) setImmediate(() => server.closeIdleConnections());
    });
  });
  const end = (exitCode: number): void => {
    if (process.exitCode !== undefined) process.exit(exitCode);
    process.exitCode = exitCode;
    options.onDraining();
    server.close(() => process.exit());
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), options.graceMs).unref();
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      options.log.info({ signal }, 'ending');
      end(0);
    });
  }
  const failed = (error: unknown): void => {
    options.log.error(
      { errorName: error instanceof Error ? error.name : typeof error },
      'uncaught error, ending',
    );
    end(1);
  };
  process.on('uncaughtException', failed).on('unhandledRejection', failed);
}
