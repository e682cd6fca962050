/**
 * `npm run demo`: the whole product on this machine. Builds it, starts a Realtime peer in OpenAI's place
 * (unless OPENAI_API_KEY is set), the backend and the page, and says so once a visitor can really talk.
 */
import { spawnSync } from 'node:child_process';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { config } from 'dotenv';
import { startProgram, type Program } from './programs.js';
import { selfCheck } from './self-check.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

await main();

async function main(): Promise<void> {
  config({ path: join(ROOT, '.env'), quiet: true });
  const usesOpenAi = (process.env['OPENAI_API_KEY'] ?? '') !== '';
  console.log(
    usesOpenAi
      ? 'demo: using OpenAI (OPENAI_API_KEY is set)'
      : 'demo: using the local Realtime peer (no OPENAI_API_KEY)',
  );
  if (!usesOpenAi) warnAboutLoopback();
  build();

  const ending = endOnSignal();
  const running: Program[] = [];
  try {
    const settings = usesOpenAi ? {} : localWorld(await startPeer(running, ending));
    const backendUrl = await startBackend(running, { settings, ending });
    const pageUrl = `${backendUrl}/realtime.html`;
    await selfCheck(pageUrl);
    console.log(`demo ready: ${pageUrl}`);
    process.exitCode = await ending.ended;
  } catch (error) {
    // What a signal interrupted is no failure.
    if (!ending.signal.aborted) {
      console.error(error instanceof Error ? error.message : error);
      process.exitCode = 1;
    }
  } finally {
    for (const program of running.toReversed()) await program.stop();
  }
}

/** Chromium gathers no ICE candidate on the loopback interface, so no call can connect there. */
function warnAboutLoopback(): void {
  const reachable = Object.values(networkInterfaces())
    .flat()
    .some((address) => address?.internal === false);
  if (!reachable) {
    console.error(
      'demo: this machine has no network interface but loopback. Chromium cannot make WebRTC calls over it: ' +
        'join any network (no internet is needed) and start again.',
    );
  }
}

function build(): void {
  const { status } = spawnSync(process.execPath, ['--import=tsx', join(ROOT, 'scripts/build.ts')], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error('The build failed; `npm run build` shows where.');
}

async function startPeer(running: Program[], ending: Ending): Promise<string> {
  const port = process.env['REALTIME_PEER_PORT'] ?? (process.env['PORT'] === '0' ? '0' : '3001');
  const peer = await startProgram({
    title: 'The local Realtime peer',
    args: ['--import=tsx', join(ROOT, 'demo/realtime-peer/main.ts')],
    env: { REALTIME_PEER_PORT: port },
    ready: /realtime peer ready: (\S+)/,
    onExit: ending.fail,
    signal: ending.signal,
  });
  running.push(peer);
  return peer.url;
}

/** The backend's settings when the peer stands in OpenAI's place. The key is a word: nothing leaves this machine. */
function localWorld(peerUrl: string): Record<string, string> {
  return {
    OPENAI_API_KEY: 'sk-local-peer',
    OPENAI_REALTIME_BASE_URL: peerUrl,
    TTS_PROVIDER: 'openai-compatible',
    TTS_BASE_URL: peerUrl,
    TTS_API_KEY: 'sk-local-peer',
    ICE_SERVERS: '[]',
  };
}

async function startBackend(
  running: Program[],
  { settings, ending }: { settings: Record<string, string>; ending: Ending },
): Promise<string> {
  const backend = await startProgram({
    title: 'The backend',
    args: [join(ROOT, 'dist/server/main.js')],
    env: { PORT: process.env['PORT'] ?? '3000', NUTRINA_DEMO_PAGE: 'true', LOG_LEVEL: 'warn', ...settings },
    ready: /nutrina-voice ready: (\S+)/,
    onExit: ending.fail,
    signal: ending.signal,
  });
  running.push(backend);
  return backend.url;
}

interface Ending {
  /** Aborts when somebody asked the demo to end. */
  readonly signal: AbortSignal;
  /** Resolves with the exit status. */
  readonly ended: Promise<number>;
  /** A part of the demo ended by itself. */
  readonly fail: (status: number | null) => void;
}

function endOnSignal(): Ending {
  const asked = new AbortController();
  let end: (status: number) => void = () => undefined;
  const ended = new Promise<number>((resolve) => {
    end = resolve;
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      asked.abort();
      end(0);
    });
  }
  return {
    signal: asked.signal,
    ended,
    fail: () => {
      console.error('demo: a part of the demo ended unexpectedly.');
      end(1);
    },
  };
}
