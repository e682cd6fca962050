/** The built package in a site of its own: what the site's Vite, its TypeScript and its server make of it. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build, preview } from 'vite';
import { startBrowser } from './visitor.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FILES = {
  'index.html': `<!doctype html><html lang="en"><title>Site</title><link rel="icon" href="data:,">
    <nutrina-voice identify="none"></nutrina-voice><script type="module" src="/main.ts"></script></html>`,
  'main.ts': `import 'nutrina-voice/define';
    const voice = document.querySelector('nutrina-voice');
    const mode: 'auto' | 'hybrid' | 'speech' | 'text' | undefined = voice?.mode;
    voice?.addEventListener('nutrina-text', ({ detail }) => detail.text.length + (mode ?? '').length);
    document.addEventListener('nutrina-error', ({ detail: { code } }) => {
      // @ts-expect-error -- this is no code of an error
      return code === 'no-such-code';
    });`,
  'on-a-server.mjs': `import { NutrinaVoice } from 'nutrina-voice';
    console.log(typeof NutrinaVoice, typeof document);
    await import('nutrina-voice/define');
    console.log('defined');`,
  'nutrina-voice.d.ts': /```ts\n(.*?)```/s.exec(readFileSync(join(ROOT, 'README.md'), 'utf8'))?.[1] ?? '',
  'page.tsx': `import 'nutrina-voice/define';
    import type { NutrinaVoice } from 'nutrina-voice';
    const ref: { current: NutrinaVoice | null } = { current: null };
    const wrong: { current: HTMLFormElement | null } = { current: null };
    export const page = <nutrina-voice className="voice" ref={ref} user-email="ada@example.org" push-to-talk />;
    // @ts-expect-error -- the element is no form
    export const refused = <nutrina-voice ref={wrong} />;`,
  // As much of React's types as the above has to do with.
  'node_modules/react/index.d.ts': `export type DetailedHTMLProps<Attributes, T> = Attributes & { ref?: { current: T | null } };
    export interface HTMLAttributes<T> { className?: string; onClick?: (element: T) => void }
    export namespace JSX { interface IntrinsicElements { p: HTMLAttributes<HTMLParagraphElement> } }`,
  'node_modules/react/jsx-runtime.d.ts': `export { JSX } from './index.js';`,
} as const;

let site: string;

before(() => {
  mkdirSync(join(ROOT, '.cache'), { recursive: true });
  // Below the project, where Lit, which npm would install beside the package, is found.
  site = mkdtempSync(join(ROOT, '.cache/site-'));
  const installed = join(site, 'node_modules/nutrina-voice');
  for (const path of ['package.json', 'dist/npm', 'dist/types'])
    cpSync(join(ROOT, path), join(installed, path), { recursive: true });
  mkdirSync(join(site, 'node_modules/react'));
  for (const [path, text] of Object.entries(FILES)) writeFileSync(join(site, path), text);
});

after(() => {
  rmSync(site, { recursive: true });
});

test('a site’s Vite builds it, and the call is loaded when the pointer comes near', async () => {
  await build({ root: site, configFile: false, logLevel: 'silent' });
  const server = await preview({ root: site, configFile: false, preview: { host: '127.0.0.1', port: 0 } });
  const browser = await startBrowser();
  try {
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => complaints.push(message.text()));
    const paths: string[] = [];
    page.on('request', (request) => paths.push(new URL(request.url()).pathname));
    await page.goto(server.resolvedUrls?.local[0] ?? '');
    await page.waitForSelector('nutrina-voice >>> ::-p-aria([role="button"][name="Connect"])');
    await page.waitForNetworkIdle();
    assert.equal(paths.filter((path) => path.endsWith('.js')).length, 1, paths.join(' '));
    const call = page.waitForResponse((response) => response.url().includes('/create-session-'));
    await (await page.$('nutrina-voice'))?.hover();
    assert.equal((await call).status(), 200);
    assert.deepEqual(complaints, []);
  } finally {
    await browser.close();
    await server.close();
  }
});

for (const resolution of ['bundler', 'nodenext']) {
  test(`registering it tells TypeScript of tag, properties and events (${resolution})`, () => {
    const module = resolution === 'bundler' ? 'esnext' : resolution;
    assert.equal(complaintsOf('main.ts', '--module', module, '--moduleResolution', resolution), '');
  });
}

test('the README’s declaration tells React’s TypeScript of the tag', () => {
  assert.equal(complaintsOf('page.tsx', 'nutrina-voice.d.ts', '--jsx', 'react-jsx'), '');
});

test('its class and its registration can be imported on a server', () => {
  const { stdout, stderr } = spawnSync(process.execPath, ['on-a-server.mjs'], {
    cwd: site,
    encoding: 'utf8',
  });
  assert.equal(stdout, 'function undefined\ndefined\n', stderr);
});

/** What TypeScript says in the site's folder. */
function complaintsOf(...args: readonly string[]): string {
  const program = join(ROOT, 'node_modules/typescript/bin/tsc');
  const options = ['--target', 'es2022', '--strict', '--noEmit', '--ignoreConfig'];
  const { stdout, status } = spawnSync(process.execPath, [program, ...options, ...args], {
    cwd: site,
    encoding: 'utf8',
  });
  return status === 0 ? stdout : stdout || `ended with ${String(status)}`;
}
