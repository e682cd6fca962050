/** A conversation that outlives its page: reload, the site's next page, and the way back. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import type { Browser } from 'puppeteer-core';
import type { Script } from '../realtime-peer/brain/script.js';
import { startBrowser, visit, type Visitor } from './visitor.js';
import { startWorld, type World } from './world.js';

type Link = 'webrtc' | 'websocket';

const SNACK = 'An apple is a good snack.';
const PEAR = 'A pear is as good.';

const SCRIPT: Script = {
  name: 'resume',
  turns: [
    { when: ['apple'], answers: [SNACK] },
    { when: ['pear'], answers: [[{ hold: 'pear' }, { say: PEAR }]] },
    { when: ['remember'], answers: ['You last heard: {said}'] },
  ],
  fallback: ['I do not know.'],
  opening: 'Hello there.',
  afterFunction: 'Done.',
};

let world: World;
let browser: Browser;
let visitor: Visitor;

before(async () => {
  world = await startWorld({ peer: { script: SCRIPT } });
  // A browser under test keeps no pages unless it is told to.
  browser = await startBrowser([], { ignoreDefaultArgs: ['--disable-back-forward-cache'] });
});
afterEach(() => visitor.close());
after(async () => {
  await browser.close();
  await world.close();
});

for (const link of ['webrtc', 'websocket'] as const) {
  describe(`over ${link}`, () => {
    test('a conversation is back after a reload, and goes on with one click', async () => {
      await talkAboutApples(link);
      const said = await visitor.transcript();
      const closed = world.peer.journal.waitFor((entry) => entry.kind === 'call' && entry.state === 'closed');
      await visitor.page.reload();
      await closed;
      await visitor.find('button', 'Continue');
      assert.deepEqual(await visitor.transcript(), said);
      assert.equal(await visitor.page.evaluate(() => document.querySelector('nutrina-voice')?.state), 'idle');

      world.peer.journal.clear();
      await visitor.click('button', 'Continue');
      await visitor.state('listening');
      await ask('What do you remember?', `You last heard: ${SNACK}`);
      assert.deepEqual(commands(), [
        'user: Is an apple a good snack?',
        `assistant: ${SNACK}`,
        'system',
        'user: What do you remember?',
        'response.create',
      ]);
      assert.deepEqual(visitor.complaints, []);
    });

    test('a turn that had no answer when the page was left is asked once by the site’s next page', async () => {
      await talkAboutApples(link);
      world.peer.gates.hold('pear');
      await type('Is a pear a good snack?');
      await world.peer.gates.arrival('pear');
      await visitor.page.goto(world.hostPage(page(link)));
      await visitor.find('button', 'Continue');
      assert.deepEqual((await visitor.transcript()).at(-1), {
        ...(await visitor.transcript()).at(-1),
        text: 'Is a pear a good snack?',
        role: 'user',
      });

      world.peer.journal.clear();
      world.peer.gates.release('pear');
      await visitor.click('button', 'Continue');
      await lastAnswer(PEAR);
      assert.deepEqual(commands(), [
        'user: Is an apple a good snack?',
        `assistant: ${SNACK}`,
        'user: Is a pear a good snack?',
        'system',
        'response.create',
      ]);
      const log = await visitor.transcript();
      assert.deepEqual(
        log.map(({ text }) => text),
        ['Is an apple a good snack?', SNACK, 'Is a pear a good snack?', PEAR],
      );
      assert.deepEqual(visitor.complaints, []);
    });

    test('a page that was left in a call is kept by the browser, holds nothing open, and goes on when it is back', async () => {
      await talkAboutApples(link);
      await visitor.page.evaluate(() => {
        window.addEventListener('pageshow', ({ persisted }) => {
          document.documentElement.dataset['back'] = String(persisted);
        });
      });
      const closed = world.peer.journal.waitFor((entry) => entry.kind === 'call' && entry.state === 'closed');
      await visitor.page.goto(world.hostPage('', { body: '' }));
      await closed;
      await visitor.page.goBack();
      await visitor.page.waitForSelector('html[data-back=true]');
      await visitor.state('ended');
      // One is made again for the call that may come.
      const states = await visitor.page.evaluate(() =>
        window.instruments.peerConnections.map(({ connectionState }) => connectionState),
      );
      assert.deepEqual(
        states.filter((state) => state !== 'closed'),
        link === 'webrtc' ? ['new'] : [],
      );
      const { tracks, audioContexts } = await visitor.open();
      assert.deepEqual({ tracks, audioContexts }, { tracks: 0, audioContexts: 0 });

      world.peer.journal.clear();
      await visitor.click('button', 'Continue');
      await visitor.state('listening');
      await ask('What do you remember?', `You last heard: ${SNACK}`);
      assert.deepEqual(commands().slice(0, 2), ['user: Is an apple a good snack?', `assistant: ${SNACK}`]);
      assert.deepEqual(visitor.complaints, []);
    });
  });
}

test('disconnect() leaves nothing for the next page, which then loads only its shell', async () => {
  await talkAboutApples();
  await visitor.page.evaluate(() => document.querySelector('nutrina-voice')?.disconnect());
  assert.equal(await visitor.page.evaluate(() => sessionStorage.length), 0);
  const before = visitor.requests.length;
  await visitor.page.reload();
  await visitor.find('button', 'Connect');
  await visitor.page.waitForNetworkIdle();
  const loaded = visitor.requests.slice(before).map((request) => new URL(request.url()).pathname);
  assert.deepEqual(
    loaded.filter((path) => path.includes('/chunks/')).map((path) => path.replace(/-[\w-]{8}\.js$/, '')),
    ['/chunks/element'],
  );
});

test('a site that does not ask for it keeps nothing', async () => {
  visitor = await visit(browser, world.hostPage());
  await visitor.startCall();
  await ask('Is an apple a good snack?', SNACK);
  await visitor.page.reload();
  await visitor.find('button', 'Connect');
  assert.equal(await visitor.page.evaluate(() => sessionStorage.length), 0);
});

function page(link: Link): string {
  return `resume="tab" link="${link}"`;
}

async function talkAboutApples(link: Link = 'webrtc'): Promise<void> {
  visitor = await visit(browser, world.hostPage(page(link)));
  await visitor.startCall();
  await ask('Is an apple a good snack?', SNACK);
}

async function type(text: string): Promise<void> {
  await visitor.type('textbox', 'Message', text);
  await visitor.page.keyboard.press('Enter');
}

async function ask(text: string, answer: string): Promise<void> {
  await type(text);
  await lastAnswer(answer);
}

async function lastAnswer(answer: string): Promise<void> {
  await visitor.page.waitForFunction(
    (wanted) => {
      const last = document.querySelector('nutrina-voice')?.transcript.at(-1);
      return last?.text === wanted && last.status === 'done';
    },
    {},
    answer,
  );
  await visitor.state('listening');
}

/** What the peer was told to add to its conversation and to answer, in order. */
function commands(): readonly string[] {
  return world.peer.journal.events('received').flatMap((event) => {
    if (event['type'] === 'response.create') return ['response.create'];
    if (event['type'] !== 'conversation.item.create') return [];
    const { role, content } = event['item'] as { role: string; content: { text: string }[] };
    return [role === 'system' ? role : `${role}: ${content.map(({ text }) => text).join('')}`];
  });
}
