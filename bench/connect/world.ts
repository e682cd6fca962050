import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BenchSkipped } from '../report.js';
import { makeCertificate } from './certificate.js';
import type { TwoPlaces } from './network.js';
import { buildPages } from './pages.js';
import {
  BACKENDS,
  LOOPBACK_PEER_PORT,
  MOST_VISITS,
  PAGE_PORT,
  pageHost,
  type BackendOrigin,
} from './ports.js';
import { startProgram, type Program } from './program.js';

/** Everything but the visitor: pages, backends and the provider's stand-in, behind the wire. */
export interface World {
  /** What a browser must trust: see `Certificate.spkiHash`. */
  readonly trustedKey: string;
  close(): Promise<void>;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SERVER_MAIN = join(ROOT, 'dist/server/main.js');

/** Starts the world's programs. @throws BenchSkipped where the product has not been built. */
export async function startWorld({ world, folder }: TwoPlaces): Promise<World> {
  if (!existsSync(SERVER_MAIN)) throw new BenchSkipped('There is no build: run `npm run build` first.');
  const { spkiHash } = await makeCertificate(world.address, folder);
  await buildPages(join(folder, 'pages'));
  const running: Program[] = [];
  const close = async (): Promise<void> => {
    for (const program of running.toReversed()) await program.close();
  };
  try {
    running.push(
      await startProgram(world, {
        title: 'The local Realtime peer',
        args: ['--import=tsx', join(ROOT, 'demo/realtime-peer/main.ts')],
        env: { REALTIME_PEER_PORT: String(LOOPBACK_PEER_PORT) },
        ready: /realtime peer ready/,
      }),
    );
    for (const backend of Object.values(BACKENDS)) {
      running.push(
        await startProgram(world, {
          title: 'The backend',
          args: [SERVER_MAIN],
          env: backendSettings(backend, world.address),
          ready: /nutrina-voice ready/,
        }),
      );
    }
    running.push(
      await startProgram(world, {
        title: 'The program of the three origins',
        args: ['--import=tsx', fileURLToPath(new URL('origins.ts', import.meta.url)), world.address, folder],
        ready: /origins ready/,
      }),
    );
  } catch (error) {
    await close();
    throw error;
  }
  return { trustedKey: spkiHash, close };
}

function backendSettings(
  { loopbackPort, signaling, provider }: BackendOrigin,
  address: string,
): Record<string, string> {
  const pages = Array.from({ length: MOST_VISITS }, (_, visit) => `https://${pageHost(visit)}:${PAGE_PORT}`);
  const peer = `http://127.0.0.1:${LOOPBACK_PEER_PORT}/v1`;
  return {
    NODE_ENV: 'production',
    PORT: String(loopbackPort),
    LOG_LEVEL: 'error',
    SESSION_SECRET: randomBytes(32).toString('hex'),
    IDENTIFY: 'none',
    ALLOWED_ORIGINS: pages.join(','),
    OPENAI_API_KEY: 'sk-local-peer',
    OPENAI_REALTIME_BASE_URL: peer,
    OPENAI_REALTIME_PUBLIC_URL: `https://${address}:${provider.port}/v1`,
    OPENAI_REALTIME_SIGNALING: signaling,
    TTS_PROVIDER: 'openai-compatible',
    TTS_BASE_URL: peer,
    TTS_API_KEY: 'sk-local-peer',
    ICE_SERVERS: '[]',
    // One visitor at one address, many times: what a limit is there to stop.
    LIMIT_MINTS_PER_IDENTITY_AND_HOUR: '100000',
    LIMIT_MINTS_PER_ADDRESS_AND_HOUR: '100000',
  };
}
