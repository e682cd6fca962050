/** The mode `speech` over a real call: ten questions asked aloud, understood by the peer's ears, answered by its voice. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'puppeteer-core';
import { pcmBase64, SENTENCES } from '../realtime-peer/oracle/speech.js';
import { createVoice, type Voice } from '../realtime-peer/speech/voice.js';
import { wordErrors } from '../realtime-peer/speech/word-errors.js';
import { installInstruments } from './page/instruments.js';
import { installSpokenMicrophone } from './page/spoken-microphone.js';
import { startBrowser, visit, type Visitor } from './visitor.js';
import { startWorld, type World } from './world.js';

/** What the issue asks of the transcripts, over all questions. */
const MOST_WORD_ERRORS = 0.15;

describe('speech mode', () => {
  let world: World;
  let browser: Browser;
  let voice: Voice;
  let visitor: Visitor;

  before(async () => {
    voice = await createVoice();
    world = await startWorld({ env: { OPENAI_REALTIME_TURN_DETECTION: 'server_vad' } });
    browser = await startBrowser();
    visitor = await visit(browser, world.hostPage('mode="speech"'), {
      steady: true,
      prepare: async (page) => {
        // Outside of the instruments: what belongs to the visitor is not counted as ours.
        await page.evaluateOnNewDocument(installSpokenMicrophone);
        await page.evaluateOnNewDocument(installInstruments);
      },
    });
  });
  after(async () => {
    await browser.close();
    await world.close();
    await voice.close();
  });

  test(
    'ten spoken questions in one call are written down, and answered aloud',
    { timeout: 240_000 },
    async () => {
      await visitor.startCall();
      const sum = { errors: 0, words: 0 };
      for (const [index, { text, voice: name }] of SENTENCES.entries()) {
        const { samples } = await visitor.page.evaluate(() => window.instruments.level(0));
        await visitor.page.evaluate((pcm) => window.microphone.say(pcm), await pcmBase64(voice, text, name));
        await visitor.state('speaking');
        await visitor.page.waitForFunction(
          (from) => {
            const { samples: now, peak } = window.instruments.level(200);
            return now > from && peak > 0.05;
          },
          {},
          samples,
        );
        const heard = await visitor.turns(index + 1);
        const { errors, words } = wordErrors(text, heard.at(-1) ?? '');
        sum.errors += errors;
        sum.words += words;
        if (index < SENTENCES.length - 1) await visitor.click('button', 'Stop speaking');
        await visitor.state('listening');
      }
      assert.ok(sum.errors / sum.words <= MOST_WORD_ERRORS, `${sum.errors} of ${sum.words} words are wrong`);

      const log = await visitor.transcript();
      assert.deepEqual(
        log.map(({ role }) => role),
        SENTENCES.flatMap(() => ['user', 'assistant']),
      );
      assert.deepEqual(
        log.map(({ status }) => status),
        SENTENCES.flatMap((_, at) => ['answered', at < SENTENCES.length - 1 ? 'interrupted' : 'done']),
      );
      const connections = await visitor.page.evaluate(() => window.instruments.peerConnections.length);
      assert.equal(connections, 1);
    },
  );

  test('the last turn told its figures', async () => {
    const latency = await visitor.page.evaluate(() => document.querySelector('nutrina-voice')?.latency);
    assert.ok(latency && (latency.endOfSpeechToSent ?? 0) > 0 && latency.total > latency.firstByteToAudible);
  });

  test('afterwards nothing is open, and the page has nothing to complain about', async () => {
    await visitor.page.evaluate(() => document.querySelector('nutrina-voice')?.disconnect());
    const { peerConnections, tracks, audioContexts, timers } = await visitor.open();
    assert.deepEqual({ peerConnections, tracks, timers }, { peerConnections: 0, tracks: 0, timers: 0 });
    assert.equal(audioContexts, 0);
    assert.deepEqual(visitor.complaints, []);
  });

  test('the visitor’s menu changes ears and voice within the call', { timeout: 200_000 }, async () => {
    const other = await visit(browser, world.hostPage('mode="hybrid"'), {
      steady: true,
      prepare: (page) => page.evaluateOnNewDocument(installSpokenMicrophone).then(() => undefined),
    });
    const choose = async (name: string): Promise<void> => {
      const menu = await other.page.waitForSelector('::-p-aria([role="combobox"][name="Talk by"])');
      await menu?.select(name);
    };
    await other.startCall();
    await other.page.evaluate(() => window.ears.final('How many calories are in an apple?'));
    await other.state('speaking');
    await choose('live voice');
    await other.state('listening');
    const [question] = SENTENCES;
    assert.ok(question);
    await other.page.evaluate((pcm) => window.microphone.say(pcm), await pcmBase64(voice, question.text));
    await other.state('speaking');
    await choose('text');
    await other.state('listening');
    await other.type('textbox', 'Message', 'And for breakfast?');
    await other.page.keyboard.press('Enter');
    await other.page.waitForFunction(
      () => document.querySelector('nutrina-voice')?.transcript.at(-1)?.status === 'done',
    );
    await other.turns(3);
    assert.deepEqual(
      (await other.transcript()).map(({ role, status }) => `${role} ${status}`),
      [
        'user answered',
        'assistant interrupted',
        'user answered',
        'assistant interrupted',
        'user answered',
        'assistant done',
      ],
    );
    const connections = await other.page.evaluate(() => window.instruments.peerConnections.length);
    assert.equal(connections, 1);
    assert.equal(
      await other.page.evaluate(() => document.querySelector('nutrina-voice')?.activeMode),
      'text',
    );
    assert.deepEqual(other.complaints, []);
    await other.close();
  });
});
