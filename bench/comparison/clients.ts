/** The clients that are compared, each in a page of its own, reduced to what a visitor does with them. */
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'puppeteer-core';
import { build } from 'vite';
import { visit } from '../../demo/e2e/visitor.js';
import type { VisitorNetwork } from '../../demo/e2e/visitor-network.js';
import type { World } from '../../demo/e2e/world.js';
import type { TalkingPage } from './pages/agents-realtime.js';

export const CLIENTS = ['nutrina-voice', 'agents-realtime', 'agents-realtime-again'] as const;
/** `-again`: its page connects anew whenever the client says that it is disconnected, as applications do. */
export type ClientName = (typeof CLIENTS)[number];

/** A visitor in a call. */
export interface Talker {
  readonly page: Page;
  /** What the page shows at once: the client has taken the turn, or has said that it has not. */
  ask(text: string): Promise<'taken' | 'refused'>;
  /** Everything the assistant has written so far. */
  answers(): Promise<string>;
  /** Which of `texts` stand on the page as not sent. */
  notSent(texts: readonly string[]): Promise<readonly string[]>;
  close(): Promise<void>;
}

export interface Arrival {
  readonly browser: Browser;
  readonly world: World;
  readonly network: VisitorNetwork;
  /** See `bundleTheirs`. */
  readonly script: string;
}

export function startCall(name: ClientName, arrival: Arrival): Promise<Talker> {
  return name === 'nutrina-voice'
    ? startOurs(arrival)
    : startTheirs(arrival, name === 'agents-realtime-again');
}

async function startOurs({ browser, world, network }: Arrival): Promise<Talker> {
  const url = world.hostPage('user-email="ada@example.org" mode="text"');
  const visitor = await visit(browser, url, { network });
  const { page } = visitor;
  await page.evaluate(() => document.querySelector('nutrina-voice')?.start());
  return {
    page,
    ask: async (text) => {
      // Resolved once the server has it: what comes of it is read from the page.
      await page.evaluate((words) => {
        document.querySelector('nutrina-voice')?.send(words).catch(console.debug);
      }, text);
      return 'taken';
    },
    answers: async () =>
      (await visitor.transcript())
        .flatMap(({ role, text }) => (role === 'assistant' ? [text] : []))
        .join(' '),
    notSent: async () =>
      (await visitor.transcript()).flatMap(({ status, text }) => (status === 'not-sent' ? [text] : [])),
    close: () => visitor.close(),
  };
}

declare const talking: TalkingPage;

async function startTheirs(arrival: Arrival, again: boolean): Promise<Talker> {
  const { browser, world, network, script } = arrival;
  const visitor = await visit(browser, world.hostPage('', { body: '', scripts: [] }), { network });
  const { page } = visitor;
  await page.addScriptTag({ content: script });
  await page.evaluate((url, mayAgain) => talking.connect(url, mayAgain), world.backendUrl, again);
  const refused = new Set<string>();
  return {
    page,
    ask: async (text) => {
      const taken = await page.evaluate((words) => {
        try {
          talking.ask(words);
          return true;
        } catch {
          return false;
        }
      }, text);
      if (!taken) refused.add(text);
      return taken ? 'taken' : 'refused';
    },
    answers: () => page.evaluate(() => talking.answers()),
    notSent: async (texts) => texts.filter((text) => refused.has(text)),
    close: () => visitor.close(),
  };
}

/** The script of their page. */
export async function bundleTheirs(): Promise<string> {
  const entry = fileURLToPath(new URL('pages/agents-realtime.ts', import.meta.url));
  const result = await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, rollupOptions: { input: entry, output: { format: 'iife' } } },
  });
  const chunks = [result].flat().flatMap((output) => ('output' in output ? output.output : []));
  const [chunk] = chunks;
  if (chunk?.type !== 'chunk') throw new Error(`Nothing was bundled from ${entry}.`);
  return chunk.code;
}
