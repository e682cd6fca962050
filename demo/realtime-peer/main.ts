import { networkInterfaces } from 'node:os';

import { startRealtimePeer } from './peer.js';
import { replayFiles } from './replay/command.js';
import { settingsFrom } from './settings.js';
import { fuzzConversation } from './testing/fuzz-run.js';

/** Whether Chromium can hold a WebRTC call with this machine: it gathers nothing on loopback. */
function onlyLoopback(): boolean {
  return Object.values(networkInterfaces()).every(
    (addresses) => addresses?.every((address) => address.internal) ?? true,
  );
}

async function serve(): Promise<void> {
  if (onlyLoopback()) {
    console.error(
      'realtime peer: the only network interface is loopback, over which browsers make no WebRTC ' +
        'calls. HTTP works; for calls, bring up any other interface (no internet is needed).',
    );
  }
  const peer = await startRealtimePeer(settingsFrom(process.env));
  console.log(`realtime peer ready: http://localhost:${peer.port}/v1`);
  const end = () => {
    void peer.close().then(() => process.exit(0));
  };
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
}

function fuzz(count: number, seed: number): void {
  const startedAt = performance.now();
  const result = fuzzConversation(count, seed);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(
    JSON.stringify({ name: 'fuzz.events', value: result.received, unit: 'events', seed, seconds, ...result }),
  );
}

async function main(args: readonly string[]): Promise<void> {
  const [command, ...rest] = args;
  if (command === undefined) await serve();
  else if (command === 'replay' && rest.length > 0) {
    const agree = await replayFiles(rest, (line) => console.log(line));
    if (!agree) process.exitCode = 1;
  } else if (command === 'fuzz') fuzz(Number(rest[0] ?? 100_000), Number(rest[1] ?? 1));
  else throw new Error('usage: realtime-peer [replay FILE… | fuzz COUNT SEED]');
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(`realtime peer: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
