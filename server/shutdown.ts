import type { Server } from 'node:http';
import type { Log } from './services/log.js';

export interface ShutdownOptions {
  readonly log: Log;
  /** Milliseconds in which everybody is still served, until a load balancer has heard that we are not ready. */
  readonly drainMs: number;
  /** Milliseconds that running answers get to finish after that. */
  readonly graceMs: number;
  /** The process has been asked to end: no longer ready for new work. */
  readonly onDraining: () => void;
}

/**
 * SIGTERM and SIGINT end the process well: not ready any more, then no new connections, running answers finish, exit 0. A second
 * signal ends it now. An error nobody caught ends it the same way, with exit 1, so that a supervisor restarts it.
 */
export function endOnSignals(server: Server, options: ShutdownOptions): void {
  server.on('request', (_request, response) => {
    response.once('close', () => {
      // An answer that began before the signal has promised to keep its connection, which would hold up the end.
      if (!server.listening) setImmediate(() => server.closeIdleConnections());
    });
  });
  const end = (exitCode: number): void => {
    if (process.exitCode !== undefined) process.exit(exitCode);
    process.exitCode = exitCode;
    options.onDraining();
    const close = (): void => {
      server.close(() => process.exit());
      server.closeIdleConnections();
      setTimeout(() => server.closeAllConnections(), options.graceMs).unref();
    };
    // After an error that nobody caught nobody is served any more than has to be.
    if (exitCode === 0 && options.drainMs > 0) setTimeout(close, options.drainMs);
    else close();
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
