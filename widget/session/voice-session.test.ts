/** The conversation itself: turns, answers, interruptions. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inCall } from '../testing/conversation.js';
import { streamOf } from '../testing/scripted-synthesiser.js';
import { settled } from '../testing/settled.js';
import { soundOf } from '../testing/spoken-sound.js';
import { VoiceError } from './errors.js';

test('a typed turn is sent, confirmed and answered', async () => {
  const talk = await inCall({ mode: 'text' });
  assert.equal(talk.state, 'listening');
  await talk.types('Is tea good for me?');
  assert.deepEqual(talk.lines, ['user sent: Is tea good for me?']);
  assert.equal(talk.state, 'thinking');
  await talk.assistantStreams('It ', 'is.');
  assert.equal(talk.lines.at(-1), 'assistant streaming: It is.');
  await talk.assistantFinishes();
  assert.deepEqual(talk.lines, ['user answered: Is tea good for me?', 'assistant done: It is.']);
  assert.equal(talk.state, 'listening');
  assert.equal(talk.players.length, 0);
  await talk.assertNothingLeft();
});

test('a spoken turn is answered aloud, the first sentence before the answer is complete', async () => {
  const talk = await inCall();
  assert.equal(talk.state, 'listening');
  await talk.user('is tea', 'is tea good for me');
  assert.equal(talk.state, 'thinking');
  await talk.assistantStreams('Tea is good for nearly everybody. ', 'Drink it ');
  await talk.player.playUntil('everybody.');
  assert.equal(talk.state, 'speaking');
  await talk.assistantStreams('without sugar.');
  await talk.assistantFinishes();
  assert.equal(talk.state, 'speaking');
  await talk.player.playAll();
  assert.equal(talk.state, 'listening');
  assert.match(talk.player.heard, /without sugar/);
  assert.deepEqual(talk.lines, [
    'user answered: is tea good for me',
    'assistant done: Tea is good for nearly everybody. Drink it without sugar.',
  ]);
  await talk.assertNothingLeft();
});

test('the way to the voice is opened when an answer is asked for, not when its first sentence is there', async () => {
  const talk = await inCall();
  assert.equal(talk.synthesiser.warmed, 0);
  await talk.user('What is dinner?');
  assert.equal(talk.synthesiser.warmed, 1);
  await talk.assistantSays('Soup.');
  talk.session.switchMode('text');
  await talk.types('And breakfast?');
  await talk.assistantSays('Bread.');
  assert.equal(talk.synthesiser.warmed, 1, 'nothing is spoken in this mode');
  await talk.assertNothingLeft();
});

test('interim words are shown, become the turn, and keep their id', async () => {
  const talk = await inCall();
  talk.recogniser.interim('is');
  talk.recogniser.interim('is tea');
  assert.deepEqual(talk.lines, ['user interim: is tea']);
  const id = talk.log[0]?.id;
  talk.recogniser.final('Is tea good?');
  await settled();
  assert.equal(talk.log[0]?.id, id);
  assert.equal(talk.peer.items[0]?.id, id);
  assert.deepEqual(talk.lines, ['user sent: Is tea good?']);
  await talk.assertNothingLeft();
});

test('an interrupted answer is remembered, and shown, as it was heard', async () => {
  const talk = await inCall();
  await talk.user('is tea good for me');
  await talk.assistantStreams('Tea is good for nearly everybody. ', 'Drink it without sugar. ');
  await talk.interruptAfter('Tea is good');
  assert.equal(talk.state, 'listening');
  assert.deepEqual(talk.told.slice(2), [
    'response.cancel',
    'conversation.item.create',
    'conversation.item.delete',
  ]);
  assert.deepEqual(
    talk.peer.items.map(({ role, text }) => `${role}: ${text}`),
    ['user: is tea good for me', 'assistant: Tea is good'],
  );
  assert.deepEqual(talk.lines, [
    'user answered: is tea good for me',
    'assistant interrupted: Tea is good for nearly everybody. Drink it without sugar.  [heard: Tea is good]',
  ]);
  assert.deepEqual(
    talk.moments.map(({ type }) => type),
    ['speech-start', 'speech-end', 'interrupt'],
  );
  await talk.assertNothingLeft();
});

test('the interrupted answer is replaced at its old place before the next response is asked for', async () => {
  const talk = await inCall();
  await talk.user('is tea good for me');
  await talk.assistantStreams('Tea is good for nearly everybody. ', 'Really. So');
  await talk.player.playUntil('Tea is good');
  await talk.types('And coffee?');
  assert.deepEqual(talk.told.slice(2), [
    'response.cancel',
    'conversation.item.create',
    'conversation.item.create',
    'conversation.item.delete',
    'response.create',
  ]);
  assert.deepEqual(
    talk.peer.items.map(({ text }) => text),
    ['is tea good for me', 'Tea is good', 'And coffee?'],
  );
  await talk.assistantSays('Coffee too.');
  assert.deepEqual(talk.lines, [
    'user answered: is tea good for me',
    'assistant interrupted: Tea is good for nearly everybody. Really. So [heard: Tea is good]',
    'user answered: And coffee?',
    'assistant done: Coffee too.',
  ]);
  await talk.assertNothingLeft();
});

test('an answer of which nothing was heard is deleted and not replaced', async () => {
  const talk = await inCall();
  await talk.user('is tea good for me');
  await talk.assistantStreams('Tea is good for nearly everybody. ');
  talk.session.interrupt();
  await settled();
  assert.deepEqual(
    talk.peer.items.map(({ text }) => text),
    ['is tea good for me'],
  );
  assert.equal(talk.lines.at(-1), 'assistant interrupted: Tea is good for nearly everybody.  [heard: ]');
  await talk.assertNothingLeft();
});

test('an answer that is wholly written can still be interrupted while it is spoken', async () => {
  const talk = await inCall();
  await talk.user('is tea good for me');
  await talk.assistantStreams('Tea is good for nearly everybody.');
  await talk.assistantFinishes();
  await talk.interruptAfter('Tea is good');
  assert.equal(talk.told.includes('response.cancel'), false);
  assert.equal(talk.peer.items.at(-1)?.text, 'Tea is good');
  await talk.assertNothingLeft();
});

test('text that arrives after the interruption changes nothing', async () => {
  const talk = await inCall();
  talk.peer.deafTo.add('response.cancel');
  await talk.user('is tea good for me');
  await talk.assistantStreams('Tea is good. ', 'It keeps you');
  await talk.interruptAfter('Tea is');
  const { lines } = talk;
  await talk.assistantStreams(' awake. ', 'Really.');
  assert.deepEqual(talk.lines, lines);
  await talk.player.playAll();
  assert.equal(talk.player.heard, 'Tea is');
  talk.peer.finish('cancelled');
  await settled();
  await talk.assertNothingLeft();
});

test('several items of one response are shown and spoken in their order', async () => {
  const talk = await inCall();
  await talk.user('how much iron is in lentils');
  talk.peer.stream('I look that up for you. ', 0);
  talk.peer.stream('Seven milligrams.', 1);
  talk.peer.endItem(0);
  await talk.assistantFinishes();
  await talk.player.playAll();
  assert.deepEqual(talk.lines.slice(1), [
    'assistant done: I look that up for you. ',
    'assistant done: Seven milligrams.',
  ]);
  assert.match(talk.player.heard, /^I look that up for you\..*Seven milligrams\.$/);
  await talk.assertNothingLeft();
});

test('a cut answer of two items keeps the one that was heard', async () => {
  const talk = await inCall();
  await talk.user('how much iron is in lentils');
  talk.peer.stream('I look that up for you. ', 0);
  talk.peer.endItem(0);
  talk.peer.stream('Seven milligrams in a hundred grams. That is', 1);
  await settled();
  await talk.interruptAfter('Seven');
  assert.deepEqual(
    talk.peer.items.map(({ text }) => text),
    ['how much iron is in lentils', 'I look that up for you. ', 'Seven'],
  );
  await talk.assertNothingLeft();
});

test('an interrupted text answer was read: nothing is taken back', async () => {
  const talk = await inCall({ mode: 'text' });
  await talk.types('Is tea good for me?');
  await talk.assistantStreams('Tea is good');
  talk.session.interrupt();
  await settled();
  assert.deepEqual(talk.told.slice(2), ['response.cancel']);
  assert.deepEqual(talk.lines, ['user answered: Is tea good for me?', 'assistant interrupted: Tea is good']);
  assert.deepEqual(
    talk.moments.map((moment) => (moment.type === 'interrupt' ? moment.heard : moment.type)),
    ['Tea is good'],
  );
  await talk.assertNothingLeft();
});

test('interrupting silence does nothing', async () => {
  const talk = await inCall();
  const before = talk.session.snapshot;
  talk.session.interrupt();
  assert.equal(talk.session.snapshot, before);
  assert.deepEqual(talk.moments, []);
  await talk.assertNothingLeft();
});

test('a visitor who speaks on before the answer is heard gets one answer to everything', async () => {
  const talk = await inCall();
  await talk.user('is tea good for me');
  talk.recogniser.interim('and what');
  await settled();
  assert.equal(talk.state, 'listening');
  assert.deepEqual(talk.told.slice(2), ['response.cancel']);
  await talk.user('and what about coffee');
  assert.deepEqual(talk.told.slice(3), ['conversation.item.create', 'response.create']);
  await talk.assistantSays('Both are fine.');
  assert.deepEqual(talk.lines, [
    'user answered: is tea good for me',
    'user answered: and what about coffee',
    'assistant done: Both are fine.',
  ]);
  await talk.assertNothingLeft();
});

test('words taken back by the recogniser leave the question before them to be answered', async () => {
  const talk = await inCall();
  await talk.user('is tea good for me');
  talk.recogniser.interim('um');
  talk.recogniser.final('');
  await settled();
  assert.equal(talk.peer.responding, true);
  await talk.assistantSays('It is.');
  assert.deepEqual(talk.lines, ['user answered: is tea good for me', 'assistant done: It is.']);
  await talk.assertNothingLeft();
});

test('a sentence that cannot be spoken is read; the next one is tried', async () => {
  const talk = await inCall();
  talk.synthesiser.answer = ({ text }) =>
    text.includes('everybody') ? Promise.reject(new VoiceError('speech-failed', 'no voice')) : undefined;
  await talk.user('is tea good for me');
  await talk.assistantStreams('Tea is good for nearly everybody. ', 'Drink it ');
  await settled();
  assert.equal(talk.noticeCode(), 'speech-failed');
  assert.equal(talk.session.snapshot.degraded, true);
  await talk.assistantStreams('without sugar.');
  await talk.assistantFinishes();
  await talk.player.playAll();
  assert.equal(talk.player.heard.trim(), 'Drink it without sugar.');
  assert.equal(talk.state, 'listening');
  assert.equal(
    talk.lines.at(-1),
    'assistant done: Tea is good for nearly everybody. Drink it without sugar.',
  );
  await talk.assertNothingLeft();
});

test('a sentence whose sound breaks off is told once, and the call goes on', async () => {
  const talk = await inCall();
  talk.synthesiser.answer = ({ text }) =>
    Promise.resolve(streamOf(soundOf(text.slice(0, 3)), new Error('connection reset')));
  await talk.user('is tea good for me');
  await talk.assistantStreams('Tea is good for nearly everybody. ', 'Drink it without sugar.');
  await talk.assistantFinishes();
  await talk.player.playAll();
  assert.equal(talk.state, 'listening');
  assert.equal(talk.noticeCode(), 'speech-failed');
  await talk.assertNothingLeft();
});

test('an answer the visitor had to read is not taken back when it is interrupted', async () => {
  const talk = await inCall();
  talk.synthesiser.answer = () => Promise.reject(new VoiceError('speech-failed', 'no voice'));
  await talk.user('is tea good for me');
  await talk.assistantStreams('Tea is good for nearly everybody. ', 'So');
  await settled();
  talk.session.interrupt();
  await settled();
  assert.deepEqual(talk.told.slice(2), ['response.cancel']);
  assert.equal(talk.lines.at(-1), 'assistant interrupted: Tea is good for nearly everybody. So');
  await talk.assertNothingLeft();
});

test('an answer asked for anew in another mode stands behind the one that nobody heard', async () => {
  const talk = await inCall();
  await talk.types('Is tea good?');
  await talk.assistantStreams('Tea is');
  talk.session.switchMode('text');
  await talk.assistantSays('It is.');
  assert.deepEqual(talk.lines, [
    'user answered: Is tea good?',
    'assistant interrupted: Tea is [heard: ]',
    'assistant done: It is.',
  ]);
  await talk.assertNothingLeft();
});

test('a question whose answer the visitor did not want is not asked by the next call', async () => {
  const talk = await inCall();
  await talk.user('is tea good for me');
  talk.session.interrupt();
  await settled();
  assert.deepEqual(talk.lines, ['user answered: is tea good for me']);
  await talk.session.stop();
  talk.api.expectExchange();
  await talk.session.start();
  await settled();
  assert.equal(talk.state, 'listening');
  assert.equal(talk.peer.responding, false);
  await talk.assertNothingLeft();
});

test('a voice that was busy for one sentence is not told of any more when it has spoken again', async () => {
  const talk = await inCall();
  talk.synthesiser.answer = () => Promise.reject(new VoiceError('rate-limited', 'busy'));
  await talk.user('is tea good for me');
  await talk.assistantSays('It is.');
  assert.equal(talk.noticeCode(), 'rate-limited');
  talk.synthesiser.answer = () => undefined;
  await talk.user('and coffee');
  await talk.assistantSays('Coffee, too.');
  await talk.player.playAll();
  assert.equal(talk.noticeCode(), undefined);
  await talk.assertNothingLeft();
});

test('an answer that was heard and interrupted has its figures, too', async () => {
  const talk = await inCall();
  await talk.user('is tea good for me');
  await talk.assistantStreams('Tea is good. It keeps you awake. ');
  await talk.player.playUntil('Tea is');
  talk.session.interrupt();
  await settled();
  assert.equal(talk.session.snapshot.latency?.id, talk.log[0]?.id);
  await talk.assertNothingLeft();
});

test('interrupted between two parts of an answer, the page is told what was heard of the first', async () => {
  const talk = await inCall();
  await talk.user('is tea good for me');
  await talk.assistantStreams('Tea is good. ');
  talk.peer.endItem(0);
  await settled();
  await talk.player.playAll();
  talk.session.interrupt();
  await settled();
  assert.deepEqual(
    talk.moments
      .filter(({ type }) => type === 'interrupt')
      .map((moment) => 'heard' in moment && moment.heard),
    ['Tea is good.'],
  );
  await talk.assertNothingLeft();
});

test('every turn has its figures, once, when its last sound was played', async () => {
  const talk = await inCall();
  await talk.user('is tea good for me');
  await talk.clock.advance(200);
  await talk.assistantStreams('Tea is good.');
  await talk.clock.advance(100);
  await talk.assistantFinishes();
  assert.equal('latency' in talk.session.snapshot, false);
  await talk.player.playAll();
  const { latency } = talk.session.snapshot;
  assert.ok(latency);
  assert.equal(latency.id, talk.log[0]?.id);
  assert.equal(latency.sentToFirstDelta, 200);
  assert.equal(latency.endOfSpeechToSent, 0);
  const legs =
    latency.sentToFirstDelta +
    latency.firstDeltaToFirstSentence +
    latency.firstSentenceToFirstByte +
    latency.firstByteToAudible;
  assert.equal(latency.total, legs);
  assert.equal(new Set(talk.snapshots.map((snapshot) => snapshot.latency)).size, 2);
  await talk.assertNothingLeft();
});
