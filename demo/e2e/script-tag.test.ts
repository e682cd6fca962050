/** The built script on a strict page of another site: no backend, only what the files themselves do. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { extname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'puppeteer-core';
import { startBrowser } from './visitor.js';

const FILES = fileURLToPath(new URL('../../dist/widget', import.meta.url));
const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.html': 'text/html' };
const POLICY =
  "default-src 'none'; script-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; require-trusted-types-for 'script'; trusted-types lit-html";

let site: Server;
let origin: string;
let browser: Browser;

before(async () => {
  site = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://site').pathname;
    if (path.startsWith('/page/')) {
      response.writeHead(200, { 'content-type': 'text/html', 'content-security-policy': POLICY });
      response.end(pageOf(decodeURIComponent(path.slice('/page/'.length)).split('|')));
      return;
    }
    readFile(join(FILES, path)).then(
      (body) => response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'text/plain' }).end(body),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => {
    site.listen(0, '127.0.0.1', resolve);
  });
  const address = site.address();
  origin = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  browser = await startBrowser();
});

after(async () => {
  await browser.close();
  site.closeAllConnections();
  await new Promise((resolve) => {
    site.close(resolve);
  });
});

function pageOf(scripts: readonly string[]): string {
  const tags = scripts.map((source) => `<script type="module" src="/${source}"></script>`).join('');
  return `<!doctype html><html lang="en"><title>Site</title><link rel="icon" href="data:,">${tags}
    <nutrina-voice identify="none"><p>Fallback</p></nutrina-voice></html>`;
}

interface Visit {
  readonly page: Page;
  readonly paths: readonly string[];
  readonly complaints: readonly string[];
}

async function open(...scripts: readonly string[]): Promise<Visit> {
  const page = await browser.newPage();
  const paths: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith('data:')) paths.push(request.url().replace(origin, ''));
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (['error', 'warn'].includes(message.type())) complaints.push(message.text());
  });
  await page.goto(`${origin}/page/${encodeURIComponent(scripts.join('|'))}`);
  await page.waitForFunction(() => customElements.get('nutrina-voice') !== undefined);
  await page.waitForSelector('nutrina-voice >>> ::-p-aria([role="button"][name="Connect"])');
  return { page, paths, complaints };
}

test('loads only its entry and its shell before anybody shows interest', async () => {
  const { page, paths, complaints } = await open('nutrina-voice.js');
  await page.waitForNetworkIdle();
  const ours = paths.filter((path) => !path.startsWith('/page/'));
  assert.equal(ours.length, 2, ours.join(' '));
  assert.equal(ours[0], '/nutrina-voice.js');
  assert.match(ours[1] ?? '', /^\/chunks\/element-/);
  assert.deepEqual(complaints, []);
  await page.close();
});

test('loads the rest when the pointer comes near, and nothing from anywhere else', async () => {
  const { page, paths, complaints } = await open('nutrina-voice.js');
  const rest = page.waitForResponse((response) => response.url().includes('/chunks/call-'));
  const element = await page.$('nutrina-voice');
  await element?.hover();
  assert.equal((await rest).status(), 200);
  assert.ok(
    paths.every((path) => path.startsWith('/')),
    paths.join(' '),
  );
  assert.deepEqual(complaints, []);
  await page.close();
});

test('may be loaded twice, also under another address, and registers once', async () => {
  const { page, paths, complaints } = await open(
    'nutrina-voice.js',
    'nutrina-voice.js?v=2',
    'nutrina-voice.js',
  );
  assert.deepEqual(complaints, []);
  assert.equal(paths.filter((path) => path.includes('/chunks/element-')).length, 1);
  await page.close();
});

test('talks to the backend that served the script unless told otherwise', async () => {
  const { page, paths } = await open('nutrina-voice.js');
  await page.evaluate(() =>
    document
      .querySelector('nutrina-voice')
      ?.connect()
      .catch(() => undefined),
  );
  assert.ok(paths.includes('/api/realtime/session'), paths.join(' '));
  await page.close();
});

test('says that a part is missing, and works once it is there', async () => {
  const { page } = await open('nutrina-voice.js');
  let missing = true;
  await page.setRequestInterception(true);
  page.on('request', (request) => {
    void (missing && request.url().includes('/chunks/call-') ? request.abort() : request.continue());
  });
  const code = await page.evaluate(() =>
    document
      .querySelector('nutrina-voice')
      ?.connect()
      .then(
        () => 'resolved',
        (error: { code?: string }) => error.code,
      ),
  );
  assert.equal(code, 'chunk-failed');
  missing = false;
  const rest = page.waitForResponse((response) => response.url().includes('/api/realtime/session'));
  const again = await page.waitForSelector('nutrina-voice >>> ::-p-aria([role="button"][name="Try again"])');
  await again?.click();
  await rest;
  await page.close();
});
