/** One visitor loses the network, another keeps theirs, and what waited goes on where it stood. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'puppeteer-core';
import { startBrowser, visit, type Visitor } from './visitor.js';
import { openVisitorNetwork, type VisitorNetwork } from './visitor-network.js';
import { startWorld, type World } from './world.js';

describe('the network of one visitor', () => {
  let world: World;
  let browser: Browser;
  let network: VisitorNetwork;
  let visitor: Visitor;
  let neighbour: Visitor;

  before(async () => {
    world = await startWorld({ peer: { network: {} } });
    browser = await startBrowser();
    network = await openVisitorNetwork(world.peer);
    visitor = await visit(browser, world.hostPage(), { network });
    neighbour = await visit(browser, world.hostPage());
    await neighbour.startCall('grace@example.org');
    await visitor.startCall();
  });
  after(async () => {
    await browser.close();
    await network.close();
    await world.close();
  });

  test('knows the calls that were opened through it, and no other', () => {
    assert.equal(world.peer.calls.size, 2);
    assert.equal(network.callIds.length, 1);
    assert.ok(world.peer.calls.find(network.callIds[0] ?? '')?.relay);
  });

  test('carries a whole turn with its sound', async () => {
    await ask(visitor, 'What is a good breakfast?');
    await visitor.state('speaking');
    await visitor.state('listening');
  });

  test('holds requests and media back for one visitor alone, and lets them go on afterwards', async () => {
    network.cut();
    const fetched = visitor.page.evaluate(
      async (url) => (await fetch(`${url}/nutrina-voice.js`)).status,
      world.backendUrl,
    );
    const dropped = world.peer.calls.find(network.callIds[0] ?? '')?.relay?.nextDrop();
    await ask(visitor, 'What is good for dinner?');
    await dropped;
    await ask(neighbour, 'What is a good lunch?');
    await neighbour.state('speaking');
    assert.equal(await Promise.race([fetched, Promise.resolve('waiting')]), 'waiting');
    assert.ok(!received(world).includes('What is good for dinner?'));
    network.mend();
    assert.equal(await fetched, 200);
    await world.peer.journal.waitFor((entry) => JSON.stringify(entry).includes('What is good for dinner?'));
  });
});

async function ask(visitor: Visitor, text: string): Promise<void> {
  await visitor.type('textbox', 'Message', text);
  await visitor.page.keyboard.press('Enter');
}

function received({ peer }: World): string {
  return JSON.stringify(peer.journal.events('received'));
}
