import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inCall } from '../testing/conversation.js';

test('a typed turn is sent, echoed and answered', async () => {
  const talk = await inCall({ mode: 'text' });
  assert.equal(talk.state, 'listening');
  await talk.types('Is tea good for me?');
  assert.deepEqual(talk.lines, ['user sent: Is tea good for me?']);
  assert.equal(talk.state, 'thinking');
  await talk.assistantStreams('It ', 'is.');
  assert.deepEqual(talk.lines.at(-1), 'assistant streaming: It is.');
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

test('an interrupted answer is remembered, and shown, as it was heard', async () => {
  const talk = await inCall();
  await talk.user('is tea good for me');
  await talk.assistantStreams('Tea is good for nearly everybody. ', 'Drink it without sugar. ');
  await talk.interruptAfter('Tea is good');
  assert.equal(talk.state, 'listening');
  assert.deepEqual(talk.told.slice(2), [
    'response.cancel',
    'conversation.item.delete',
    'conversation.item.create',
  ]);
  assert.deepEqual(
    talk.peer.items.map(({ role, text }) => `${role}: ${text}`),
    ['user: is tea good for me', 'assistant: Tea is good'],
  );
  assert.deepEqual(talk.lines, [
    'user answered: is tea good for me',
    'assistant interrupted: Tea is good for nearly everybody. Drink it without sugar.  [heard: Tea is good]',
  ]);
  await talk.assertNothingLeft();
});
