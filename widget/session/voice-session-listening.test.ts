/** When a spoken turn is over, and whose words were heard. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Conversation, inCall } from '../testing/conversation.js';
import { settled } from '../testing/settled.js';

const ROOM = 0.001;
const VOICE = 0.1;
const ANSWER = 'Lentils contain a lot of iron, and so does spinach, which few children like to eat. ';

/** The visitor says `text`, falling; the recogniser has its words 100 ms later, and has not closed them. */
async function says(talk: Conversation, text: string): Promise<void> {
  await talk.hears(ROOM, 500);
  await talk.hears(VOICE, 640, 120);
  await talk.hears(VOICE, 160, 100);
  await talk.hears(ROOM, 100);
  talk.recogniser.interim(text);
}

function items(talk: Conversation): readonly string[] {
  return talk.told.filter((type) => type.startsWith('conversation.item.'));
}

test('a finished question is sent within 450 ms of its last word, and not again with the final result', async () => {
  const talk = await inCall();
  await says(talk, 'how much iron is in a cup of lentils');
  await talk.hears(ROOM, 320);
  assert.deepEqual(talk.lines, ['user sent: how much iron is in a cup of lentils']);
  talk.recogniser.final('How much iron is in a cup of lentils?');
  await talk.hears(ROOM, 1000);
  assert.deepEqual(items(talk), ['conversation.item.create']);
  await talk.assistantSays(ANSWER);
  assert.equal(talk.log[0]?.status, 'answered');
  await talk.assertNothingLeft();
});

test('what might be finished waits while the voice stays up', async () => {
  const text = 'I want to lose some weight before summer';
  const talk = await inCall();
  await talk.hears(ROOM, 500);
  await talk.hears(VOICE, 600, 120);
  await talk.hears(VOICE, 200, 135);
  await talk.hears(ROOM, 100);
  talk.recogniser.interim(text);
  await talk.hears(ROOM, 1200);
  assert.deepEqual(talk.lines, [`user interim: ${text}`]);
  await talk.hears(ROOM, 400);
  assert.deepEqual(talk.lines, [`user sent: ${text}`]);
  await talk.assertNothingLeft();
});

test('what the microphone hears of the assistant has no part in the visitor’s melody', async () => {
  const talk = await inCall();
  talk.echoes(0.05);
  await says(talk, 'how much iron is in a cup of lentils');
  talk.recogniser.final('how much iron is in a cup of lentils');
  await talk.hears(ROOM, 400);
  await talk.assistantStreams(ANSWER);
  await talk.player.playUntil('lot of iron,');
  await talk.hears(0.006, 1500, 240);
  await talk.assistantFinishes();
  await talk.player.playAll();
  await says(talk, 'how much rice is good for you');
  await talk.hears(ROOM, 340);
  assert.equal(talk.lines.at(-1), 'user sent: how much rice is good for you');
  await talk.assistantSays('A cup.');
  await talk.assertNothingLeft();
});

test('an unfinished one waits for the visitor to go on', async () => {
  const talk = await inCall();
  await says(talk, 'how much iron is in the');
  await talk.hears(ROOM, 600);
  assert.deepEqual(talk.lines, ['user interim: how much iron is in the']);
  await talk.assertNothingLeft();
});

test('a final result that differs corrects the turn and its item, and the answer is asked for anew', async () => {
  const talk = await inCall();
  await says(talk, 'how much iron is in a cup of lentil');
  await talk.hears(ROOM, 400);
  await talk.assistantStreams('Lentil');
  talk.recogniser.final('how much iron is in a cup of lentils');
  await talk.hears(ROOM, 20);
  assert.deepEqual(talk.lines, [
    'user sent: how much iron is in a cup of lentils',
    'assistant interrupted: Lentil [heard: ]',
  ]);
  assert.deepEqual(
    talk.peer.items.filter(({ role }) => role === 'user').map(({ text }) => text),
    ['how much iron is in a cup of lentils'],
  );
  await talk.assistantSays(ANSWER);
  assert.equal(talk.log[0]?.status, 'answered');
  assert.equal(talk.log.at(-1)?.text, ANSWER);
  await talk.assertNothingLeft();
});

test('a visitor who goes on before the answer is heard has said one turn', async () => {
  const talk = await inCall();
  await says(talk, 'how much rice is good for you');
  await talk.hears(ROOM, 400);
  await talk.assistantStreams('Rice is');
  await talk.hears(VOICE, 400);
  talk.recogniser.interim('how much rice is good for you at');
  assert.deepEqual(
    talk.lines.filter((line) => line.startsWith('user')),
    ['user sent: how much rice is good for you', 'user interim: at'],
  );
  await talk.hears(VOICE, 200);
  await talk.hears(ROOM, 100);
  talk.recogniser.final('how much rice is good for you at night');
  await talk.hears(ROOM, 1200);
  assert.deepEqual(
    talk.lines.filter((line) => line.startsWith('user')),
    ['user sent: how much rice is good for you at night'],
  );
  assert.equal(talk.told.filter((type) => type === 'response.create').length, 2);
  await talk.assistantSays('It is.');
  assert.equal(talk.log[0]?.status, 'answered');
  await talk.assertNothingLeft();
});

