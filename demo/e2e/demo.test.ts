/** `npm run demo` as a newcomer meets it: one command, a page, a conversation, a clean end. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startBrowser, visit } from './visitor.js';

const START = fileURLToPath(new URL('../start.ts', import.meta.url));

test('the demo says what it uses, becomes ready, holds a conversation and ends cleanly', async () => {
  const { OPENAI_API_KEY: _key, ...environment } = process.env;
  const demo = spawn(process.execPath, ['--import=tsx', START], {
    env: { ...environment, OPENAI_API_KEY: '', PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const browser = await startBrowser();
  try {
    const lines: string[] = [];
    const ready = new Promise<string>((resolve, reject) => {
      createInterface({ input: demo.stdout }).on('line', (line) => {
        lines.push(line);
        const url = /^demo ready: (\S+)$/.exec(line)?.[1];
        if (url !== undefined) resolve(url);
      });
      demo.once('exit', (status) => {
        reject(new Error(`the demo ended with status ${status}: ${lines.join('\n')}`));
      });
    });
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
    const ended = once(demo, 'exit');
    demo.kill('SIGTERM');
    assert.deepEqual(await ended, [0, null]);
  }
});
