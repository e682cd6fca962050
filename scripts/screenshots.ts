/**
 * Pictures of the element, from the sources and a fake session: `tsx scripts/screenshots.ts` makes the README's;
 * with `--all FOLDER [STATE …]` every state at three widths, light and dark, to look at.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import puppeteer, { type Page } from 'puppeteer-core';
import { createServer, type ViteDevServer } from 'vite';
import { SAMPLES } from '../widget/testing/sample-snapshots.js';
import { BROWSER_FLAGS, findBrowser } from './browser.js';

interface Picture {
  readonly path: string;
  readonly state: string;
  readonly width: number;
  readonly scheme: 'light' | 'dark';
  readonly scale: number;
}

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** The element's own height and the stage's margin, in CSS pixels. */
const HEIGHT = 576;
const MARGIN = 16;

const README_PICTURES: readonly Picture[] = (['light', 'dark'] as const).map((scheme) => ({
  path: join(ROOT, `docs/call-${scheme}.png`),
  state: 'speaking',
  width: 420,
  scheme,
  scale: 2,
}));

await main(process.argv.slice(2));

async function main([option, folder, ...states]: readonly string[]): Promise<void> {
  if (option !== undefined && (option !== '--all' || folder === undefined)) {
    throw new Error('Usage: screenshots [--all FOLDER [STATE …]]');
  }
  await take(folder === undefined ? README_PICTURES : allPictures(folder, states));
}

function allPictures(folder: string, asked: readonly string[]): readonly Picture[] {
  mkdirSync(folder, { recursive: true });
  const states = asked.length > 0 ? asked : [...SAMPLES.keys()];
  return states.flatMap((state) =>
    [320, 480, 1200].flatMap((width) =>
      (['light', 'dark'] as const).map((scheme) => ({
        path: join(folder, `${state}-${width}-${scheme}.png`),
        state,
        width,
        scheme,
        scale: 1,
      })),
    ),
  );
}

async function take(pictures: readonly Picture[]): Promise<void> {
  const server = await serveSources();
  const browser = await puppeteer.launch({
    executablePath: findBrowser(),
    headless: true,
    args: [...BROWSER_FLAGS],
  });
  try {
    const page = await browser.newPage();
    page.on('pageerror', (error) => {
      throw error;
    });
    for (const picture of pictures) await takeOne(page, { picture, origin: originOf(server) });
  } finally {
    await browser.close();
    await server.close();
  }
}

async function takeOne(
  page: Page,
  { picture, origin }: { readonly picture: Picture; readonly origin: string },
): Promise<void> {
  await page.setViewport({
    width: picture.width + 2 * MARGIN,
    height: HEIGHT + 2 * MARGIN,
    deviceScaleFactor: picture.scale,
  });
  await page.emulateMediaFeatures([
    { name: 'prefers-color-scheme', value: picture.scheme },
    // Standing still, the same picture comes out every time.
    { name: 'prefers-reduced-motion', value: 'reduce' },
  ]);
  await page.goto(`${origin}/scripts/stage/stage.html?state=${picture.state}`);
  await page.waitForSelector('html[data-ready]');
  await page.screenshot({ path: picture.path });
}

function serveSources(): Promise<ViteDevServer> {
  return createServer({
    root: ROOT,
    configFile: false,
    logLevel: 'error',
    cacheDir: join(ROOT, '.cache/vite'),
    resolve: { conditions: ['production', 'module', 'browser'] },
    optimizeDeps: { noDiscovery: true, include: ['lit'] },
    server: { host: '127.0.0.1', port: 0, hmr: false, watch: null },
  }).then((server) => server.listen());
}

function originOf(server: ViteDevServer): string {
  const address = server.httpServer?.address();
  if (typeof address !== 'object' || address === null) throw new Error('The picture server did not start.');
  return `http://127.0.0.1:${address.port}`;
}