test('what is added once the answer was heard is a turn of its own', async () => {
  const talk = await inCall();
  await says(talk, 'how much rice is good for you');
  await talk.hears(ROOM, 400);
  await talk.assistantStreams('Rice is good for nearly everybody. ', 'So');
  await talk.player.playUntil('Rice is good');
  await talk.hears(0.3, 400);
  assert.equal(talk.state, 'listening');
  talk.recogniser.interim('how much rice is good for you in the');
  await talk.hears(ROOM, 200);
  talk.recogniser.interim('how much rice is good for you in the evening');
  assert.equal(talk.lines.at(-1), 'user interim: in the evening');
  await talk.hears(ROOM, 1500);
  assert.deepEqual(talk.lines, [
    'user answered: how much rice is good for you',
    'assistant interrupted: Rice is good for nearly everybody. So [heard: Rice is good]',
    'user sent: in the evening',
  ]);
  await talk.assertNothingLeft();
});

test('the assistant’s own words, heard through the microphone, are nobody’s turn', async () => {
  const talk = await inCall();
  talk.echoes(0.3);
  await talk.user('how much iron is in a cup of lentils');
  await talk.assistantStreams(ANSWER);
  await talk.player.playUntil('lot of iron,');
  talk.recogniser.interim('lentils contain');
  talk.recogniser.interim('lentils contain a lot of iron');
  assert.equal(talk.state, 'speaking');
  await talk.assistantFinishes();
  await talk.player.playAll();
  talk.recogniser.final('lentils contain a lot of iron and so does spinach');
  await talk.hears(ROOM, 2000);
  assert.deepEqual(talk.lines.slice(1), [`assistant done: ${ANSWER}`]);
  await talk.assertNothingLeft();
});

test('a visitor who is louder than the echo interrupts, and their words alone become the turn', async () => {
  const talk = await inCall();
  talk.echoes(0.3);
  await talk.user('how much iron is in a cup of lentils');
  await talk.assistantStreams(ANSWER);
  await talk.player.playUntil('spinach, which');
  talk.recogniser.interim('lentils contain a lot of iron');
  await talk.hears(0.3, 400);
  assert.equal(talk.state, 'listening');
  talk.recogniser.interim('lentils contain a lot of iron stop I want');
  talk.recogniser.final('lentils contain a lot of iron stop I want recipes');
  await talk.hears(ROOM, 1500);
  assert.equal(talk.lines.at(-1), 'user sent: stop I want recipes');
  await talk.assertNothingLeft();
});

test('the answer’s echo at the end of the visitor’s open utterance is cut off', async () => {
  const talk = await inCall();
  talk.echoes(0.3);
  await says(talk, 'how much iron is in a cup of lentils');
  await talk.hears(ROOM, 400);
  await talk.assistantStreams(ANSWER);
  await talk.assistantFinishes();
  await talk.player.playUntil('iron,');
  talk.recogniser.interim('how much iron is in a cup of lentils lentils contain');
  talk.recogniser.final('how much iron is in a cup of lentils lentils contain a lot');
  assert.equal(talk.state, 'speaking');
  await talk.player.playAll();
  await talk.hears(ROOM, 1500);
  assert.deepEqual(talk.lines, [
    'user answered: how much iron is in a cup of lentils',
    `assistant done: ${ANSWER}`,
  ]);
  await talk.assertNothingLeft();
});

test('a short reply of the assistant’s own words is heard once the echo is gone', async () => {
  const talk = await inCall();
  talk.echoes(0.3);
  await talk.user('what should I drink');
  await talk.assistantSays('You could drink a lot more water, or if you prefer it green tea or coffee?');
  await talk.hears(ROOM, 240);
  await talk.hears(VOICE, 600);
  talk.recogniser.final('coffee');
  await talk.hears(ROOM, 1500);
  assert.equal(talk.lines.at(-1), 'user sent: coffee');
  await talk.assertNothingLeft();
});

test('echo and nothing but echo ends listening while the assistant speaks, and the visitor is told', async () => {
  const talk = await inCall();
  talk.echoes(0.3);
  await talk.user('how much iron is in a cup of lentils');
  await talk.assistantStreams(ANSWER);
  await talk.player.playUntil('lot of iron,');
  for (let nth = 0; nth < 4; nth++) talk.recogniser.final('lentils contain a lot of iron');
  await settled();
  assert.equal(talk.noticeCode(), 'microphone-echo');
  assert.equal(talk.session.snapshot.degraded, true);
  assert.equal(talk.recogniser.running, false);
  assert.equal(talk.state, 'speaking');
  await talk.hears(0.3, 400);
  assert.equal(talk.state, 'speaking', 'nobody listens now');
  await talk.assistantFinishes();
  await talk.player.playAll();
  assert.equal(talk.recogniser.running, true);
  await talk.clock.advance(300);
  talk.recogniser.final('thank you');
  await talk.hears(ROOM, 1500);
  assert.equal(talk.lines.at(-1), 'user sent: thank you');
  await talk.assertNothingLeft();
});

