/** A browser tab with the element in it, and the browser's own account of its main thread. */
import { fileURLToPath } from 'node:url';
import type { Browser, CDPSession, Page } from 'puppeteer-core';
import { build } from 'vite';
import { readTrace, type TurnTasks } from './trace.js';
import type { Turn } from './turn.js';

/** Chromium's tasks (`RunTask`) with the processor time each took, and the marks of the page. */
const CATEGORIES = ['-*', 'disabled-by-default-devtools.timeline', 'blink.user_timing'];

/** Entries; puppeteer gives up a command that takes minutes, as a busy machine needs for thousands. */
const GROWTH_STEP = 500;

export class Screen {
  readonly #page: Page;
  readonly #protocol: CDPSession;

  /** In a browser context, and so in a renderer process, of its own. */
  static async open(browser: Browser, script: string): Promise<Screen> {
    const context = await browser.createBrowserContext();
    const page = await context.newPage();
    page.on('pageerror', (error) => {
      console.error(error);
    });
    await page.addScriptTag({ content: script, type: 'module' });
    await page.waitForFunction('globalThis.logPage !== undefined');
    await page.evaluate('logPage.open()');
    const protocol = await page.createCDPSession();
    // Time on the wall would measure what else this machine does.
    await protocol.send('Performance.enable', { timeDomain: 'threadTicks' });
    return new Screen(page, protocol);
  }

  private constructor(page: Page, protocol: CDPSession) {
    this.#page = page;
    this.#protocol = protocol;
  }

  close(): Promise<void> {
    return this.#page.browserContext().close();
  }

  async grow(entries: number): Promise<number> {
    let grown = 0;
    while (grown < entries) {
      grown = Number(await this.#page.evaluate(`logPage.grow(${Math.min(grown + GROWTH_STEP, entries)})`));
    }
    return grown;
  }

  /** Takes one turn. Resolves with the processor time that the main thread spent on its tasks, ours and the browser's. */
  async turnMs(turn: Turn): Promise<number> {
    const before = await this.#taskMs();
    await this.#speak(turn);
    return (await this.#taskMs()) - before;
  }

  /** Takes one turn under the eyes of the tracer, which itself costs the main thread time. */
  async trace(turn: Turn): Promise<TurnTasks> {
    await this.#page.tracing.start({ categories: CATEGORIES });
    await this.#speak(turn);
    const trace = await this.#page.tracing.stop();
    if (trace === undefined) throw new Error('The browser gave no trace.');
    return readTrace(Buffer.from(trace).toString('utf8'));
  }

  /** A page that is not in front gets no frames. */
  async show(): Promise<void> {
    await this.#page.bringToFront();
  }

  /** JavaScript memory that is in use after a collection. */
  async heapBytes(): Promise<number> {
    await this.#protocol.send('HeapProfiler.collectGarbage');
    const { usedSize } = await this.#protocol.send('Runtime.getHeapUsage');
    return usedSize;
  }

  async #speak(turn: Turn): Promise<void> {
    await this.#page.evaluate(`logPage.speak(${JSON.stringify(turn)})`);
  }

  async #taskMs(): Promise<number> {
    const { metrics } = await this.#protocol.send('Performance.getMetrics');
    const duration = metrics.find(({ name }) => name === 'TaskDuration');
    if (duration === undefined) throw new Error('The browser does not count its tasks.');
    return duration.value * 1_000;
  }
}

/** The page's script, built as the product is. */
export async function logScript(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'warn',
    resolve: { conditions: ['production', 'module', 'browser'] },
    build: {
      write: false,
      target: 'es2022',
      modulePreload: false,
      rolldownOptions: {
        input: fileURLToPath(new URL('page.ts', import.meta.url)),
        output: { codeSplitting: false },
      },
    },
  });
  const outputs = 'output' in result ? [result] : Array.isArray(result) ? result : [];
  for (const { output } of outputs) {
    for (const file of output) if (file.type === 'chunk' && file.isEntry) return file.code;
  }
  throw new Error('The page of the benchmark was not built.');
}
