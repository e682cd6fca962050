/** A call whose network, provider or time goes away: the conversation goes on, and its words arrive once. */
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { setTimeout as passed } from 'node:timers/promises';
import type { Browser } from 'puppeteer-core';
import { type RealtimePeer, startRealtimePeer } from '../realtime-peer/peer.js';
import { addedTurns } from './added-turns.js';
import { namingBrain } from './naming-brain.js';
import { startBrowser, visit, type Visitor } from './visitor.js';
import { openVisitorNetwork, type VisitorNetwork } from './visitor-network.js';
import { startWorld, type World } from './world.js';

const PEER = { network: {}, speech: null, createBrain: namingBrain() };
/** What nobody sees lasts as long as it may: three seconds until a dead link shows, and one more. */
const BLIP_MS = 4_000;
/** Longer than a timer is ever late in a page that runs. */
const SLEEP_MS = 5_000;
/** The peer's longest conversation in the test of the hour, and how many of them are talked through. */
const LIMIT_SECONDS = 10;
const ROLLOVERS = 3;

interface Talk {
  readonly world: World;
  readonly network: VisitorNetwork;
  readonly visitor: Visitor;
}

async function talkOver(link: string, browser: Browser, world: World): Promise<Talk> {
  const network = await openVisitorNetwork(world.peer);
  const attributes = `user-email="ada@example.org" mode="text" link="${link}"`;
  const visitor = await visit(browser, world.hostPage(attributes), { network });
  await visitor.page.evaluate(async () => document.querySelector('nutrina-voice')?.start());
  return { world, network, visitor };
}

/** Asks and does not wait; a turn that is refused shows in the log. */
async function ask({ visitor }: Talk, text: string): Promise<void> {
  await visitor.page.evaluate((words) => {
    document.querySelector('nutrina-voice')?.send(words).catch(console.debug);
  }, text);
}

async function answered({ visitor }: Talk, text: string): Promise<void> {
  await visitor.page.waitForFunction(
    (words) => {
      const log = document.querySelector('nutrina-voice')?.transcript ?? [];
      return log.some((entry) => entry.text === words && entry.status === 'answered');
    },
    {},
    text,
  );
  await visitor.state('listening');
}

/** What a machine’s sleep is to a page: all of its browser stands still, and the rest of the world goes on. */
async function sleep(browser: Browser, { page }: Visitor): Promise<void> {
  const pid = browser.process()?.pid;
  assert.ok(pid, 'the browser is ours');
  const watch = await page.evaluateHandle((sleepMs) => {
    let lastAtMs = performance.now();
    const noticed = new Promise<number>((resolve) => {
      setInterval(() => {
        const nowMs = performance.now();
        if (nowMs - lastAtMs > sleepMs / 2) resolve(nowMs);
        lastAtMs = nowMs;
      }, 100);
    });
    return { noticed };
  }, SLEEP_MS);
  // Puppeteer starts a browser as the head of a process group of its own.
  process.kill(-pid, 'SIGSTOP');
  try {
    await passed(SLEEP_MS);
  } finally {
    process.kill(-pid, 'SIGCONT');
  }
  await watch.evaluate(({ noticed }) => noticed);
}

function turnsOf(peer: RealtimePeer, callId: string | undefined): readonly string[] {
  assert.ok(callId, 'there is such a call');
  return addedTurns(peer.journal.entries(callId)).map(({ text }) => text);
}

