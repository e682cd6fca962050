/** How the demo is asked to end. */
export interface Ending {
  /** Aborts when somebody asked the demo to end. */
  readonly asked: AbortSignal;
  /** Aborts when they asked again. */
  readonly forced: AbortSignal;
  /** Resolves with the exit status. */
  readonly ended: Promise<number>;
  /** A part of the demo ended by itself. */
  readonly fail: () => void;
}

/** From now on SIGINT and SIGTERM end the demo well; a second one ends it at once. */
export function endOnSignals(): Ending {
  const asked = new AbortController();
  const forced = new AbortController();
  let end: (status: number) => void = () => undefined;
  const ended = new Promise<number>((resolve) => {
    end = resolve;
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (asked.signal.aborted) forced.abort();
      asked.abort();
      end(0);
    });
  }
  return {
    asked: asked.signal,
    forced: forced.signal,
    ended,
    fail: () => {
      console.error('demo: a part of the demo ended unexpectedly.');
      end(1);
    },
  };
}
