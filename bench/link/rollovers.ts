/** A provider that ends every session after ten seconds: what the visitor notices of the changes from call to call. */
import { setTimeout as sleep } from 'node:timers/promises';
import { addedTurns } from '../../demo/e2e/added-turns.js';
import { visit } from '../../demo/e2e/visitor.js';
import { openVisitorNetwork } from '../../demo/e2e/visitor-network.js';
import type { JournalEntry } from '../../demo/realtime-peer/journal.js';
import type { Stage } from './outages.js';

export interface Talk {
  /** Changes from one call to the next. */
  readonly rollovers: number;
  readonly asked: number;
  /** Questions that no answer names, or that the last conversation lacks or holds twice. */
  readonly lost: number;
  /** What the visitor was told of it all: `reconnecting`, an error, the end. */
  readonly told: readonly string[];
  /** Between the end of a call and the beginning of the next, 0 where they overlap. */
  readonly withoutCallMs: readonly number[];
  /** Of every question: until the server has confirmed it. */
  readonly confirmedMs: readonly number[];
  /** Of every answer: the longest silence inside its sound. */
  readonly gapsMs: readonly number[];
}

/** Time for the first sentence of an answer, and for what the visitor thinks of next. */
const ASK_EVERY_MS = 3_000;
const LAST_ANSWER_MS = 10_000;

declare global {
  interface Window {
    talk: { told: string[]; confirmedMs: number[]; gapsMs: number[] };
  }
}

/** One visitor talks for as long as `rollovers` changes take. */
export async function talkOn({ browser, world }: Stage, rollovers: number): Promise<Talk> {
  const { peer } = world;
  const network = await openVisitorNetwork(peer);
  const visitor = await visit(browser, world.hostPage('user-email="ada@example.org" mode="hybrid"'), {
    network,
  });
  const { page } = visitor;
  try {
    await page.evaluate(async () => {
      window.talk = { told: [], confirmedMs: [], gapsMs: [] };
      const element = document.querySelector('nutrina-voice');
      element?.addEventListener('nutrina-latency', ({ detail }) => window.talk.gapsMs.push(detail.maxGap));
      await element?.start();
      element?.addEventListener('nutrina-state', ({ detail: { state } }) => {
        if (['reconnecting', 'error', 'ended', 'connected'].includes(state)) window.talk.told.push(state);
      });
    });
    const asked: string[] = [];
    while (network.callIds.length <= rollovers) {
      // No two alike, and none a part of another.
      const word = `q${String(asked.length).padStart(3, '0')}`;
      asked.push(word);
      await page.evaluate((text) => {
        const sentAtMs = performance.now();
        document
          .querySelector('nutrina-voice')
          ?.send(text)
          .then(() => window.talk.confirmedMs.push(performance.now() - sentAtMs))
          .catch(console.debug);
      }, word);
      await sleep(ASK_EVERY_MS);
    }
    await sleep(LAST_ANSWER_MS);
    const answers = (await visitor.transcript())
      .flatMap(({ role, text }) => (role === 'assistant' ? [text] : []))
      .join(' ');
    const journals = network.callIds.map((id) => peer.journal.entries(id));
    const remembered = journals.findLast((entries) => addedTurns(entries).length > 0) ?? [];
    const texts = addedTurns(remembered).map(({ text }) => text);
    const isLost = (word: string): boolean =>
      !answers.includes(word) || texts.filter((text) => text === word).length !== 1;
    return {
      rollovers: network.callIds.length - 1,
      asked: asked.length,
      lost: asked.filter(isLost).length,
      withoutCallMs: journals.slice(1).map((entries, at) => between(journals[at] ?? [], entries)),
      ...(await page.evaluate(() => window.talk)),
    };
  } finally {
    await visitor.close();
    await network.close();
  }
}

function between(before: readonly JournalEntry[], after: readonly JournalEntry[]): number {
  const atMs = (entries: readonly JournalEntry[], wanted: string): number | undefined =>
    entries.find((entry) => entry.kind === 'call' && entry.state === wanted)?.atMs;
  const closedAtMs = atMs(before, 'closed');
  const openAtMs = atMs(after, 'open');
  // The last one is still open.
  return closedAtMs === undefined || openAtMs === undefined ? 0 : Math.max(0, openAtMs - closedAtMs);
}
