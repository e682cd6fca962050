/** A path that gets worse under a call: the visitor is told while it still carries. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'puppeteer-core';
import type { NetworkConditions } from '../realtime-peer/relay/udp-relay.js';
import { startBrowser, visit, type Visitor } from './visitor.js';
import { startWorld, type World } from './world.js';

const PATIENCE_MS = 60_000;

describe('a link that gets worse', () => {
  let world: World;
  let browser: Browser;
  let visitor: Visitor;

  before(async () => {
    world = await startWorld({ peer: { network: {} } });
    browser = await startBrowser();
    visitor = await visit(browser, world.hostPage());
    visitor.page.setDefaultTimeout(PATIENCE_MS);
    await visitor.startCall();
  });
  after(async () => {
    await browser.close();
    await world.close();
  });

  const setNetwork = (conditions: Partial<NetworkConditions>): void => {
    for (const id of world.peer.calls.ids()) world.peer.calls.find(id)?.relay?.set(conditions);
  };
  /** Resolves to the milliseconds until the element says so. */
  const weakIs = async (wanted: boolean): Promise<number> => {
    const since = performance.now();
    await visitor.page.waitForFunction(
      (weak) => document.querySelector('nutrina-voice')?.matches(':state(degraded)') === weak,
      {},
      wanted,
    );
    return performance.now() - since;
  };

  test('grown delay is told while the call goes on, and is over some time after it', async (context) => {
    setNetwork({ delayMs: 350 });
    const told = await weakIs(true);
    context.diagnostic(`weak after ${(told / 1000).toFixed(1)} s of 700 ms`);
    const state = await visitor.page.evaluate(() => document.querySelector('nutrina-voice')?.state);
    assert.equal(state, 'listening');
    setNetwork({ delayMs: 0 });
    const over = await weakIs(false);
    context.diagnostic(`good again ${(over / 1000).toFixed(1)} s after`);
    assert.deepEqual(visitor.complaints, []);
  });
});
