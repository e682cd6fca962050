/** Proxy signalling: the offer goes through the backend, and no key of the provider ever reaches the page. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, HTTPResponse } from 'puppeteer-core';
import { startBrowser, visit, type Visitor } from './visitor.js';
import { startWorld, type World } from './world.js';

describe('with OPENAI_REALTIME_SIGNALING=proxy', () => {
  let world: World;
  let browser: Browser;
  let visitor: Visitor;
  const responses: HTTPResponse[] = [];
  /** What the browser asked for permission to ask. */
  const preflights: string[] = [];

  before(async () => {
    world = await startWorld({ env: { OPENAI_REALTIME_SIGNALING: 'proxy' } });
    browser = await startBrowser();
    visitor = await visit(browser, world.hostPage(), {
      steady: true,
      prepare: async (page) => {
        page.on('response', (response) => responses.push(response));
        const network = await page.createCDPSession();
        network.on('Network.requestWillBeSent', ({ request }) => {
          if (request.method === 'OPTIONS') preflights.push(request.url);
        });
        await network.send('Network.enable');
      },
    });
  });
  after(async () => {
    await browser.close();
    await world.close();
  });

  test('a visitor talks and is answered aloud', async () => {
    await visitor.startCall();
    await visitor.page.evaluate(() => window.ears.final('What is a good breakfast?'));
    await visitor.state('speaking');
    await visitor.state('listening');
    const [question, answer] = await visitor.transcript();
    assert.deepEqual([question?.status, answer?.status], ['answered', 'done']);
    assert.equal(world.peer.calls.size, 1);
  });

  test('the page speaks to the backend alone, without a single preflight, and sees no key', async () => {
    const asked = visitor.requests.map((request) => new URL(request.url()));
    const own = [new URL(visitor.page.url()).origin, world.backendUrl];
    assert.deepEqual(
      asked.filter(({ origin }) => !own.includes(origin)),
      [],
    );
    assert.deepEqual(preflights, []);
    const calls = responses.filter((response) => response.url().endsWith('/api/realtime/call'));
    assert.deepEqual(
      calls.map((response) => [response.request().method(), response.status()]),
      [['POST', 201]],
    );
    const session = responses.find(
      (response) =>
        response.url().endsWith('/api/realtime/session') && response.request().method() === 'POST',
    );
    const reply = (await session?.text()) ?? '';
    assert.match(reply, /"signaling":"proxy"/);
    const [call] = calls;
    const seen = [reply, await call?.text(), call?.request().postData(), JSON.stringify(call?.headers())];
    for (const text of seen) assert.doesNotMatch(text ?? '', /ek_|sk-/);
    const minted = world.peer.journal
      .entries()
      .filter((entry) => entry.kind === 'http' && entry.path.endsWith('/client_secrets'));
    assert.deepEqual(minted, [], 'no key was even made');
  });

  test('the end of the session ends its call at the provider', async () => {
    const [callId] = world.peer.calls.ids();
    await visitor.page.evaluate(() => document.querySelector('nutrina-voice')?.disconnect());
    const hangUp = await world.peer.journal.waitFor(
      (entry) => entry.kind === 'http' && entry.path.endsWith(`/calls/${callId}/hangup`),
    );
    assert.ok(hangUp.kind === 'http');
    // The page has closed its end as well; whichever of the two came first, the peer holds no call.
    assert.ok([200, 404].includes(hangUp.status), `hangup answered ${hangUp.status}`);
    await world.peer.journal.waitFor(
      (entry) => entry.kind === 'call' && entry.callId === callId && entry.state === 'closed',
    );
    assert.equal(world.peer.calls.size, 0);
    assert.deepEqual(visitor.complaints, []);
  });
});
