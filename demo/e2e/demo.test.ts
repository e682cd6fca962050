/** `npm run demo` as a newcomer meets it: one command, a page, a conversation, a clean end. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startBrowser, visit } from './visitor.js';

const START = fileURLToPath(new URL('../start.ts', import.meta.url));

function startDemo(env: Readonly<Record<string, string>>) {
  const demo = spawn(process.execPath, ['--import=tsx', START], {
    // Empty and not absent: a `.env` beside the demo plays no part then.
    env: { ...process.env, OPENAI_API_KEY: '', LOG_LEVEL: '', NODE_ENV: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const output = createInterface({ input: demo.stdout }).on('line', (line) => lines.push(line));
  const complaints: string[] = [];
  createInterface({ input: demo.stderr }).on('line', (line) => complaints.push(line));
  // Both ends of the output close when the last program that has inherited them is gone.
  const closed = once(demo, 'close');
  const ready = new Promise<string>((resolve, reject) => {
    output.on('line', (line) => {
      const url = /^demo ready: (\S+)$/.exec(line)?.[1];
      if (url !== undefined) resolve(url);
    });
    demo.once('close', (status) => {
      reject(new Error(`the demo ended with status ${status}: ${[...lines, ...complaints].join('\n')}`));
    });
  });
  ready.then(undefined, () => undefined);
  return { demo, output, lines, complaints, ready, closed };
}

test('a taken port is named, with the setting that moves it, before anything is built', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const address = other.address();
  const port = typeof address === 'object' ? String(address?.port) : '';
  const { complaints, closed } = startDemo({ PORT: '0', REALTIME_PEER_PORT: port });
  assert.deepEqual(await closed, [1, null]);
  assert.deepEqual(complaints, [
    `demo: port ${port} is taken by another program. Set another, for example REALTIME_PEER_PORT=0 for any free one.`,
  ]);
  await new Promise((resolve) => other.close(resolve));
});

test('Ctrl-C while it still builds ends it well, without a word', { timeout: 90_000 }, async () => {
  const { demo, output, lines, complaints, closed } = startDemo({ PORT: '0' });
  await once(output, 'line');
  demo.kill('SIGINT');
  assert.deepEqual(await closed, [0, null]);
  assert.equal(lines.length, 1);
  assert.deepEqual(complaints, []);
});

test('it says what it uses, becomes ready, holds a conversation, ends cleanly and leaves no program', async () => {
  const { demo, lines, complaints, ready, closed } = startDemo({ PORT: '0' });
  const browser = await startBrowser();
  try {
    const url = await ready;
    assert.match(lines[0] ?? '', /local Realtime peer/);
    assert.match(url, /^http:\/\/localhost:\d+\/realtime\.html$/);

    const visitor = await visit(browser, url);
    await visitor.startCall();
    await visitor.type('textbox', 'Message', 'What is a good breakfast?');
    await visitor.page.keyboard.press('Enter');
    await visitor.state('speaking');
    const shown = await visitor.page.evaluate(() => document.querySelector('#event-list')?.textContent ?? '');
    assert.match(shown, /nutrina-speech-start/);
    assert.deepEqual(visitor.complaints, []);
    const hosts = new Set(visitor.requests.map((request) => new URL(request.url()).hostname));
    assert.deepEqual(
      [...hosts].filter((host) => !['localhost', '127.0.0.1'].includes(host)),
      [],
    );
  } finally {
    await browser.close();
    demo.kill('SIGTERM');
    assert.deepEqual(await closed, [0, null]);
  }
  assert.equal(lines.length, 2, 'what it uses, and that it is ready');
  assert.deepEqual(complaints, [], 'a newcomer reads no warning');
});
