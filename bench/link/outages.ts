/** The network goes away and comes back: when that is noticed, and when the visitor is answered again. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'puppeteer-core';
import { addedTurns } from '../../demo/e2e/added-turns.js';
import { visit, type Visitor } from '../../demo/e2e/visitor.js';
import { openVisitorNetwork, type VisitorNetwork } from '../../demo/e2e/visitor-network.js';
import type { World } from '../../demo/e2e/world.js';

export interface Outage {
  readonly lastsMs: number;
  /** From the last packet to the state `reconnecting`; absent where nothing was said. */
  readonly noticedMs: number | undefined;
  /** From the first packet to the first word of an answer to what was asked meanwhile; absent where none came. */
  readonly recoveredMs: number | undefined;
  /** Whether the call that was there before has gone on. */
  readonly keptCall: boolean;
  /** Questions without an answer. */
  readonly lost: number;
}

export interface Stage {
  readonly browser: Browser;
  readonly world: World;
}

/** Each goes through one call and one outage. */
export async function sufferOutage({ browser, world }: Stage, lastsMs: number): Promise<Outage> {
  const network = await openVisitorNetwork(world.peer);
  const visitor = await visit(browser, world.hostPage('user-email="ada@example.org" mode="text"'), {
    network,
  });
  try {
    await begin(visitor);
    const [first = ''] = network.callIds;
    const cutAtMs = nowMs();
    network.cut();
    const into = sleep(ASK_AFTER_MS).then(() => ask(visitor, 'bread'));
    await sleep(lastsMs);
    await into;
    const mendedAtMs = nowMs();
    network.mend();
    const answeredAtMs = await firstSeen(visitor, 'bread');
    await ask(visitor, LAST_WORD);
    const lastAtMs = await firstSeen(visitor, LAST_WORD);
    if (answeredAtMs === undefined || lastAtMs === undefined) await tellLoss(visitor, lastsMs);
    const noticedAtMs = await visitor.page.evaluate(
      (from) => window.stateChanges.find(([state, at]) => state === 'reconnecting' && at > from)?.[1],
      cutAtMs,
    );
    return {
      lastsMs,
      noticedMs: noticedAtMs === undefined ? undefined : noticedAtMs - cutAtMs,
      recoveredMs: answeredAtMs === undefined ? undefined : answeredAtMs - mendedAtMs,
      keptCall: await wentOn(first, { network, world }),
      lost: [answeredAtMs, lastAtMs].filter((atMs) => atMs === undefined).length,
    };
  } finally {
    await visitor.close();
    await network.close();
  }
}

declare global {
  interface Window {
    /** What the element's state became, and when (Unix milliseconds). */
    stateChanges: [state: string, atMs: number][];
  }
}

const LAST_WORD = 'carrot';
/** The visitor asks while nobody knows yet. */
const ASK_AFTER_MS = 700;
/** For an answer after the network is back; and for a second link that is not wanted to be closed. */
const PATIENCE_MS = 20_000;

/** Comparable with a page's time on the same machine. */
function nowMs(): number {
  return performance.timeOrigin + performance.now();
}

async function begin(visitor: Visitor): Promise<void> {
  await visitor.page.evaluate(async () => {
    window.stateChanges = [];
    const element = document.querySelector('nutrina-voice');
    element?.addEventListener('nutrina-state', ({ detail }) => {
      window.stateChanges.push([detail.state, performance.timeOrigin + performance.now()]);
    });
    await element?.start();
  });
  await ask(visitor, 'apple');
  if ((await firstSeen(visitor, 'apple')) === undefined) throw new Error('The call answers nothing.');
}

async function ask({ page }: Visitor, text: string): Promise<void> {
  await page.evaluate((words) => {
    document.querySelector('nutrina-voice')?.send(words).catch(console.debug);
  }, text);
}

/** When an answer names `word` (Unix milliseconds), or nothing if none does in time. */
async function firstSeen({ page }: Visitor, word: string): Promise<number | undefined> {
  try {
    const handle = await page.waitForFunction(
      (wanted) =>
        document
          .querySelector('nutrina-voice')
          ?.transcript.some(({ role, text }) => role === 'assistant' && text.includes(wanted)) === true &&
        performance.timeOrigin + performance.now(),
      { polling: 20, timeout: PATIENCE_MS },
      word,
    );
    return Number(await handle.jsonValue());
  } catch {
    return undefined;
  }
}

async function tellLoss(visitor: Visitor, lastsMs: number): Promise<void> {
  const log = (await visitor.transcript()).map(({ role, status, text }) => `${role} ${status}: ${text}`);
  const changes = await visitor.page.evaluate(() => window.stateChanges.map(([state]) => state));
  console.error(`lost after ${Math.round(lastsMs)} ms: ${[...log, ...changes].join(' | ')}`);
}

interface Calls {
  readonly network: VisitorNetwork;
  readonly world: World;
}

/**
 * Whether the last question was put to `callId`, and soon no other of the visitor's calls is there. One that was let
 * go before it had a channel cannot be told so, and is the provider's to forget.
 */
async function wentOn(callId: string, { network, world: { peer } }: Calls): Promise<boolean> {
  const { calls, journal } = peer;
  const opened = network.callIds.filter(
    (id) =>
      id !== callId && journal.entries(id).some((entry) => entry.kind === 'call' && entry.state === 'open'),
  );
  const closed = opened.map((id) =>
    journal.waitFor((entry) => entry.callId === id && entry.kind === 'call' && entry.state === 'closed', {
      timeoutMs: PATIENCE_MS,
    }),
  );
  const settled = await Promise.allSettled(closed);
  const wasAsked = addedTurns(journal.entries(callId)).some(({ text }) => text === LAST_WORD);
  return (
    wasAsked && settled.every(({ status }) => status === 'fulfilled') && calls.find(callId) !== undefined
  );
}
