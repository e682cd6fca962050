/** A real browser's call led through the peer's relay: the network gets slow, goes away, and comes back. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'puppeteer-core';
import type { CallRelay } from '../realtime-peer/relay/call-relay.js';
import { startBrowser, visit, type Visitor } from './visitor.js';
import { startWorld, type World } from './world.js';

/** One way; far above what loopback and a busy machine add. */
const DELAY_MS = 400;

describe('a call through a relay', () => {
  let world: World;
  let browser: Browser;
  let visitor: Visitor;
  let relay: CallRelay;

  before(async () => {
    world = await startWorld({ peer: { network: {} } });
    browser = await startBrowser();
    visitor = await visit(browser, world.hostPage());
    await visitor.startCall();
    const [callId] = world.peer.calls.ids();
    const found = world.peer.calls.find(callId ?? '')?.relay;
    assert.ok(found, 'the call has a relay');
    relay = found;
  });
  after(async () => {
    await browser.close();
    await world.close();
  });

  async function ask(text: string): Promise<void> {
    await visitor.type('textbox', 'Message', text);
    await visitor.page.keyboard.press('Enter');
  }

  test('everything goes through it', async () => {
    const before = relay.counts.forwarded;
    await ask('What is a good breakfast?');
    await visitor.state('speaking');
    await visitor.state('listening');
    assert.ok(relay.counts.forwarded > before);
    const remote = await visitor.page.evaluate(async () => {
      const connection = window.instruments.peerConnections.at(-1);
      const reports = [...((await connection?.getStats()) ?? new Map()).values()];
      return reports.flatMap((report) =>
        report.type === 'remote-candidate' ? [{ port: report.port, type: report.candidateType }] : [],
      );
    });
    assert.ok(remote.length > 0);
    assert.deepEqual(
      remote.filter(({ port }) => !relay.ports.includes(port)),
      [],
      'no way leads around it',
    );
  });

  test('its delay is the one that the browser sees', async () => {
    relay.set({ delayMs: DELAY_MS });
    const seconds = await visitor.page.waitForFunction(
      async (atLeast) => {
        const reports = await window.instruments.peerConnections.at(-1)?.getStats();
        const pairs = [...(reports?.values() ?? [])].filter((report) => report.type === 'candidate-pair');
        // The pair in use asks every 2.5 s whether the other side is still there (RFC 7675).
        const roundTrips = pairs
          .filter(({ nominated }) => nominated)
          .map((pair) => pair.currentRoundTripTime);
        return roundTrips.find((roundTrip) => roundTrip >= atLeast) ?? false;
      },
      {},
      (2 * DELAY_MS) / 1000,
    );
    assert.ok(Number(await seconds.jsonValue()) < 10);
    relay.set({ delayMs: 0 });
  });

  test('what a blackhole swallowed arrives once it is gone, once', async () => {
    relay.set({ blackhole: true });
    const dropped = relay.nextDrop();
    await ask('What is good for dinner?');
    await dropped;
    relay.set({ blackhole: false });
    await visitor.state('speaking');
    await visitor.state('listening');
    const asked = world.peer.journal
      .events('received')
      .filter((event) => JSON.stringify(event).includes('What is good for dinner?'));
    assert.equal(asked.length, 1);
    assert.deepEqual(visitor.complaints, []);
  });
});
