import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, rmdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { SessionReply } from './contract/session.js';
import { deferred } from './testing/deferred.js';
import { FakeUpstream, json } from './testing/fake-upstream.js';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
const TSX = import.meta.resolve('tsx');

let folder = '';
before(async () => {
  // A folder without a `.env`, so that the machine's own settings play no part.
  folder = await mkdtemp(join(tmpdir(), 'nutrina-main-'));
});
after(() => rm(folder, { recursive: true }));

function run(env: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, ['--import', TSX, MAIN], {
    cwd: folder,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { out: '', err: '' };
  const ready = deferred<string>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.out += text;
    const url = /^nutrina-voice ready: (\S+)\n$/.exec(output.out)?.[1];
    if (url !== undefined) ready.resolve(url);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.err += text;
  });
  const ended = once(child, 'close').then(([code]): unknown => code);
  return { child, output, ready: ready.promise, ended };
}

test('says one line per problem, no value, and ends with 78', async () => {
  const { output, ended } = run({ NODE_ENV: 'production', PORT: 'canary', OPENAI_API_KEY: 'sk canary' });
  assert.equal(await ended, 78);
  assert.equal(output.out, '');
  assert.deepEqual(
    output.err
      .trimEnd()
      .split('\n')
      .map((line) => line.split(' ')[0]),
    ['PORT', 'OPENAI_API_KEY'],
  );
  assert.doesNotMatch(output.err, /canary/);
});

test('picks a free port, says so in one line, serves, and ends well when asked', async () => {
  const upstream = await FakeUpstream.start({
    'POST /v1/realtime/client_secrets': json({ value: 'ek_1', expires_at: Date.now() / 1000 + 600 }),
  });
  const rest = deferred();
  upstream.answer('POST /v1/audio/speech', async (response) => {
    response.writeHead(200, { 'content-type': 'audio/pcm' }).write('begin');
    await rest.promise;
    response.end(' end');
  });
  const server = run({
    PORT: '0',
    OPENAI_API_KEY: 'sk-canary',
    OPENAI_REALTIME_BASE_URL: upstream.root,
    SESSION_SECRET: 'canary-canary-canary-canary-canary-canary',
    // Ends long before, or this test does not.
    SHUTDOWN_SECONDS: '600',
  });
  try {
    const url = await server.ready;
    const headers = { origin: url, 'content-type': 'application/json' };
    const opened = await fetch(`${url}/api/realtime/session`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ email: 'visitor@mail.example' }),
    });
    const { session } = SessionReply.parse(await opened.json());
    const speech = await fetch(`${url}/api/realtime/tts`, {
      method: 'POST',
      headers: { ...headers, authorization: `Bearer ${session.token}` },
      body: JSON.stringify({ text: 'Hello.' }),
    });
    assert.equal(speech.status, 200);

    server.child.kill('SIGTERM');
    await refusesConnections(Number(new URL(url).port));
    rest.resolve();
    assert.equal(await speech.text(), 'begin end');
    assert.equal(await server.ended, 0);
    assert.equal(server.output.out, `nutrina-voice ready: ${url}\n`);
    for (const line of server.output.err.trimEnd().split('\n')) JSON.parse(line);
    assert.doesNotMatch(server.output.err, /canary|visitor@/);
  } finally {
    server.child.kill('SIGKILL');
    await upstream.stop();
  }
});

test('a second signal ends it at once', async () => {
  const upstream = await FakeUpstream.start({ 'POST /v1/realtime/client_secrets': () => undefined });
  const server = run({
    PORT: '0',
    OPENAI_API_KEY: 'sk-1',
    OPENAI_REALTIME_BASE_URL: upstream.root,
    SHUTDOWN_SECONDS: '600',
  });
  try {
    const url = await server.ready;
    const stuck = fetch(`${url}/api/realtime/session`, {
      method: 'POST',
      headers: { origin: url, 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'visitor@mail.example' }),
    });
    const cut = assert.rejects(stuck);
    server.child.kill('SIGINT');
    await refusesConnections(Number(new URL(url).port));
    server.child.kill('SIGINT');
    assert.equal(await server.ended, 0);
    await cut;
  } finally {
    server.child.kill('SIGKILL');
    await upstream.stop();
  }
});

test('tells a load balancer for so long that it is not ready before it takes no more connections', async () => {
  const server = run({ PORT: '0', OPENAI_API_KEY: 'sk-1', DRAIN_SECONDS: '5' });
  try {
    const url = await server.ready;
    const ready = async (): Promise<number> => (await fetch(`${url}/readyz`)).status;
    assert.equal(await ready(), 200);
    server.child.kill('SIGTERM');
    let status = 200;
    while (status === 200) status = await ready();
    assert.equal(status, 503);
    assert.equal(await server.ended, 0);
  } finally {
    server.child.kill('SIGKILL');
  }
});

test('says of a .env that it cannot read that it is so', async () => {
  await mkdir(join(folder, '.env'));
  try {
    const server = run({ PORT: '0' });
    assert.equal(await server.ended, 78);
    assert.match(server.output.err, /^\.env could not be read \(EISDIR\)\nOPENAI_API_KEY is required/);
  } finally {
    await rmdir(join(folder, '.env'));
  }
});

test('names the address that this machine does not have', async () => {
  const server = run({ PORT: '0', OPENAI_API_KEY: 'sk-1', HOST: '203.0.113.9' });
  assert.equal(await server.ended, 78);
  assert.match(
    server.output.err,
    /^HOST could not be opened \(EADDRNOTAVAIL\): this machine has no such address; /m,
  );
});

test('names the port that it cannot have', async () => {
  const first = run({ PORT: '0', OPENAI_API_KEY: 'sk-1' });
  try {
    const { port } = new URL(await first.ready);
    const second = run({ PORT: port, OPENAI_API_KEY: 'sk-1' });
    assert.equal(await second.ended, 1);
    assert.match(second.output.err, /^PORT could not be opened \(EADDRINUSE\): another program has it; /m);
    assert.equal(second.output.out, '');
  } finally {
    first.child.kill('SIGTERM');
    await first.ended;
  }
});

/** Resolves when nobody listens any more; each try is its own event, so nothing waits blindly. */
async function refusesConnections(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    const refused = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(false)).once('error', () => resolve(true));
    });
    socket.destroy();
    if (refused) return;
  }
}
