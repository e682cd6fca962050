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
    visitor = await visit(browser, world.hostPage());
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

  test('a channel that closes moves the channel alone, before anything is torn down', async () => {
    const seen = await visitor.page.evaluate(
      () =>
        new Promise((resolve) => {
          const element = document.querySelector('nutrina-voice');
          const channel = window.instruments.channels.at(-1);
          if (element === null || channel === undefined) throw new Error('no call');
          // Closing from this side fires `close`, not an error: the state the indicator reads is the channel's own.
          channel.addEventListener('closing', () => {
            queueMicrotask(() => {
              resolve({ ...element.status });
            });
          });
          channel.close();
          queueMicrotask(() => {
            resolve({ channelNow: channel.readyState, ...element.status });
          });
        }),
    );
    assert.equal((seen as { webrtc: string }).webrtc, 'connected');
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
