/**
 * What calls leave behind in the page: the built product in a real browser, against the local peer. One page counts
 * what is open, another one, without the counters (they hold on to what they count), weighs the heap.
 */
import { existsSync } from 'node:fs';
import type { Browser, CDPSession, Page } from 'puppeteer-core';
import { installScriptedRecogniser } from '../demo/e2e/page/scripted-recogniser.js';
import type { OpenThings } from '../demo/e2e/page/instruments.js';
import { startBrowser, visit } from '../demo/e2e/visitor.js';
import { startWorld } from '../demo/e2e/world.js';
import { withClosing } from './connect/closing.js';
import { fitLine, type Sample } from './connect/statistics.js';
import { BenchSkipped, type BenchOptions, type Report } from './report.js';

interface Plan {
  readonly cycles: number;
  readonly removals: number;
}

const PLAN: Plan = { cycles: 1_000, removals: 300 };
const QUICK_PLAN: Plan = { cycles: 30, removals: 10 };
/** Until then code is compiled. */
const WARM_UP_CYCLES = 20;
/** The slope is that of the second half: in the first the browser fills pools that then stay as they are. */
const WEIGHINGS = 40;
/** Calls; far fewer than the peer connections that a page may have. */
const FORGOTTEN_AFTER = 100;
const ATTRIBUTES = 'user-email="ada@example.org"';
/** One visitor who calls thousands of times would be kept out. */
const NO_LIMITS = {
  LIMIT_MINTS_PER_IDENTITY_AND_HOUR: '1000000',
  LIMIT_MINTS_PER_ADDRESS_AND_HOUR: '1000000',
};

export async function leaks(report: Report, { quick }: BenchOptions): Promise<void> {
  if (!existsSync(new URL('../dist/server/main.js', import.meta.url))) {
    throw new BenchSkipped('There is no build: npm run build.');
  }
  const plan = quick ? QUICK_PLAN : PLAN;
  await withClosing(async (keep) => {
    const world = keep(await startWorld({ env: NO_LIMITS }));
    const browser = keep(await startBrowser());
    const left = await countOpen(browser, world.hostPage(ATTRIBUTES), plan);
    report({ name: 'leaks.cycles', value: plan.cycles, unit: 'calls', removedInMidCall: plan.removals });
    const open = Object.values(left).reduce((sum, count) => sum + count, 0);
    report({ name: 'leaks.open', value: open, unit: 'things', ...left });
    const samples = await weigh(browser, world.hostPage(ATTRIBUTES), plan.cycles);
    const half = samples.slice(Math.floor(samples.length / 2));
    const { slope, residual } = fitLine(half);
    report({
      name: 'leaks.heap-per-cycle',
      value: Math.round(slope),
      unit: 'bytes',
      limit: 1_000,
      kind: 'least-squares slope, over the second half of the cycles, of the heap in use after a forced collection',
      residual: Math.round(residual),
      firstHalf: Math.round(fitLine(samples.slice(0, samples.length - half.length)).slope),
      heapAtEnd: samples.at(-1)?.y,
      cycles: plan.cycles,
    });
    if (open !== 0) throw new Error('Calls left something open.');
  });
}

/** Runs every cycle and every removal, and then counts. */
async function countOpen(browser: Browser, url: string, { cycles, removals }: Plan): Promise<OpenThings> {
  const visitor = await visit(browser, url);
  const protocol = await visitor.page.createCDPSession();
  // The first call loads the lazy part, whose listeners stay with the element for good.
  await visitor.page.mouse.click(5, 5);
  await cycle(visitor.page);
  const before = await visitor.open();
  let calls = await forgetClosed(visitor.page);
  for (let at = 1; at <= cycles + removals; at += 1) {
    await (at <= cycles ? cycle(visitor.page) : removeInMidCall(visitor.page));
    if (at % FORGOTTEN_AFTER !== 0) continue;
    calls += await forgetClosed(visitor.page);
    await heapBytes(protocol);
  }
  const left = await visitor.open();
  calls += await forgetClosed(visitor.page);
  const made = calls + left.peerConnections;
  if (made < 1 + cycles + removals) throw new Error(`Only ${made} peer connections were made.`);
  await visitor.close();
  return { ...left, listeners: left.listeners - before.listeners };
}

function forgetClosed(page: Page): Promise<number> {
  return page.evaluate(() => window.instruments.forgetClosed());
}

async function cycle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const element = document.querySelector('nutrina-voice');
    if (element === null) throw new Error('no element');
    await element.connect();
    await element.start();
    await element.stop();
    await element.disconnect();
  });
}

/** Another element begins a call and is taken away in the middle of it. */
async function removeInMidCall(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const element = document.createElement('nutrina-voice');
    const server = document.querySelector<HTMLScriptElement>('script[src]')?.src;
    element.userEmail = 'ada@example.org';
    if (server !== undefined) element.server = new URL('.', server).href;
    document.body.append(element);
    await element.start();
    element.remove();
    // It waits for the end of the task, in case it is only being moved.
    while (element.state !== 'idle') await new Promise((resolve) => requestAnimationFrame(resolve));
  });
}

/** The heap in bytes (y) after so many cycles (x), from the end of the warm-up to the last. */
async function weigh(browser: Browser, url: string, cycles: number): Promise<readonly Sample[]> {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.evaluateOnNewDocument('globalThis.__name = (value) => value');
  await page.evaluateOnNewDocument(installScriptedRecogniser);
  await page.goto(url);
  await page.mouse.click(5, 5);
  const protocol = await page.createCDPSession();
  for (let at = 0; at < WARM_UP_CYCLES; at += 1) await cycle(page);
  const samples: Sample[] = [{ x: 0, y: await heapBytes(protocol) }];
  for (let at = 1; at <= WEIGHINGS; at += 1) {
    const x = Math.round((cycles * at) / WEIGHINGS);
    for (let done = samples.at(-1)?.x ?? 0; done < x; done += 1) await cycle(page);
    samples.push({ x, y: await heapBytes(protocol) });
  }
  await context.close();
  return samples;
}

/** Twice: what a first collection finalises is only freed by a second. */
async function heapBytes(protocol: CDPSession): Promise<number> {
  for (const _pass of [1, 2]) await protocol.send('HeapProfiler.collectGarbage');
  return (await protocol.send('Runtime.getHeapUsage')).usedSize;
}
