import type { Clock } from '../conversation/ports.js';

/** The machine's own time. Timers do not keep the process alive: a call without a link is over. */
export const realClock: Clock = {
  nowMs: () => performance.now(),
  unixSeconds: () => Math.floor(Date.now() / 1000),
  after: (delayMs, run) => {
    const timer = setTimeout(run, Math.max(0, delayMs));
    return () => clearTimeout(timer);
  },
};
