/** The mode `speech`: what the visitor said is written down by the server, when it comes to it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settled } from '../testing/settled.js';
import { answerAloud, inSpeech, msOf } from '../testing/spoken-call.js';

test('words that are written down after the answer has begun stand before it', async () => {
  const talk = await inSpeech();
  await talk.types('Hello.');
  talk.peer.says('Hi.');
  talk.peer.finish();
  await talk.remoteAudio.sounds(400);
  talk.peer.hears('item_q');
  talk.peer.says('Yes, it is.');
  await talk.remoteAudio.sounds(600);
  talk.peer.writes('item_q', 'Is tea good?', true);
  assert.deepEqual(
    talk.log.map(({ text }) => text),
    ['Hello.', 'Hi.', 'Is tea good?', 'Yes, it'],
  );
  await talk.assertNothingLeft();
});

test('an answer that is cut before a word of it was heard stands before what cut it', async () => {
  const talk = await inSpeech();
  talk.peer.hears('item_q');
  talk.peer.writes('item_q', 'Is tea good?', true);
  talk.peer.says('Tea is good.');
  talk.peer.speechStarts('item_q2');
  talk.peer.hears('item_q2');
  talk.peer.writes('item_q2', 'And coffee?', true);
  assert.deepEqual(talk.lines, [
    'user answered: Is tea good?',
    'assistant interrupted: Tea is good. [heard: ]',
    'user sent: And coffee?',
  ]);
  await talk.assertNothingLeft();
});

test('words that were understood are not taken back', async () => {
  const talk = await inSpeech();
  talk.peer.hears('item_q');
  talk.peer.writes('item_q', 'Is tea good?', true);
  talk.peer.writes('item_q', '', true);
  assert.deepEqual(talk.lines, ['user sent: Is tea good?']);
  await talk.assertNothingLeft();
});

test('a turn that the server cannot write down keeps the words it has, and is answered', async () => {
  const talk = await inSpeech();
  talk.peer.hears('item_q');
  talk.peer.writes('item_q', 'Is tea', false);
  talk.peer.cannotWrite('item_q');
  assert.deepEqual(talk.lines, ['user sent: Is tea']);
  talk.peer.cannotWrite('item_q');
  talk.peer.says('Tea is good.');
  talk.peer.finish();
  await talk.remoteAudio.sounds(msOf('Tea is good.'));
  talk.peer.hears('item_r');
  talk.peer.cannotWrite('item_r');
  assert.deepEqual(talk.lines, ['user answered: Is tea', 'assistant done: Tea is good.']);
  await talk.assertNothingLeft();
});

test('leaving the mode while a question is written down keeps what can be read of it', async () => {
  const talk = await inSpeech();
  talk.peer.hears('item_q');
  talk.peer.writes('item_q', 'Is tea', false);
  talk.session.switchMode('text');
  await settled();
  assert.deepEqual(talk.lines, ['user sent: Is tea']);
  await talk.assistantSays('Tea is good.');
  assert.deepEqual(talk.lines, ['user answered: Is tea', 'assistant done: Tea is good.']);
  await talk.assertNothingLeft();
});

test('words that are written down after their mode was left stand where they were said', async () => {
  const talk = await inSpeech();
  talk.peer.hears('item_q');
  talk.session.switchMode('hybrid');
  await settled();
  talk.peer.writes('item_q', ' Is tea', false);
  talk.recogniser.interim('and coffee');
  talk.peer.writes('item_q', ' good?', false);
  assert.deepEqual(talk.lines, ['user interim: and coffee']);
  talk.peer.writes('item_q', 'Is tea good?', true);
  assert.deepEqual(talk.lines, ['user sent: Is tea good?', 'user interim: and coffee']);
  await talk.assertNothingLeft();
});

test('turns that the server puts behind one another are shown all the same', async () => {
  const talk = await inSpeech();
  talk.peer.speechStarts('item_a');
  talk.peer.speechStarts('item_b');
  talk.peer.writes('item_a', '', true);
  talk.peer.speechStarts('item_a');
  talk.peer.writes('item_b', 'Is tea good?', true);
  assert.deepEqual(talk.lines, ['user sent: Is tea good?']);
  await talk.assertNothingLeft();
});

test('a question that is written down when the next one is being answered was answered all the same', async () => {
  const talk = await inSpeech();
  talk.peer.hears('item_q');
  talk.peer.says('Tea is good.');
  await talk.remoteAudio.sounds(msOf('Tea'));
  talk.peer.speechStarts('item_q2', msOf('Tea'));
  talk.peer.hears('item_q2');
  talk.peer.says('Yes.');
  talk.peer.writes('item_q', 'Is tea good?', true);
  talk.peer.writes('item_q2', 'Really?', true);
  assert.deepEqual(talk.lines, [
    'user answered: Is tea good?',
    'assistant interrupted: Tea is good. [heard: Tea]',
    'user sent: Really?',
  ]);
  await talk.assertNothingLeft();
});

test('a question whose answer nobody heard waits for another, also when it is written down later', async () => {
  const talk = await inSpeech();
  talk.peer.hears('item_q');
  talk.peer.says('Tea is good.');
  talk.peer.finish();
  await talk.types('And coffee?');
  talk.peer.writes('item_q', 'Is tea good?', true);
  assert.deepEqual(talk.lines, [
    'user sent: Is tea good?',
    'assistant interrupted: Tea is good. [heard: ]',
    'user sent: And coffee?',
  ]);
  await answerAloud(talk, 'Both are.');
  assert.deepEqual(
    talk.log.map(({ status }) => status),
    ['answered', 'interrupted', 'answered', 'done'],
  );
  await talk.assertNothingLeft();
});

test('a turn behind an answer that can be read stays there, though the question before it is not written down', async () => {
  const talk = await inSpeech();
  talk.peer.hears('item_q');
  talk.peer.says('Tea is good.');
  talk.session.interrupt();
  talk.peer.hears('item_q2');
  talk.peer.writes('item_q2', 'And coffee?', true);
  talk.peer.writes('item_q', 'Is tea good?', true);
  assert.deepEqual(talk.lines, [
    'user answered: Is tea good?',
    'assistant interrupted: Tea is good. [heard: ]',
    'user sent: And coffee?',
  ]);
  await talk.assertNothingLeft();
});

test('an answer stands behind the questions before it, whichever of them is written down', async () => {
  const talk = await inSpeech();
  talk.peer.hears('item_q');
  talk.peer.speechStarts('item_q2');
  talk.peer.hears('item_q2');
  talk.peer.writes('item_q', 'Is tea', false);
  talk.peer.says('Both are good.');
  await talk.remoteAudio.sounds(msOf('Both'));
  assert.deepEqual(talk.lines, ['user interim: Is tea', 'assistant streaming: Both']);
  talk.peer.writes('item_q2', 'And coffee?', true);
  talk.peer.writes('item_q', 'Is tea good?', true);
  assert.deepEqual(
    talk.log.map(({ text }) => text),
    ['Is tea good?', 'And coffee?', 'Both'],
  );
  await talk.assertNothingLeft();
});

test('typed words do not wait until spoken ones are written down', async () => {
  const talk = await inSpeech();
  talk.peer.hears('item_q');
  talk.peer.writes('item_q', 'Is tea', false);
  talk.session.interrupt();
  await talk.types('And coffee?');
  assert.equal(talk.told.at(-1), 'response.create');
  await talk.assertNothingLeft();
});

test('an answer that the next one overtakes, as to a noise that ends over it, is told whole', async () => {
  const talk = await inSpeech();
  talk.peer.speechStarts('item_noise');
  await talk.types('Is tea good?');
  talk.peer.says('Tea is good for nearly everybody.');
  talk.peer.finish();
  await talk.remoteAudio.sounds(msOf('Tea is'));
  talk.peer.speechStops('item_noise');
  talk.peer.writes('item_noise', 'And coffee?', true);
  await talk.remoteAudio.sounds(msOf(' good for nearly everybody.'));
  await answerAloud(talk, 'Coffee, too.');
  assert.deepEqual(talk.lines, [
    'user answered: Is tea good?',
    'assistant done: Tea is good for nearly everybody.',
    'user answered: And coffee?',
    'assistant done: Coffee, too.',
  ]);
  assert.equal(talk.state, 'listening');
  await talk.assertNothingLeft();
});

test('words of a held turn whose mode is left before the server has it stand behind what was said', async () => {
  const talk = await inSpeech({ pushToTalk: true });
  await talk.types('Hello.');
  await answerAloud(talk, 'Hi.');
  talk.session.talk(true);
  await talk.hears(0.3, 600);
  talk.peer.deafTo.add('input_audio_buffer.commit').add('response.create');
  talk.session.talk(false);
  talk.session.switchMode('text');
  await settled();
  talk.peer.emit({ type: 'input_audio_buffer.committed', previous_item_id: null, item_id: 'item_q' });
  talk.peer.writes('item_q', 'Is tea good?', true);
  assert.deepEqual(talk.lines, ['user answered: Hello.', 'assistant done: Hi.', 'user sent: Is tea good?']);
  await talk.assertNothingLeft();
});

test('words of a turn spoken before the mode was left, and entered again, stand behind what was said', async () => {
  const talk = await inSpeech();
  await talk.types('Hello.');
  await answerAloud(talk, 'Hi.');
  talk.peer.hears('item_q');
  talk.session.switchMode('text');
  await settled();
  talk.session.switchMode('speech');
  await settled();
  talk.peer.writes('item_q', 'Is ', false);
  talk.peer.writes('item_q', 'tea', false);
  assert.equal(talk.lines.at(-1), 'user interim: Is tea');
  talk.peer.writes('item_q', 'Is tea good?', true);
  assert.deepEqual(talk.lines, ['user answered: Hello.', 'assistant done: Hi.', 'user sent: Is tea good?']);
  await talk.assertNothingLeft();
});

test('a turn that is written further while it waits for its answer is told to the next link as it is now', async () => {
  const talk = await inSpeech();
  talk.peer.hears('item_q');
  talk.peer.writes('item_q', 'Is tea', false);
  talk.peer.says('Tea is good.');
  talk.peer.finish();
  await talk.types('And coffee?');
  talk.peer.writes('item_q', 'Is tea good for me?', true);
  talk.api.expectExchange();
  talk.link.peerState('failed');
  await settled();
  assert.deepEqual(
    talk.peer.items.slice(0, 1).map(({ text }) => text),
    ['Is tea good for me?'],
  );
  await talk.assertNothingLeft();
});
