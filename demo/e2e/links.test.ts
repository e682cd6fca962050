/** The same talk over either link, and from one to the other. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'puppeteer-core';
import type { Script } from '../realtime-peer/brain/script.js';
import type { JournalEntry } from '../realtime-peer/journal.js';
import { startBrowser, visit, type Visitor } from './visitor.js';
import { startWorld, type World } from './world.js';

const BREAKFAST = [
  'Oats with berries keep you full until lunch.',
  'Add a spoon of yogurt for some protein.',
  'Would you like a recipe for tomorrow?',
] as const;

const SCRIPT: Script = {
  name: 'links',
  turns: [
    { when: ['breakfast'], answers: [BREAKFAST.join(' ')] },
    { when: ['remember'], answers: ['You last heard: {said}'] },
  ],
  fallback: ['An apple is a good snack.'],
  opening: 'Hello there.',
  afterFunction: 'Done.',
};

const CALLS = { webrtc: 'rtc_', websocket: 'ws_' } as const;

for (const link of ['webrtc', 'websocket'] as const) {
  describe(`over ${link}`, () => {
    let world: World;
    let browser: Browser;
    let visitor: Visitor;

    before(async () => {
      world = await startWorld({ peer: { script: SCRIPT } });
      browser = await startBrowser();
      visitor = await visit(browser, world.hostPage(`link="${link}"`), {
        steady: true,
        prepare: watchSockets,
      });
    });
    after(async () => {
      await browser.close();
      await world.close();
    });

    test('a call is opened by that link alone', async () => {
      await visitor.startCall();
      assert.deepEqual(await statusOf(visitor), {
        webrtc: link === 'webrtc' ? 'connected' : 'none',
        channel: 'open',
      });
      assert.deepEqual(
        world.peer.calls.ids().map((id) => id.slice(0, id.indexOf('_') + 1)),
        [CALLS[link]],
      );
      const { peerConnections } = await visitor.open();
      assert.equal(peerConnections, link === 'webrtc' ? 1 : 0);
      assert.equal(await openSockets(visitor), link === 'webrtc' ? 0 : 1);
    });

    // First of all: what a silent microphone hears right after an answer is taken for its echo.
    test('a spoken turn is answered, and the answer is heard', async () => {
      await visitor.page.evaluate(() => window.ears.final('What should I eat for breakfast?'));
      await visitor.state('speaking');
      await visitor.page.waitForFunction(() => window.instruments.level(200).peak > 0.05);
      await visitor.state('listening');
      assert.deepEqual(await lastEntries(visitor), [
        'user answered: What should I eat for breakfast?',
        `assistant done: ${BREAKFAST.join(' ')}`,
      ]);
    });

    test('a typed turn is answered', async () => {
      await visitor.type('textbox', 'Message', 'Is an apple a good snack?');
      await visitor.page.keyboard.press('Enter');
      await visitor.state('speaking');
      await visitor.state('listening');
      assert.deepEqual(await lastEntries(visitor), [
        'user answered: Is an apple a good snack?',
        'assistant done: An apple is a good snack.',
      ]);
    });

    test('an interrupted answer is cut to what was heard, in the log and in the model’s memory', async () => {
      await visitor.type('textbox', 'Message', 'breakfast please');
      await visitor.page.keyboard.press('Enter');
      await visitor.state('speaking');
      const from = await visitor.page.evaluate(() => window.instruments.level(100).samples);
      await visitor.page.waitForFunction(
        (start) => window.instruments.level(100).samples > start + 20_000,
        {},
        from,
      );
      await visitor.click('button', 'Stop speaking');
      await visitor.state('listening');
      const cut = (await visitor.transcript()).at(-1);
      assert.equal(cut?.status, 'interrupted');
      const heard = cut.heard ?? '';
      assert.ok(
        heard !== '' && BREAKFAST.join(' ').startsWith(heard) && heard.length < cut.text.length,
        heard,
      );
      assert.match(
        `${BREAKFAST.join(' ').slice(heard.length)} `,
        /^[^\p{L}\p{N}]/u,
        'the cut is at the end of a word',
      );

      await visitor.type('textbox', 'Message', 'what do you remember');
      await visitor.page.keyboard.press('Enter');
      await visitor.state('speaking');
      await visitor.state('listening');
      assert.equal((await visitor.transcript()).at(-1)?.text, `You last heard: ${heard}`);
      const received = world.peer.journal.events('received');
      const deleted = received.findLastIndex((event) => event['type'] === 'conversation.item.delete');
      const replaced = received[deleted - 1];
      assert.ok(replaced, 'the interrupted item was deleted');
      assert.equal(replaced['type'], 'conversation.item.create');
      assert.ok(
        JSON.stringify(replaced['item']).includes(JSON.stringify(heard)),
        'replaced by what was heard',
      );
      assert.ok(deleted < received.findLastIndex((event) => event['type'] === 'response.create'));
    });

    test('malformed and unknown events change nothing', async () => {
      await visitor.page.evaluate(() => {
        const carrier = window.sockets.at(-1) ?? window.instruments.channels.at(-1);
        const frames = [
          '{not json',
          '[]',
          'null',
          '{"type":42}',
          '{"type":"nobody.knows.this"}',
          '{"type":"error"}',
        ];
        for (const data of [...frames, new ArrayBuffer(8)]) {
          carrier?.dispatchEvent(new MessageEvent('message', { data }));
        }
      });
      await visitor.type('textbox', 'Message', 'Is a pear a good snack?');
      await visitor.page.keyboard.press('Enter');
      await visitor.state('speaking');
      await visitor.state('listening');
      assert.equal((await lastEntries(visitor))[0], 'user answered: Is a pear a good snack?');
      assert.deepEqual(await visitor.page.evaluate(() => window.instruments.failures), []);
    });

    test('no turn was lost, doubled or reordered on the way', () => {
      assert.deepEqual(userTurns(world.peer.journal.entries()), [
        'What should I eat for breakfast?',
        'Is an apple a good snack?',
        'breakfast please',
        'what do you remember',
        'Is a pear a good snack?',
      ]);
    });

    test('hanging up leaves nothing open, on either side', async () => {
      await visitor.click('button', 'Hang up');
      await visitor.state('connected');
      const { peerConnections, tracks, audioContexts } = await visitor.open();
      assert.deepEqual(
        { peerConnections, tracks, audioContexts, sockets: await openSockets(visitor) },
        { peerConnections: 0, tracks: 0, audioContexts: 0, sockets: 0 },
      );
      await world.peer.journal.waitFor((entry) => entry.kind === 'call' && entry.state === 'closed');
      assert.equal(world.peer.calls.size, 0);
      assert.deepEqual(visitor.complaints, []);
    });
  });
}

describe('when WebRTC finds no way', () => {
  let browser: Browser;
  before(async () => {
    browser = await startBrowser();
  });
  after(() => browser.close());

  for (const signaling of ['direct', 'proxy'] as const) {
    test(`with ${signaling} signalling a WebSocket takes over, says so, and the next call tries WebRTC again`, async () => {
      const world = await startWorld({
        peer: { script: SCRIPT, network: { blackhole: true } },
        env: { OPENAI_REALTIME_SIGNALING: signaling },
      });
      const attributes = 'user-email="ada@example.org"';
      const visitor = await visit(browser, world.hostPage(attributes), { prepare: watchSockets });
      await visitor.page.mouse.click(5, 5);
      await visitor.page.evaluate(() => document.querySelector('nutrina-voice')?.start());
      assert.deepEqual(await statusOf(visitor), { webrtc: 'none', channel: 'open' });
      assert.match(await noticeOf(visitor.page), /another way/);
      assert.equal(await openSockets(visitor), 1);
      assert.equal((await visitor.open()).peerConnections, 0, 'what found no way was given back');
      await ask(visitor, 'Is an apple a good snack?', 'An apple is a good snack.');

      await visitor.page.evaluate(() => document.querySelector('nutrina-voice')?.stop());
      assert.equal(await openSockets(visitor), 0);
      world.peer.journal.clear();
      const starting = visitor.page.evaluate(() => document.querySelector('nutrina-voice')?.start());
      const { callId = '' } = await world.peer.journal.waitFor(
        (entry) => entry.kind === 'call' && entry.state === 'created',
      );
      assert.match(callId, /^rtc_/);
      world.peer.calls.find(callId)?.relay?.set({ blackhole: false });
      await starting;
      assert.deepEqual(await statusOf(visitor), { webrtc: 'connected', channel: 'open' });
      assert.equal(await visitor.page.$('nutrina-voice >>> [part="notice"]'), null);
      await closeWorldAnd(world, visitor);
    });
  }

  test('a browser without WebRTC talks over a WebSocket, and speech becomes hybrid there', async () => {
    const world = await startWorld({ peer: { script: SCRIPT } });
    const visitor = await visit(browser, world.hostPage('user-email="ada@example.org" mode="speech"'), {
      prepare: async (page) => {
        await watchSockets(page);
        await page.evaluateOnNewDocument(() => {
          Reflect.deleteProperty(window, 'RTCPeerConnection');
        });
      },
    });
    const changes = visitor.page.evaluate(async () => {
      const found: unknown[] = [];
      const element = document.querySelector('nutrina-voice');
      element?.addEventListener('nutrina-mode-change', ({ detail }) => found.push(detail));
      await element?.start();
      return found;
    });
    assert.deepEqual(await changes, [{ from: 'speech', to: 'hybrid', reason: 'websocket' }]);
    await ask(visitor, 'Is an apple a good snack?', 'An apple is a good snack.');
    await closeWorldAnd(world, visitor);
  });

  test('an owner who offers no WebSocket gets a clear failure', async () => {
    const world = await startWorld({
      peer: { script: SCRIPT },
      env: { OPENAI_REALTIME_WEBSOCKET: 'false' },
    });
    const visitor = await visit(browser, world.hostPage('user-email="ada@example.org"'), {
      prepare: async (page) => {
        await page.evaluateOnNewDocument(() => {
          Reflect.deleteProperty(window, 'RTCPeerConnection');
        });
      },
    });
    const code = await visitor.page.evaluate(() =>
      document
        .querySelector('nutrina-voice')
        ?.start()
        .then(
          () => 'it did not reject',
          (error: unknown) => (error as { code?: string }).code,
        ),
    );
    assert.equal(code, 'link-failed');
    await closeWorldAnd(world, visitor);
  });
});

declare global {
  interface Window {
    sockets: WebSocket[];
  }
}

/** Keeps every WebSocket the page makes. */
async function watchSockets(page: Page): Promise<void> {
  await page.evaluateOnNewDocument(() => {
    window.sockets = [];
    const Native = window.WebSocket;
    window.WebSocket = class extends Native {
      constructor(url: string | URL, protocols?: string | string[]) {
        super(url, protocols);
        window.sockets.push(this);
      }
    };
  });
}

