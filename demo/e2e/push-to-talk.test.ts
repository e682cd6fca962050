/** A visitor who holds a button to speak: what leaves the page, and when, by what the peer was told. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import type { Browser } from 'puppeteer-core';
import type { Script } from '../realtime-peer/brain/script.js';
import type { JournalEntry } from '../realtime-peer/journal.js';
import { createVoice, type Voice } from '../realtime-peer/speech/voice.js';
import { wordErrors } from '../realtime-peer/speech/word-errors.js';
import { type SpeakingVisitor, visitSpeaking } from './speaking-visitor.js';
import { startBrowser, type Visitor } from './visitor.js';
import { startWorld, type World } from './world.js';

const WATER = 'How much water should I drink every day?';
const RECIPE = 'I would like a quick recipe with rice and vegetables.';
const DINNER = 'What should I cook for dinner tonight?';
const SHORT_ANSWER = 'Two litres a day are enough.';
const LONG_ANSWER =
  'Boil the rice in plenty of salted water until it is soft. Cut the vegetables into small pieces, and fry them ' +
  'in a little oil. Add the rice, a spoon of soy sauce and an egg, and stir until everything is hot.';

const SCRIPT: Script = {
  name: 'push-to-talk',
  turns: [
    { when: ['recipe'], answers: [LONG_ANSWER] },
    { when: ['water'], answers: [SHORT_ANSWER] },
  ],
  fallback: ['I did not expect that question.'],
  opening: 'Hello there.',
  afterFunction: 'Done.',
};

/** What the issue asks of transcripts. */
const MOST_WORD_ERRORS = 0.15;

/** What a held button tells the server in the mode speech, and nothing else. */
const ONE_TURN = ['input_audio_buffer.clear', 'input_audio_buffer.commit', 'response.create'];

let world: World;
let browser: Browser;
let voice: Voice;

before(async () => {
  voice = await createVoice();
  world = await startWorld({
    env: { OPENAI_REALTIME_TURN_DETECTION: 'server_vad' },
    peer: { script: SCRIPT },
  });
  browser = await startBrowser();
});
after(async () => {
  await browser.close();
  await world.close();
  await voice.close();
});

describe('push-to-talk in the mode speech', () => {
  let visitor: SpeakingVisitor;

  before(async () => {
    visitor = await visitSpeaking(browser, world.hostPage('mode="speech" push-to-talk'), { voice });
    await visitor.startCall();
  });
  after(() => visitor.close());
  afterEach(async () => {
    world.peer.journal.clear();
    await visitor.page.mouse.reset();
  });

  test('the server finds no turns by itself, and no sound leaves the page before the button is held', async () => {
    const { event } = await sent('session.updated');
    assert.equal(turnDetectionOf(event), null);
    const told = toldTypes();
    const energy = await visitor.energySent();
    await visitor.say(DINNER);
    assert.ok((await visitor.energySent()) - energy < 1e-6, 'what was said is not in what was sent');
    assert.deepEqual(toldTypes(), told);
    assert.deepEqual(await visitor.lines(), []);
  });

  test('held by the pointer: cleared at first; committed, then asked for, when let go; answered aloud', async () => {
    await pointAtButton(visitor);
    assert.equal(await pressed(visitor), false);
    await visitor.page.mouse.down();
    await buttonShows(visitor, true);
    assert.equal(await pressed(visitor), true);
    const energy = await visitor.energySent();
    await visitor.say(WATER);
    assert.ok((await visitor.energySent()) - energy > 1e-3, 'what was said is in what was sent');
    assert.deepEqual(toldTypes(), ['input_audio_buffer.clear']);

    await visitor.page.mouse.up();
    await visitor.state('speaking');
    await visitor.hear('sound');
    assert.equal(await pressed(visitor), false);
    await visitor.state('listening');
    assert.deepEqual(toldTypes(), ONE_TURN);
    await visitor.turns(1);
    const [question, answer, ...rest] = await visitor.transcript();
    assertUnderstood(question?.text, WATER);
    assert.deepEqual([question?.status, answer?.status, answer?.text], ['answered', 'done', SHORT_ANSWER]);
    assert.deepEqual(rest, []);
  });

  test('held by the space bar, which the system repeats: one turn, without what was said before', async () => {
    await visitor.say(DINNER);
    await (await visitor.find('button', 'Hold to talk')).focus();
    await visitor.page.keyboard.down('Space');
    await buttonShows(visitor, true);
    await visitor.page.keyboard.down('Space');
    await visitor.say(RECIPE);
    await visitor.page.keyboard.down('Space');
    await visitor.page.keyboard.up('Space');
    await visitor.state('speaking');
    await visitor.hear('sound');
    assert.deepEqual(toldTypes(), ONE_TURN);
    assertUnderstood((await visitor.turns(2)).at(-1), RECIPE);
  });

  test('pressed while an answer is spoken it interrupts, and what is said then is the next turn', async () => {
    // What can be read of it has been heard.
    await visitor.page.waitForFunction(() => {
      const last = document.querySelector('nutrina-voice')?.transcript.at(-1);
      return last?.role === 'assistant' && last.text.length > 20;
    });
    await pointAtButton(visitor);
    await visitor.page.mouse.down();
    await visitor.state('listening');
    await visitor.hear('silence');
    await sent('conversation.item.truncated');
    await visitor.say(WATER);
    await visitor.page.mouse.up();
    await visitor.state('speaking');
    await visitor.state('listening');
    // Whether there is a response left to cancel depends on how fast it was written.
    const told = toldTypes().filter((type) => type !== 'response.cancel');
    assert.deepEqual(told, ['output_audio_buffer.clear', ...ONE_TURN]);

    await visitor.turns(3);
    const [cut, question, answer] = (await visitor.transcript()).slice(-3);
    assert.equal(cut?.status, 'interrupted');
    const heard = cut.heard ?? '';
    assert.ok(heard !== '' && heard.length < LONG_ANSWER.length && LONG_ANSWER.startsWith(heard), heard);
    assertUnderstood(question?.text, WATER);
    assert.deepEqual([question?.status, answer?.status], ['answered', 'done']);
  });

  test('hanging up leaves nothing open, and nothing in the console', () => visitor.assertNothingLeft());
});

