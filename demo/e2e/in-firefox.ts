/** Real calls in Firefox: `npm run test:firefox` runs them, and nothing else does. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import puppeteer, { type Browser } from 'puppeteer-core';
import { FIREFOX_PREFERENCES, findFirefox } from '../../scripts/browser.js';
import { createVoice, type Voice } from '../realtime-peer/speech/voice.js';
import { visitSpeaking } from './speaking-visitor.js';
import { visit, type Visitor } from './visitor.js';
import { startWorld, type World } from './world.js';

const ADA = 'user-email="ada@example.org"';

describe('a call in Firefox', () => {
  let world: World;
  let browser: Browser;
  let voice: Voice;

  before(async () => {
    voice = await createVoice();
    world = await startWorld({ env: { OPENAI_REALTIME_TURN_DETECTION: 'server_vad' } });
    browser = await puppeteer.launch({
      browser: 'firefox',
      executablePath: findFirefox(),
      headless: true,
      extraPrefsFirefox: FIREFOX_PREFERENCES,
    });
  });
  after(async () => {
    await browser.close();
    await world.close();
    await voice.close();
  });

  /** By the element's commands: WebDriver BiDi finds no role and name inside a shadow root of Firefox. */
  async function call({ page, state }: Visitor): Promise<void> {
    await page.evaluate(() => document.querySelector('nutrina-voice')?.start());
    await state('listening');
  }

  for (const link of ['webrtc', 'websocket']) {
    test(`is typed and read over ${link}`, { timeout: 60_000 }, async () => {
      const visitor = await visit(browser, world.hostPage(`${ADA} mode="text" link="${link}"`), {
        ears: 'none',
      });
      await call(visitor);
      await visitor.page.evaluate(() => document.querySelector('nutrina-voice')?.send('Is tea good for me?'));
      await visitor.state('thinking');
      await visitor.state('listening');
      assert.deepEqual(
        (await visitor.transcript()).map(({ role, status }) => `${role} ${status}`),
        ['user answered', 'assistant done'],
      );
      assert.deepEqual(visitor.complaints, []);
      await visitor.close();
    });
  }

  for (const link of ['webrtc', 'websocket']) {
    test(`names the policy that forbids the provider over ${link}`, { timeout: 60_000 }, async () => {
      const csp = `connect-src ${world.backendUrl}`;
      const visitor = await visit(browser, world.hostPage(`${ADA} mode="text" link="${link}"`, { csp }));
      const problem = await visitor.page.evaluate(async () => {
        const refusal: unknown = await document
          .querySelector('nutrina-voice')
          ?.start()
          .catch((error: unknown) => error);
        return refusal instanceof Error ? `${Reflect.get(refusal, 'code')}: ${refusal.message}` : '';
      });
      const { host } = new URL(world.peer.url);
      assert.match(
        problem,
        new RegExp(`^config-invalid: .* forbids \\w+://${host}/.*: add it to connect-src`),
      );
      await visitor.close();
    });
  }

  test('is spoken, heard and answered aloud', { timeout: 120_000 }, async (t) => {
    const visitor = await visitSpeaking(browser, world.hostPage(`${ADA} mode="speech"`), { voice });
    const channels = await visitor.page.evaluate(async () => {
      const context = new AudioContext();
      await context.close();
      return context.destination.maxChannelCount;
    });
    if (channels === 0) {
      t.skip('Firefox plays nothing where there is no sound device');
      return;
    }
    await call(visitor);
    await visitor.say('How much water should I drink every day?');
    await visitor.state('speaking');
    await visitor.hear('sound');
    const [words = ''] = await visitor.turns(1);
    assert.match(words, /water/i);
    await visitor.state('listening');
    assert.match((await visitor.lines()).at(-1) ?? '', /^assistant done: /);
    await visitor.assertNothingLeft();
  });
});
