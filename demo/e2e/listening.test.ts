/** When a spoken turn is over, and whose words were heard: real sound in the microphone of a room that echoes. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import type { Browser } from 'puppeteer-core';
import type { Script } from '../realtime-peer/brain/script.js';
import { pcmBase64 } from '../realtime-peer/oracle/speech.js';
import { createVoice, type Voice } from '../realtime-peer/speech/voice.js';
import { addedTurns } from './added-turns.js';
import { type SpeakingVisitor, visitSpeaking } from './speaking-visitor.js';
import { startBrowser } from './visitor.js';
import { startWorld, type World } from './world.js';

const IRON =
  'Lentils contain a lot of iron, and so does spinach, which few children like to eat. A squeeze of lemon helps the ' +
  'body to take it up.';

const SCRIPT: Script = {
  name: 'listening',
  turns: [
    { when: ['explain'], answers: [IRON] },
    { when: ['chickpeas'], answers: ['Lentils have more of it.'] },
    { when: ['zinc'], answers: ['There is a little zinc in them.'] },
    { when: ['oranges'], answers: ['Oranges have hardly any.'] },
  ],
  fallback: ['I did not expect that question.'],
  opening: 'Hello there.',
  afterFunction: 'Done.',
};

/** Before the first word of an answer. */
const ANSWER_GATE = 'response.sentence.1';
/** −20 dB: loudspeakers on a desk. */
const ECHO = 0.1;

