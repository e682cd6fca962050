export interface Closable {
  close(): Promise<void>;
}

/** Takes over the closing of `thing` and hands it back. */
export type Keep = <T extends Closable>(thing: T) => T;

const SIGNALS = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 } as const;

/**
 * Runs `work` and then closes what it kept, the last first: whether it succeeds, fails, or a signal ends this
 * process. After a signal the process exits as shells expect it, with 128 and the signal's number.
 */
export async function withClosing<T>(work: (keep: Keep) => Promise<T>): Promise<T> {
  const kept: Closable[] = [];
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => (closing ??= closeAll(kept));
  const handlers = Object.entries(SIGNALS).map(([signal, number]) => {
    const handler = (): void => void close().finally(() => process.exit(128 + number));
    process.on(signal, handler);
    return { signal, handler };
  });
  try {
    return await work((thing) => {
      kept.push(thing);
      return thing;
    });
  } finally {
    await close();
    for (const { signal, handler } of handlers) process.off(signal, handler);
  }
}

/** One that cannot be closed must not leave the others open. */
async function closeAll(kept: readonly Closable[]): Promise<void> {
  const failures: unknown[] = [];
  for (const thing of kept.toReversed()) {
    await thing.close().catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw new AggregateError(failures, 'Not everything could be closed.');
}
