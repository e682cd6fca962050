/** Each indicator shows its own object: breaking one thing moves one indicator. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'puppeteer-core';
import { startBrowser, visit, type Visitor } from './visitor.js';
import { startWorld, type World } from './world.js';

describe('the three indicators', () => {
  let world: World;
  let browser: Browser;
  let visitor: Visitor;

  before(async () => {
    world = await startWorld();
    browser = await startBrowser();
    visitor = await visit(browser, world.hostPage(), { steady: true });
    await visitor.startCall();
  });
  after(async () => {
    await browser.close();
    await world.close();
  });

  test('say that link, channel and microphone are there', async () => {
    assert.deepEqual(await status(visitor), { webrtc: 'connected', channel: 'open', audio: 'live' });
  });

  test('muting moves the microphone alone', async () => {
    await visitor.click('button', 'Mute');
    await waitFor(visitor, 'audio', 'muted');
    assert.deepEqual(await status(visitor), { webrtc: 'connected', channel: 'open', audio: 'muted' });
    await visitor.click('button', 'Mute');
    await waitFor(visitor, 'audio', 'live');
  });

  test('a channel that closes moves the channel alone, and the call goes on over another', async () => {
    const seen = await visitor.page.evaluate(
      () =>
        new Promise<string[]>((resolve) => {
          const element = document.querySelector('nutrina-voice');
          const channel = window.instruments.channels.at(-1);
          if (element === null || channel === undefined) throw new Error('there is no call');
          const stages: string[] = [];
          const look = (): void => {
            const { webrtc, channel: data, audio } = element.status;
            const stage = `${webrtc} ${data} ${audio}`;
            if (stages.at(-1) !== stage) stages.push(stage);
            if (data === 'open' && stages.length > 1) resolve(stages);
            else requestAnimationFrame(look);
          };
          look();
          channel.close();
        }),
    );
    assert.equal(seen[0], 'connected open live');
    assert.ok(seen.includes('connected closed live'), `seen: ${seen.join(' → ')}`);
    assert.equal(seen.at(-1), 'connected open live');
    await visitor.state('listening');
  });
});

type Indicator = 'webrtc' | 'channel' | 'audio';

async function status(visitor: Visitor): Promise<Record<Indicator, string>> {
  const { webrtc, channel, audio } = await visitor.page.evaluate(() => {
    const element = document.querySelector('nutrina-voice');
    if (element === null) throw new Error('no element');
    return { ...element.status };
  });
  return { webrtc, channel, audio };
}

async function waitFor(visitor: Visitor, indicator: Indicator, value: string): Promise<void> {
  await visitor.page.waitForFunction(
    (name, wanted) => document.querySelector('nutrina-voice')?.status[name] === wanted,
    {},
    indicator,
    value,
  );
}