describe('listening in the mode hybrid', () => {
  let world: World;
  let browser: Browser;
  let voice: Voice;
  let visitor: SpeakingVisitor;

  before(async () => {
    voice = await createVoice();
    world = await startWorld({ peer: { script: SCRIPT } });
    browser = await startBrowser();
    visitor = await visitSpeaking(browser, world.hostPage('mode="hybrid"'), { voice, echo: ECHO });
    await visitor.startCall();
    world.peer.journal.clear();
  });
  after(async () => {
    await browser.close();
    await world.close();
    await voice.close();
  });
  afterEach(() => {
    world.peer.gates.releaseAll();
    world.peer.journal.clear();
  });

  test('a question is sent when the voice has ended, neither before nor with the recogniser’s last word', async () => {
    world.peer.gates.hold(ANSWER_GATE);
    const pcm = await pcmBase64(voice, 'How much iron is in lentils and in chickpeas?');
    const atTheEnd = await visitor.page.evaluate(async (said) => {
      // A whole question, to one who does not hear that the voice goes on.
      await window.microphone.say(said, () => window.ears.interim('how much iron is in lentils'));
      const status = document.querySelector('nutrina-voice')?.transcript.at(-1)?.status;
      window.ears.interim('how much iron is in lentils and in chickpeas');
      return status;
    }, pcm);
    assert.equal(atTheEnd, 'interim');
    await told('response.create');
    const turns = ['how much iron is in lentils and in chickpeas'];
    assert.deepEqual(standingTurns(), turns);

    await visitor.page.evaluate(() => window.ears.final('How much iron is in lentils and in chickpeas?'));
    world.peer.gates.release(ANSWER_GATE);
    await visitor.state('speaking');
    await visitor.state('listening');
    assert.deepEqual(standingTurns(), turns);
    assert.deepEqual(toldTypes(), ['conversation.item.create', 'response.create']);
    assert.deepEqual(await visitor.lines(), [
      `user answered: ${turns[0]}`,
      'assistant done: Lentils have more of it.',
    ]);
  });

  test('a last word that differs corrects the turn, here and in the model’s memory', async () => {
    const logged = (await visitor.lines()).length;
    world.peer.gates.hold(ANSWER_GATE);
    await visitor.say('How much zinc is in lentils?');
    await recognise('how much sink is in lentils');
    await told('response.create');
    const [first] = addedTurns(world.peer.journal.entries());
    assert.equal(first?.text, 'how much sink is in lentils');

    await visitor.page.evaluate(() => window.ears.final('how much zinc is in lentils'));
    await world.peer.journal.waitFor(
      (entry) => entry.kind === 'sent' && entry.event['type'] === 'conversation.item.deleted',
    );
    world.peer.gates.release(ANSWER_GATE);
    await visitor.state('speaking');
    await visitor.state('listening');
    assert.deepEqual(standingTurns(), ['how much zinc is in lentils']);
    assert.deepEqual(toldTypes(), [
      'conversation.item.create',
      'response.create',
      'response.cancel',
      'conversation.item.create',
      'conversation.item.delete',
      'response.create',
    ]);
    assert.deepEqual((await visitor.lines()).slice(logged), [
      'user answered: how much zinc is in lentils',
      'assistant done: There is a little zinc in them.',
    ]);
  });

  test('the assistant’s own words, heard while it speaks, are no turn and interrupt nothing', async () => {
    const logged = (await visitor.lines()).length;
    await ask('Can you explain that to me?');
    await hearWordsOfAnswer();
    await visitor.page.evaluate(() => {
      window.ears.interim('lentils contain');
      window.ears.interim('lentils contain a lot of iron');
      window.ears.final('lentils contain a lot of iron and so does spinach');
    });
    await visitor.state('listening');
    // Longer than any words wait for.
    await visitor.pause(1500);
    assert.deepEqual((await visitor.lines()).slice(logged), [
      'user answered: Can you explain that to me?',
      `assistant done: ${IRON}`,
    ]);
    assert.deepEqual(toldTypes(), ['conversation.item.create', 'response.create']);
  });

  test('a voice over the answer silences it before a word is known; its own words are the next turn', async () => {
    const logged = (await visitor.lines()).length;
    await ask('Please explain it again.');
    await hearWordsOfAnswer();
    await visitor.page.evaluate(() => window.ears.interim('lentils contain a lot of iron'));
    const saying = visitor.say('Thank you, now tell me about oranges.');
    await visitor.state('listening');
    await visitor.hear('silence');
    assert.equal((await visitor.lines()).length, logged + 2);
    await saying;
    await recognise('lentils contain a lot of iron thank you now tell me about oranges');
    await visitor.state('speaking');
    await visitor.state('listening');
    const [, cut, ...rest] = (await visitor.transcript()).slice(logged);
    assert.equal(cut?.status, 'interrupted');
    const heard = cut.heard ?? '';
    assert.ok(heard !== '' && heard.length < IRON.length && IRON.startsWith(heard), heard);
    assert.deepEqual(
      rest.map(({ status, text }) => `${status}: ${text}`),
      ['answered: thank you now tell me about oranges', 'done: Oranges have hardly any.'],
    );
    assert.deepEqual(standingTurns(), ['Please explain it again.', 'thank you now tell me about oranges']);
  });

  test('hanging up leaves nothing open, and nothing in the console', () => visitor.assertNothingLeft());

  /** By keyboard, so that nothing but the answer is in the microphone. */
  async function ask(question: string): Promise<void> {
    await visitor.type('textbox', 'Message', question);
    await visitor.page.keyboard.press('Enter');
    await visitor.state('speaking');
  }

  /** Long enough to know its echo. */
  async function hearWordsOfAnswer(): Promise<void> {
    await visitor.hear('sound');
    await visitor.pause(1500);
  }

  /** A recogniser says what it has word by word, and the last of it again and again. */
  async function recognise(text: string): Promise<void> {
    await visitor.page.evaluate((words) => {
      for (let count = 1; count <= words.length; count += 1)
        window.ears.interim(words.slice(0, count).join(' '));
      window.ears.interim(words.join(' '));
    }, text.split(' '));
  }

  /** Waits until the peer was told that. */
  async function told(type: string): Promise<void> {
    await world.peer.journal.waitFor((entry) => entry.kind === 'received' && entry.event['type'] === type);
  }

  function toldTypes(): readonly unknown[] {
    return world.peer.journal.events('received').map(({ type }) => type);
  }

  /** The user turns of this test that are in the peer’s conversation now. */
  function standingTurns(): readonly string[] {
    const entries = world.peer.journal.entries();
    const deleted = entries.flatMap((entry) =>
      entry.kind === 'sent' && entry.event['type'] === 'conversation.item.deleted'
        ? [entry.event['item_id']]
        : [],
    );
    return addedTurns(entries).flatMap(({ id, text }) => (deleted.includes(id) ? [] : [text]));
  }
});
