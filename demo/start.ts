/**
 * `npm run demo`: the whole product on this machine. Builds it, starts a Realtime peer in OpenAI's place
 * (unless OPENAI_API_KEY is set), the backend and the page, and says so once a visitor can really talk.
 */
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { config } from 'dotenv';
import { backendSettings, localSettings } from './backend-settings.js';
import { endOnSignals, type Ending } from './ending.js';
import { requireFreePort } from './free-port.js';
import { runTask, startProgram, type Program } from './programs.js';
import { selfCheck } from './self-check.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

await main();

async function main(): Promise<void> {
  config({ path: join(ROOT, '.env'), quiet: true });
  // Before the first word: whoever has read it may press Ctrl-C.
  const ending = endOnSignals();
  const usesOpenAi = setting('OPENAI_API_KEY') !== undefined;
  console.log(
    usesOpenAi
      ? 'demo: using OpenAI (OPENAI_API_KEY is set)'
      : 'demo: using the local Realtime peer (no OPENAI_API_KEY)',
  );
  const running: Program[] = [];
  try {
    const pageUrl = await startAll({ usesOpenAi, ending, running });
    await Promise.race([selfCheck(pageUrl), ending.ended]);
    if (!ending.asked.aborted) console.log(`demo ready: ${pageUrl}`);
    process.exitCode = await ending.ended;
  } catch (error) {
    // What a signal interrupted is no failure.
    if (!ending.asked.aborted) {
      console.error(error instanceof Error ? error.message : error);
      process.exitCode = 1;
    }
  }
  for (const program of running.toReversed()) await program.stop();
  // A check that a signal interrupted may still be waiting for an answer.
  if (ending.asked.aborted) process.exit();
}

interface Start {
  readonly usesOpenAi: boolean;
  readonly ending: Ending;
  /** What has been started, for the end. */
  readonly running: Program[];
}

/** @returns the demo page's address. */
async function startAll({ usesOpenAi, ending, running }: Start): Promise<string> {
  const port = setting('PORT') ?? '3000';
  const peerPort = setting('REALTIME_PEER_PORT') ?? (port === '0' ? '0' : '3001');
  await requireFree('PORT', port, setting('HOST'));
  if (!usesOpenAi) {
    warnAboutLoopback();
    await requireFree('REALTIME_PEER_PORT', peerPort, setting('REALTIME_PEER_HOST') ?? '127.0.0.1');
  }
  await runTask({
    title: 'The build (`npm run build` shows where)',
    args: ['--import=tsx', join(ROOT, 'scripts/build.ts')],
    ending,
  });
  let settings = backendSettings(process.env);
  if (!usesOpenAi) {
    const peer = await startPeer(peerPort, ending);
    running.push(peer);
    settings = { ...settings, ...localSettings(process.env, peer.url) };
  }
  const backend = await startBackend({ PORT: port, ...settings }, ending);
  running.push(backend);
  return `${backend.url}/realtime.html`;
}

/** An empty value counts as none, as in `.env`. */
function setting(name: string): string | undefined {
  const value = process.env[name]?.trim();
  return value === '' ? undefined : value;
}

async function requireFree(name: string, text: string, host: string | undefined): Promise<void> {
  const port = Number(text);
  // What is no port is for the program to refuse that reads the setting.
  if (!Number.isInteger(port) || port < 0 || port > 65_535) return;
  await requireFreePort({ setting: name, port, ...(host === undefined ? {} : { host }) });
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

function startPeer(port: string, ending: Ending): Promise<Program> {
  return startProgram({
    title: 'The local Realtime peer',
    args: ['--import=tsx', join(ROOT, 'demo/realtime-peer/main.ts')],
    env: { REALTIME_PEER_PORT: port },
    ready: /realtime peer ready: (\S+)/,
    onExit: ending.fail,
    ending,
  });
}

function startBackend(env: Readonly<Record<string, string>>, ending: Ending): Promise<Program> {
  return startProgram({
    title: 'The backend',
    args: [join(ROOT, 'dist/server/main.js')],
    env,
    ready: /nutrina-voice ready: (\S+)/,
    onExit: ending.fail,
    ending,
  });
}
