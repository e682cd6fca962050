/** A browser tab with a visitor in front of it: finds things by role and name, as a person would. */
import puppeteer, {
  type Browser,
  type BrowserContextOptions,
  type ElementHandle,
  type HTTPRequest,
  type LaunchOptions,
  type Page,
} from 'puppeteer-core';
import { BROWSER_FLAGS, findBrowser } from '../../scripts/browser.js';
// A type only; with it `document.querySelector('nutrina-voice')` knows the element's public face.
import type { NutrinaVoice } from '../../widget/index.js';
import { installInstruments, type OpenThings } from './page/instruments.js';
import { installScriptedRecogniser } from './page/scripted-recogniser.js';
import { installUncountedChecks } from './page/uncounted-checks.js';
import { stillRoomFlags } from './still-room.js';
import type { VisitorNetwork } from './visitor-network.js';

export interface Visitor {
  readonly page: Page;
  /** Everything the page asked for, in order. */
  readonly requests: readonly HTTPRequest[];
  /** Console errors and warnings, failed loads, uncaught errors: a clean page has none. */
  readonly complaints: readonly string[];
  /** Waits for a control by role and accessible name, inside shadow roots too. */
  find(role: string, name: string): Promise<ElementHandle>;
  click(role: string, name: string): Promise<void>;
  type(role: string, name: string, text: string): Promise<void>;
  /** Waits until the element's public state is one of `states`. */
  state(...states: readonly string[]): Promise<string>;
  /** Enters an e-mail, connects and starts the call. */
  startCall(email?: string): Promise<void>;
  /** Waits until `count` turns of the visitor are written down, which may be after their answers. Returns their words. */
  turns(count: number): Promise<readonly string[]>;
  /** The log as data. */
  transcript(): Promise<NutrinaVoice['transcript']>;
  open(): Promise<OpenThings>;
  close(): Promise<void>;
}

export interface VisitorOptions {
  /** Replace the speech recogniser by a scripted one (default). Without it Chromium's own fails offline. */
  readonly ears?: 'scripted' | 'browser' | 'none';
  readonly flags?: readonly string[];
  /** What all of the page's traffic goes through; without it, nothing lies between. */
  readonly network?: VisitorNetwork;
  /** For tests of other things than links: none is missed because the machine stood still for three seconds. */
  readonly steady?: boolean;
  /** Runs in the page before anything else, after the instruments. */
  readonly prepare?: (page: Page) => Promise<void>;
}

/** Long enough for a busy machine; a wait that ends here is a failure, never a measurement. */
const PATIENCE_MS = 60_000;

/** A browser whose microphone hears nobody; `flags` come last. */
export function startBrowser(flags: readonly string[] = [], options: LaunchOptions = {}): Promise<Browser> {
  return puppeteer.launch({
    ...options,
    executablePath: findBrowser(),
    headless: true,
    args: [...BROWSER_FLAGS, ...stillRoomFlags(), ...flags],
  });
}

export async function visit(browser: Browser, url: string, options: VisitorOptions = {}): Promise<Visitor> {
  const context = await browser.createBrowserContext(through(options.network));
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const requests: HTTPRequest[] = [];
  const complaints: string[] = [];
  listenForComplaints(page, { requests, complaints });
  // Functions handed to the page carry the name helper of the TypeScript runner.
  await page.evaluateOnNewDocument('globalThis.__name = (value) => value');
  await page.evaluateOnNewDocument(installInstruments);
  if ((options.ears ?? 'scripted') === 'scripted')
    await page.evaluateOnNewDocument(installScriptedRecogniser);
  if (options.ears === 'none') {
    await page.evaluateOnNewDocument(() => {
      for (const name of ['SpeechRecognition', 'webkitSpeechRecognition'])
        Reflect.deleteProperty(window, name);
    });
  }
  if (options.steady) await page.evaluateOnNewDocument(installUncountedChecks);
  await options.prepare?.(page);
  await page.goto(url);

  const find = async (role: string, name: string): Promise<ElementHandle> => {
    const handle = await page.waitForSelector(`::-p-aria([role="${role}"][name="${name}"])`, {
      visible: true,
    });
    if (handle === null) throw new Error(`There is no ${role} “${name}”.`);
    return handle;
  };
  const visitor: Visitor = {
    page,
    requests,
    complaints,
    find,
    click: async (role, name) => (await find(role, name)).click(),
    type: async (role, name, text) => (await find(role, name)).type(text),
    state: (...states) => waitForState(page, states),
    startCall: async (email = 'ada@example.org') => {
      await visitor.type('textbox', 'E-mail', email);
      await visitor.click('button', 'Connect');
      await visitor.state('connected');
      await visitor.click('button', 'Start call');
      await visitor.state('listening');
    },
    turns: (count) => writtenTurns(page, count),
    transcript: () => page.evaluate(() => [...(document.querySelector('nutrina-voice')?.transcript ?? [])]),
    open: () => page.evaluate(() => window.instruments.open()),
    close: () => context.close(),
  };
  return visitor;
}

/** A browser goes around its proxy to reach its own machine, unless told otherwise. */
export function through(network: VisitorNetwork | undefined): BrowserContextOptions {
  return network === undefined ? {} : { proxyServer: network.proxyUrl, proxyBypassList: ['<-loopback>'] };
}

function listenForComplaints(page: Page, into: { requests: HTTPRequest[]; complaints: string[] }): void {
  page.on('request', (request) => into.requests.push(request));
  page.on('pageerror', (error) => into.complaints.push(`uncaught: ${String(error)}`));
  page.on('console', (message) => {
    if (['error', 'warn', 'assert'].includes(message.type()))
      into.complaints.push(`${message.type()}: ${message.text()}`);
  });
}

async function writtenTurns(page: Page, count: number): Promise<readonly string[]> {
  const handle = await page.waitForFunction(
    (wanted: number) => {
      const log = document.querySelector('nutrina-voice')?.transcript ?? [];
      const turns = log.filter(({ role, status }) => role === 'user' && status !== 'interim');
      return turns.length === wanted && turns.map(({ text }) => text);
    },
    {},
    count,
  );
  return handle.jsonValue() as Promise<readonly string[]>;
}

async function waitForState(page: Page, states: readonly string[]): Promise<string> {
  const handle = await page.waitForFunction(
    (wanted: readonly string[]) => {
      const state = document.querySelector('nutrina-voice')?.state;
      return state !== undefined && wanted.includes(state) ? state : false;
    },
    {},
    states,
  );
  return String(await handle.jsonValue());
}
