/** Fifty times: connect, call, hang up, disconnect. What is open afterwards is counted, and must be nothing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startBrowser, visit } from './visitor.js';
import { startWorld } from './world.js';

const CYCLES = 50;

test(`${CYCLES} calls leave no peer connection, track, audio context, timer or listener behind`, async () => {
  const world = await startWorld();
  const browser = await startBrowser();
  try {
    const visitor = await visit(browser, world.hostPage('user-email="ada@example.org"'), { steady: true });
    const cycle = (): Promise<void> =>
      visitor.page.evaluate(async () => {
        const element = document.querySelector('nutrina-voice');
        if (element === null) throw new Error('no element');
        await element.connect();
        await element.start();
        await element.stop();
        await element.disconnect();
      });
    // The first call loads the lazy part, whose listeners stay with the element for good.
    await visitor.page.mouse.click(5, 5);
    await cycle();
    const before = await visitor.open();
    for (let i = 0; i < CYCLES; i += 1) await cycle();
    const left = await visitor.open();
    assert.deepEqual(
      { ...left, listeners: left.listeners - before.listeners },
      { peerConnections: 0, tracks: 0, audioContexts: 0, timers: 0, listeners: 0 },
    );
    assert.deepEqual(visitor.complaints, []);
    const connections = await visitor.page.evaluate(() => window.instruments.peerConnections.length);
    assert.equal(connections, CYCLES + 1, 'every cycle really made a call');
  } finally {
    await browser.close();
    await world.close();
  }
});