test('a sound as loud as the answer is taken for its echo until the echo is known', async () => {
  const talk = await inCall({ microphone: 'raw' });
  assert.equal(talk.microphone.processing, 'raw');
  talk.echoes(0.1);
  await talk.user('how much iron is in a cup of lentils');
  await talk.assistantStreams(ANSWER);
  await talk.player.playUntil('Lentils contain');
  await talk.hears(VOICE, 200);
  assert.equal(talk.state, 'speaking');
  await talk.player.playUntil('few children like to');
  await talk.hears(VOICE, 200);
  assert.equal(talk.state, 'listening');
  await talk.assertNothingLeft();
});

test('where the microphone tells no loudness, the recogniser’s final results are the turns', async () => {
  const talk = await inCall();
  await talk.user('is tea', 'is tea good for me');
  assert.deepEqual(talk.lines, ['user sent: is tea good for me']);
  await talk.assertNothingLeft();
});

test('a visitor who goes on before a finished answer is heard is asked about once, when they have finished', async () => {
  const talk = await inCall();
  await says(talk, 'how much rice is good for you');
  await talk.hears(ROOM, 400);
  await talk.assistantStreams('Rice is.');
  await talk.assistantFinishes();
  assert.equal(talk.log[0]?.status, 'answered');
  await talk.hears(VOICE, 400);
  for (const words of ['and', 'and is pasta', 'and is pasta good']) {
    talk.recogniser.interim(`how much rice is good for you ${words}`);
    await settled();
  }
  assert.equal(talk.log[0]?.status, 'sent');
  assert.equal(talk.told.filter((type) => type === 'response.create').length, 1);
  talk.recogniser.final('how much rice is good for you and is pasta good');
  await talk.hears(ROOM, 1500);
  assert.equal(talk.told.filter((type) => type === 'response.create').length, 2);
  await talk.assistantSays('Both are.');
  assert.equal(talk.log[0]?.status, 'answered');
  await talk.assertNothingLeft();
});

test('corrected words stay before what was typed meanwhile', async () => {
  const talk = await inCall();
  await says(talk, 'how much iron is in a cup of lentil');
  await talk.hears(ROOM, 400);
  await talk.types('And in spinach?');
  talk.recogniser.final('how much iron is in a cup of lentils');
  await talk.hears(ROOM, 20);
  assert.deepEqual(
    talk.peer.items.filter(({ role }) => role === 'user').map(({ text }) => text),
    ['how much iron is in a cup of lentils', 'And in spinach?'],
  );
  await talk.assistantSays(ANSWER);
  await talk.assertNothingLeft();
});

test('words corrected twice, with an answer between, stand in the model’s memory as they were said last', async () => {
  const talk = await inCall();
  await says(talk, 'how much rice is good for you');
  await talk.hears(ROOM, 400);
  for (const more of ['and is pasta good', 'and is pasta good or bread']) {
    await talk.assistantStreams('It is.');
    await talk.assistantFinishes();
    await talk.hears(VOICE, 400);
    talk.recogniser.interim(`how much rice is good for you ${more}`);
    await talk.hears(ROOM, 2_500);
  }
  assert.deepEqual(
    talk.peer.items.filter(({ role }) => role === 'user').map(({ text }) => text),
    ['how much rice is good for you and is pasta good or bread'],
  );
  await talk.assertNothingLeft();
});

test('words that were added for a moment and not said after all hold nobody up', async () => {
  const talk = await inCall();
  await says(talk, 'how much iron is in a cup of lentil');
  await talk.hears(ROOM, 400);
  await talk.assistantSays('Plenty.');
  await talk.player.playAll();
  await talk.hears(ROOM, 1000);
  await talk.hears(VOICE, 400);
  for (let nth = 0; nth < 2; nth++) {
    talk.recogniser.interim('how much iron is in a cup of lentil uh');
    await talk.hears(ROOM, 60);
  }
  assert.equal(talk.lines.at(-1), 'user interim: uh');
  talk.recogniser.final('how much iron is in a cup of lentils');
  await talk.hears(ROOM, 3000);
  await talk.types('And spinach?');
  await talk.assistantSays('Less.');
  assert.deepEqual(talk.lines, [
    'user answered: how much iron is in a cup of lentil',
    'assistant done: Plenty.',
    'user answered: And spinach?',
    'assistant done: Less.',
  ]);
  await talk.assertNothingLeft();
});
