import { setTimeout as elapsed } from 'node:timers/promises';
import type { Browser, Page } from 'puppeteer-core';
import { BACKEND_PORT, PAGE_PORT, PROVIDER_PORT } from './ports.js';
import type { ClientName } from './pages.js';

/** Milliseconds after the visitor's click. */
export interface Marks {
  /** The SDP answer was applied. */
  readonly answer: number;
  /** The data channel opened. */
  readonly open: number;
  /** `session.created` arrived. */
  readonly created: number;
}

export interface ConnectionOptions {
  readonly client: ClientName;
  /** Where the three origins are. */
  readonly address: string;
  /** How long the visitor takes to allow the microphone. */
  readonly promptMs: number;
  /** Further settings of the client's page. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A connection that takes longer is a failed one. The slowest client needs 3 s at the longest round trip. */
const CONNECTION_TIMEOUT_MS = 20_000;

/**
 * One visit: a fresh browser context (no socket, no cache, no permission kept), the page, the click, the marks.
 *
 * @throws an Error with what the page said when `session.created` does not come.
 */
export async function connectOnce(browser: Browser, options: ConnectionOptions): Promise<Marks> {
  const context = await browser.createBrowserContext();
  try {
    const page = await context.newPage();
    const complaints = collectComplaints(page);
    await page.goto(pageUrl(options), { waitUntil: 'load' });
    await page.waitForSelector('#start', { timeout: CONNECTION_TIMEOUT_MS });
    await page.click('#start');
    const marks: unknown = await Promise.race([
      page.evaluate('window.benchMarks'),
      elapsed(CONNECTION_TIMEOUT_MS, undefined, { ref: false }),
    ]);
    if (!isMarks(marks)) {
      throw new Error(`${options.client} did not connect. The page said: ${complaints.join(' | ')}`);
    }
    return marks;
  } finally {
    await context.close();
  }
}

function pageUrl({ client, address, promptMs, settings }: ConnectionOptions): string {
  const query = new URLSearchParams({
    backend: `https://${address}:${BACKEND_PORT}`,
    callsUrl: `https://${address}:${PROVIDER_PORT}/v1/realtime/calls`,
    promptMs: String(promptMs),
    ...settings,
  });
  return `https://${address}:${PAGE_PORT}/${client}.html?${query.toString()}`;
}

function collectComplaints(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => complaints.push(message.text()));
  return complaints;
}

function isMarks(value: unknown): value is Marks {
  if (typeof value !== 'object' || value === null) return false;
  return ['answer', 'open', 'created'].every((name) => typeof Reflect.get(value, name) === 'number');
}
