import type { Clock } from '../session/ports.js';

/** The page's monotonic time, and `setTimeout` tied to a signal. */
export const browserClock: Clock = {
  now: () => performance.now(),

  wallMs: () => Date.now(),

  after(delayMs, callback, signal) {
    if (signal.aborted) return;
    const cancel = (): void => clearTimeout(timer);
    const timer = setTimeout(() => {
      // A signal may outlive thousands of timers: without this each would leave a listener on it.
      signal.removeEventListener('abort', cancel);
      callback();
    }, delayMs);
    signal.addEventListener('abort', cancel, { once: true });
  },
};
