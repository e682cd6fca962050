import { createServer } from 'node:net';

export interface WantedPort {
  /** The setting that moves it. */
  readonly setting: string;
  /** 0 is always free. */
  readonly port: number;
  /** Absent: every address of this machine. */
  readonly host?: string;
}

/**
 * Sees that nobody listens there, so that the answer comes now and not after a build.
 *
 * @throws an Error that names the setting.
 */
export async function requireFreePort({ setting, port, host }: WantedPort): Promise<void> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ port, ...(host === undefined ? {} : { host }) }, resolve);
    });
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    const problem = code === 'EADDRINUSE' ? 'is taken by another program' : `cannot be used (${code})`;
    throw new Error(
      `demo: port ${port} ${problem}. Set another, for example ${setting}=0 for any free one.`,
      { cause },
    );
  }
  await new Promise((resolve) => server.close(resolve));
}
