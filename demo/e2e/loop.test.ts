/** The whole loop: a visitor connects, talks or types, reads the answer as it streams and hears it. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'puppeteer-core';
import type { Script } from '../realtime-peer/brain/script.js';
import { findSound, fromPcm16, trimSilence } from './sound.js';
import { startBrowser, visit, type Visitor } from './visitor.js';
import { startWorld, type World } from './world.js';

const BREAKFAST = [
  'Oats with berries keep you full until lunch.',
  'Add a spoon of yogurt for some protein.',
  'Would you like a recipe for tomorrow?',
] as const;

/** Answers that tests can hold at named places. */
const SCRIPT: Script = {
  name: 'end to end',
  turns: [
    { when: ['breakfast'], answers: [BREAKFAST.join(' ')] },
    {
      when: ['held'],
      answers: [[{ say: `${BREAKFAST[0]} ` }, { hold: 'second sentence' }, { say: BREAKFAST[1] }]],
    },
  ],
  fallback: ['I did not expect that question.'],
  opening: 'Hello there.',
  afterFunction: 'Done.',
};

describe('the whole loop', () => {
  let world: World;
  let browser: Browser;
  let visitor: Visitor;

  before(async () => {
    world = await startWorld({ peer: { script: SCRIPT } });
    browser = await startBrowser();
    visitor = await visit(browser, world.hostPage(), { steady: true });
  });
  after(async () => {
    await browser.close();
    await world.close();
  });

  /** The script's files that the page has loaded so far, without their hashes. */
  function loadedFiles(): readonly string[] {
    const paths = visitor.requests.map((request) => new URL(request.url()).pathname);
    return paths.filter((path) => path.endsWith('.js')).map((path) => path.replace(/-[\w-]{8}\.js$/, '.js'));
  }

  test('before the first intent the page loads the shell and nothing else', () => {
    const urls = visitor.requests.map((request) => new URL(request.url()));
    const foreign = urls.filter((url) => url.origin !== new URL(visitor.page.url()).origin);
    assert.deepEqual(new Set(foreign.map((url) => url.origin)), new Set([world.backendUrl]));
    assert.equal(foreign.length, 2);
    assert.deepEqual(loadedFiles(), ['/nutrina-voice.js', '/chunks/element.js']);
  });

  test('a spoken question shows its words as they come, is answered, and is heard sentence by sentence', async () => {
    await visitor.startCall();
    await visitor.page.evaluate(() => window.ears.interim('what should I eat for'));
    await visitor.page.waitForFunction(() =>
      document.querySelector('nutrina-voice')?.transcript.some((entry) => entry.status === 'interim'),
    );
    await visitor.page.evaluate(() => window.ears.final('What should I eat for breakfast?'));
    await visitor.state('speaking');
    await visitor.state('listening');

    const [question, answer] = await visitor.transcript();
    assert.deepEqual(
      [question?.role, question?.text, question?.status],
      ['user', 'What should I eat for breakfast?', 'answered'],
    );
    assert.deepEqual(
      [answer?.role, answer?.text, answer?.status],
      ['assistant', BREAKFAST.join(' '), 'done'],
    );

    const recording = Float32Array.from(await visitor.page.evaluate(() => window.instruments.recording()));
    let from = 0;
    for (const sentence of BREAKFAST) {
      const spoken = trimSilence(await speechOf(world, sentence));
      const { offset, correlation } = findSound(recording, spoken, from);
      assert.ok(
        correlation >= 0.9,
        `“${sentence}” was heard with a correlation of ${correlation.toFixed(3)}`,
      );
      from = offset + spoken.length;
    }
  });

  test('the first sentence is audible while the second does not exist yet', async () => {
    const before = await samples(visitor);
    world.peer.gates.hold('second sentence');
    await visitor.type('textbox', 'Message', 'say the held one');
    await visitor.page.keyboard.press('Enter');
    await world.peer.gates.arrival('second sentence');
    await visitor.state('speaking');
    await visitor.page.waitForFunction(
      (from) => window.instruments.level(100).samples > from + 24_000,
      {},
      before,
    );
    const [, , , answer] = await visitor.transcript();
    assert.equal(answer?.status, 'streaming');
    assert.equal(answer.text.trim(), BREAKFAST[0]);

    world.peer.gates.release('second sentence');
    await visitor.page.waitForFunction(
      (text) => document.querySelector('nutrina-voice')?.transcript.at(-1)?.text.endsWith(text),
      {},
      BREAKFAST[1],
    );
    await visitor.state('listening');
  });

  test('while the assistant is audible its own words never become a turn', async () => {
    const before = (await visitor.transcript()).length;
    await visitor.type('textbox', 'Message', 'breakfast again');
    await visitor.page.keyboard.press('Enter');
    await visitor.state('speaking');
    await visitor.page.evaluate(() => window.ears.final('Oats with berries keep you full until lunch.'));
    await visitor.state('listening');
    const roles = (await visitor.transcript()).slice(before).map((entry) => entry.role);
    assert.deepEqual(roles, ['user', 'assistant']);
  });

  test('hanging up leaves nothing open, and the whole run left nothing in the console', async () => {
    await visitor.click('button', 'Hang up');
    await visitor.state('connected');
    const { peerConnections, tracks, audioContexts } = await visitor.open();
    assert.deepEqual(
      { peerConnections, tracks, audioContexts },
      { peerConnections: 0, tracks: 0, audioContexts: 0 },
    );
    assert.deepEqual(visitor.complaints, []);
    const origins = new Set(visitor.requests.map((request) => new URL(request.url()).origin));
    const own = [new URL(visitor.page.url()).origin, world.backendUrl, new URL(world.peer.url).origin];
    assert.deepEqual(
      [...origins].filter((origin) => !own.includes(origin)),
      [],
      'no third party',
    );
    assert.deepEqual(
      loadedFiles().slice(2),
      ['/chunks/call.js'],
      'neither what another mode needs, nor what another link does',
    );
  });
});

/** What the peer's voice makes of a sentence: the same every time. */
async function speechOf(world: World, text: string): Promise<Float32Array> {
  const response = await fetch(`${world.peer.url}/audio/speech`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk-local-peer', 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'gpt-4o-mini-tts', voice: 'marin', input: text, response_format: 'pcm' }),
  });
  assert.equal(response.status, 200);
  return fromPcm16(new Uint8Array(await response.arrayBuffer()));
}

async function samples(visitor: Visitor): Promise<number> {
  return (await visitor.page.evaluate(() => window.instruments.level(100))).samples;
}