for (const link of ['webrtc', 'websocket'] as const) {
  describe(`a call over ${link}`, () => {
    let world: World;
    let browser: Browser;
    let talk: Talk;

    before(async () => {
      world = await startWorld({ peer: PEER });
      browser = await startBrowser();
    });
    after(async () => {
      await browser.close();
      await world.close();
    });
    beforeEach(async () => {
      talk = await talkOver(link, browser, world);
    });
    afterEach(async () => {
      await talk.visitor.close();
      await talk.network.close();
    });

    test('goes on over the next link when its own is dead, and what was asked meanwhile arrives once', async () => {
      const { network, visitor } = talk;
      await ask(talk, 'apple');
      await answered(talk, 'apple');
      const [first] = network.callIds;
      network.refuse();
      if (first === undefined) throw new Error('There was no call.');
      world.peer.calls.find(first)?.hangUp('killed by the test');
      await visitor.state('reconnecting');
      await ask(talk, 'bread');
      assert.deepEqual(
        (await visitor.transcript()).map(({ role, status, text }) => `${role} ${status}: ${text}`).slice(-1),
        ['user sending: bread'],
      );
      network.mend();
      await answered(talk, 'bread');
      assert.deepEqual(turnsOf(world.peer, first), ['apple']);
      assert.deepEqual(turnsOf(world.peer, network.callIds.at(-1)), ['apple', 'bread']);
      assert.deepEqual(
        (await visitor.transcript()).map(({ role, text }) => `${role}: ${text}`),
        ['user: apple', 'assistant: You said apple.', 'user: bread', 'assistant: You said bread.'],
      );
    });

    test('keeps its first link through a blip', async () => {
      const { network, visitor } = talk;
      await ask(talk, 'apple');
      await answered(talk, 'apple');
      network.cut();
      await ask(talk, 'bread');
      await visitor.page.evaluate((ms) => new Promise((resolve) => setTimeout(resolve, ms)), BLIP_MS);
      network.mend();
      await answered(talk, 'bread');
      const used = network.callIds.filter((id) => turnsOf(world.peer, id).length > 0);
      assert.deepEqual(used, network.callIds.slice(0, 1));
      assert.deepEqual(turnsOf(world.peer, used[0]), ['apple', 'bread']);
    });

    test('keeps its first link when its machine has slept, and what is asked then arrives once', async () => {
      const { network } = talk;
      await ask(talk, 'apple');
      await answered(talk, 'apple');
      await sleep(browser, talk.visitor);
      await ask(talk, 'bread');
      await answered(talk, 'bread');
      const used = network.callIds.filter((id) => turnsOf(world.peer, id).length > 0);
      assert.deepEqual(used, network.callIds.slice(0, 1));
      assert.deepEqual(turnsOf(world.peer, used[0]), ['apple', 'bread']);
    });
  });
}

describe('a call at the end of its time', () => {
  test('goes over to the next conversation before the provider ends the first, and nobody notices', async () => {
    const world = await startWorld({ peer: { ...PEER, limitSeconds: LIMIT_SECONDS } });
    const browser = await startBrowser();
    try {
      const talk = await talkOver('webrtc', browser, world);
      await talk.visitor.page.evaluate(() => {
        const states: string[] = [];
        Reflect.set(window, 'states', states);
        document.addEventListener('nutrina-state', ({ detail }) => states.push(detail.state));
      });
      const asked: string[] = [];
      for (const word of ['apple', 'bread', 'carrot', 'dates'].slice(0, ROLLOVERS + 1)) {
        await ask(talk, word);
        await answered(talk, word);
        asked.push(word);
        const calls = asked.length;
        assert.deepEqual(turnsOf(world.peer, talk.network.callIds.at(-1)), asked);
        if (calls > ROLLOVERS) break;
        // The next conversation has been told everything, by its own word.
        await world.peer.journal.waitFor(
          ({ callId }) => {
            const next = talk.network.callIds[calls];
            return next !== undefined && callId === next && turnsOf(world.peer, next).length === calls;
          },
          { timeoutMs: LIMIT_SECONDS * 1_000 },
        );
      }
      const states = await talk.visitor.page.evaluate(() => Reflect.get(window, 'states') as string[]);
      assert.deepEqual([...new Set(states)].toSorted(), ['listening', 'thinking']);
      assert.equal(
        world.peer.journal.events('sent').filter(({ type }) => type === 'error').length,
        0,
        'no conversation was ended by the provider',
      );
      await talk.visitor.close();
      await talk.network.close();
    } finally {
      await browser.close();
      await world.close();
    }
  });
});

describe('a call whose provider goes away', () => {
  test('goes on when the provider is back, with another memory', async () => {
    // A key so short is minted for every call: one of before is nothing to a provider that has forgotten everything.
    const world = await startWorld({ peer: PEER, env: { OPENAI_EPHEMERAL_KEY_SECONDS: '10' } });
    const browser = await startBrowser();
    let again: RealtimePeer | undefined;
    try {
      const url = world.hostPage('user-email="ada@example.org" mode="text"');
      const visitor = await visit(browser, url);
      await visitor.page.evaluate(async () => document.querySelector('nutrina-voice')?.start());
      const send = (text: string): Promise<void> =>
        visitor.page.evaluate((words) => {
          document.querySelector('nutrina-voice')?.send(words).catch(console.debug);
        }, text);
      await send('apple');
      await visitor.page.waitForFunction(
        () => document.querySelector('nutrina-voice')?.transcript.at(-1)?.status === 'done',
      );
      const { port } = world.peer;
      await world.peer.close();
      await visitor.state('reconnecting');
      await send('bread');
      again = await startRealtimePeer({ ...PEER, port });
      await visitor.page.waitForFunction(
        () => document.querySelector('nutrina-voice')?.transcript.at(-1)?.text === 'You said bread.',
      );
      assert.deepEqual(
        addedTurns(again.journal.entries()).map(({ text }) => text),
        ['apple', 'bread'],
      );
    } finally {
      await browser.close();
      await again?.close();
      await world.close();
    }
  });
});