function openSockets({ page }: Visitor): Promise<number> {
  return page.evaluate(() => window.sockets.filter(({ readyState }) => readyState <= WebSocket.OPEN).length);
}

function statusOf({ page }: Visitor): Promise<{ webrtc: string; channel: string } | undefined> {
  return page.evaluate(() => {
    const status = document.querySelector('nutrina-voice')?.status;
    return status && { webrtc: status.webrtc, channel: status.channel };
  });
}

async function noticeOf(page: Page): Promise<string> {
  const notice = await page.waitForFunction(
    () => document.querySelector('nutrina-voice')?.shadowRoot?.querySelector('[part="notice"]')?.textContent,
  );
  return String(await notice.jsonValue());
}

async function lastEntries(visitor: Visitor): Promise<readonly string[]> {
  return (await visitor.transcript()).slice(-2).map(({ role, status, text }) => `${role} ${status}: ${text}`);
}

async function ask(visitor: Visitor, question: string, answer: string): Promise<void> {
  await visitor.type('textbox', 'Message', question);
  await visitor.page.keyboard.press('Enter');
  await visitor.page.waitForFunction(
    (text) =>
      document
        .querySelector('nutrina-voice')
        ?.transcript.some((entry) => entry.text === text && entry.status === 'done'),
    {},
    answer,
  );
}

/** What visitors said, as it reached the conversations. */
function userTurns(entries: readonly JournalEntry[]): readonly string[] {
  return entries.flatMap((entry) => {
    if (entry.kind !== 'received' || entry.event['type'] !== 'conversation.item.create') return [];
    const { role, content } = entry.event['item'] as { role: string; content: readonly { text: string }[] };
    return role === 'user' ? content.map(({ text }) => text) : [];
  });
}

async function closeWorldAnd(world: World, visitor: Visitor): Promise<void> {
  await visitor.close();
  await world.close();
}
