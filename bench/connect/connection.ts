import { setTimeout as elapsed } from 'node:timers/promises';
import type { Browser, Page } from 'puppeteer-core';
import type { ClientName } from './pages.js';
import { BACKENDS, PAGE_PORT, pageHost, type BackendName } from './ports.js';

/** What is timed, in milliseconds: the first three from the visitor's click. */
export type Mark =
  /** The SDP answer was applied. */
  | 'answer'
  /** The data channel opened. */
  | 'open'
  /** `session.created` arrived. */
  | 'created'
  /** From the first sentence of the first answer to the first byte of its sound. */
  | 'speech';

export type Marks = Readonly<Partial<Record<Mark, number>>>;

/** One client in one situation. */
export interface Situation {
  readonly client: ClientName;
  readonly backend: BackendName;
  /** What our element has done before the click; the other clients can do nothing before it. */
  readonly before: 'called' | 'connected' | 'nothing';
  /** Whether the pointer has been over the element, which loads its code, as it usually has before a click. */
  readonly approach: boolean;
  /** How long the visitor takes to allow the microphone. */
  readonly promptMs: number;
  /** Whether the visitor then asks something, and how long after the session is there; else that is the end. */
  readonly asksAfterMs?: number;
}

/** A connection that takes longer is a failed one. The slowest needs 5 s, a slow visitor included. */
const CONNECTION_TIMEOUT_MS = 12_000;
/** The visitor reads before clicking: what a page prepares has then been prepared. */
const READING_MS = 500;

/**
 * The visits of one browser, each to a page of another site: Chromium keeps sockets, caches and preflights apart by
 * the page's site, so that every visit finds none. Fresh contexts would do that too, but they are incognito, where
 * Chromium ignores `preconnect` (seen in 156).
 */
export class Visits {
  readonly #browser: Browser;
  readonly #address: string;
  #count = 0;

  /** @param address where the origins of backends and providers are. */
  constructor(browser: Browser, address: string) {
    this.#browser = browser;
    this.#address = address;
  }

  get connected(): boolean {
    return this.#browser.connected;
  }

  /**
   * One visit: the page, the click, the marks.
   *
   * @throws an Error with what the page said when the last of them does not come.
   */
  async connect(situation: Situation): Promise<Marks> {
    const host = pageHost(this.#count++);
    return connectOnce(this.#browser, pageUrl(host, this.#address, situation), situation);
  }
}

async function connectOnce(browser: Browser, url: string, situation: Situation): Promise<Marks> {
  const page = await browser.newPage();
  try {
    const complaints = collectComplaints(page);
    await page.goto(url, { waitUntil: 'load' });
    await page.waitForSelector('#start', { timeout: CONNECTION_TIMEOUT_MS });
    if (situation.approach) await page.hover('nutrina-voice');
    await page.waitForNetworkIdle({ idleTime: READING_MS });
    await page.click('#start');
    const expired = elapsed(CONNECTION_TIMEOUT_MS, undefined, { ref: false });
    const marks: unknown = await Promise.race([page.evaluate('window.benchMarks'), expired]);
    if (!isMarks(marks, lastMark(situation))) {
      throw new Error(`${situation.client} did not connect. The page said: ${complaints.join(' | ')}`);
    }
    return marks;
  } finally {
    await page.close();
  }
}

function lastMark({ asksAfterMs }: Situation): Mark {
  return asksAfterMs === undefined ? 'created' : 'speech';
}

function pageUrl(host: string, address: string, situation: Situation): string {
  const { client, backend, before, promptMs, asksAfterMs = 0 } = situation;
  const { port, provider } = BACKENDS[backend];
  const query = new URLSearchParams({
    backend: `https://${address}:${port}`,
    callsUrl: `https://${address}:${provider.port}/v1/realtime/calls`,
    before,
    promptMs: String(promptMs),
    lastMark: lastMark(situation),
    asksAfterMs: String(asksAfterMs),
  });
  return `https://${host}:${PAGE_PORT}/${client}.html?${query.toString()}`;
}

function collectComplaints(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => complaints.push(message.text()));
  return complaints;
}

/** Marks come in order: who has the last has those before. */
function isMarks(value: unknown, last: Mark): value is Marks {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, last) === 'number';
}
