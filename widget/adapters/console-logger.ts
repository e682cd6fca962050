import type { Logger } from '../session/ports.js';

/* oxlint-disable no-console -- the one place that writes to the page's console, and only where it was asked to */
/** Writes at `console.debug`, which browsers hide unless a developer asks: a host page's console stays clean. */
export const consoleLogger: Logger = {
  debug: (message, details = {}) => console.debug('nutrina-voice:', message, details),
  warn: (message, details = {}) => console.debug('nutrina-voice: warning:', message, details),
};

/** Says nothing. */
export const silentLogger: Logger = { debug: () => undefined, warn: () => undefined };