describe('push-to-talk in the mode hybrid', () => {
  let visitor: SpeakingVisitor;

  before(async () => {
    visitor = await visitSpeaking(browser, world.hostPage('mode="hybrid" push-to-talk'), { voice });
    await visitor.startCall();
    world.peer.journal.clear();
  });
  after(() => visitor.close());
  afterEach(async () => {
    world.peer.journal.clear();
    await visitor.page.mouse.reset();
  });

  test('held by the pointer: nobody recognises words before; a pause ends no turn, letting go does', async () => {
    assert.equal(await listening(visitor), 0);
    await pointAtButton(visitor);
    await visitor.page.mouse.down();
    await visitor.page.waitForFunction(() => window.ears.listening() === 1);
    await visitor.say(RECIPE);
    await visitor.page.evaluate((words) => window.ears.interim(words), RECIPE);
    // Without the button the turn would be over by now.
    await visitor.pause(1500);
    assert.deepEqual(await visitor.lines(), [`user interim: ${RECIPE}`]);
    assert.deepEqual(toldTypes(), []);

    await visitor.page.mouse.up();
    await visitor.state('speaking');
    await visitor.hear('sound');
    assert.equal(await listening(visitor), 0);
    assert.equal((await visitor.transcript())[0]?.text, RECIPE);
    assert.deepEqual(toldTypes(), ['conversation.item.create', 'response.create']);
  });

  test('held by the enter key while an answer is spoken: it falls silent, and the next turn is answered', async () => {
    await (await visitor.find('button', 'Hold to talk')).focus();
    await visitor.page.keyboard.down('Enter');
    await visitor.state('listening');
    await visitor.hear('silence');
    await visitor.page.waitForFunction(() => window.ears.listening() === 1);
    await visitor.say(WATER);
    await visitor.page.evaluate((words) => window.ears.final(words), WATER);
    await visitor.page.keyboard.up('Enter');
    await visitor.state('speaking');
    await visitor.state('listening');
    const [, cut, ...rest] = await visitor.transcript();
    // How much of it was written depends on when the key was pressed.
    assert.ok(cut?.status === 'interrupted' && LONG_ANSWER.startsWith(cut.text), cut?.text);
    assert.deepEqual(
      rest.map(({ status, text }) => `${status}: ${text}`),
      [`answered: ${WATER}`, `done: ${SHORT_ANSWER}`],
    );
  });

  test('hanging up leaves nothing open, and nothing in the console', () => visitor.assertNothingLeft());
});

function toldTypes(): readonly unknown[] {
  return world.peer.journal.events('received').map(({ type }) => type);
}

/** Waits for an event from the peer to the page. */
async function sent(type: string): Promise<Extract<JournalEntry, { kind: 'received' | 'sent' }>> {
  const entry = await world.peer.journal.waitFor((one) => one.kind === 'sent' && one.event['type'] === type);
  assert.ok(entry.kind === 'sent');
  return entry;
}

function turnDetectionOf(event: Readonly<Record<string, unknown>>): unknown {
  const { session } = event as { session?: { audio?: { input?: { turn_detection?: unknown } } } };
  return session?.audio?.input?.turn_detection;
}

function assertUnderstood(heard: string | undefined, said: string): void {
  const { errors, words } = wordErrors(said, heard ?? '');
  assert.ok(errors / words <= MOST_WORD_ERRORS, `“${said}” was understood as “${heard ?? ''}”`);
}

async function pointAtButton(visitor: Visitor): Promise<void> {
  await (await visitor.find('button', 'Hold to talk')).hover();
}

async function buttonShows({ page }: Visitor, isPressed: boolean): Promise<void> {
  await page.waitForSelector(`nutrina-voice >>> [part="mic"][aria-pressed="${String(isPressed)}"]`);
}

/** What a screen reader says of the button. */
async function pressed(visitor: Visitor): Promise<boolean | 'mixed' | undefined> {
  const root = await visitor.find('button', 'Hold to talk');
  const node = await visitor.page.accessibility.snapshot({ root });
  return node?.pressed;
}

function listening({ page }: Visitor): Promise<number> {
  return page.evaluate(() => window.ears.listening());
}
