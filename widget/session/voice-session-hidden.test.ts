/** A page that nobody looks at: timers that come late, and calls that are forgotten. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inCall } from '../testing/conversation.js';
import { sessionReply } from '../testing/scripted-api.js';
import { settled } from '../testing/settled.js';

const MINUTE_MS = 60_000;

test('timers that come once a minute lose nothing, and take no link for a dead one', async () => {
  const talk = await inCall({ mode: 'text' });
  talk.link.isSocket = true;
  talk.link.report({ type: 'link-kind', kind: 'websocket' });
  talk.page.is('hidden');
  for (const question of ['Is tea good for me?', 'And coffee?']) {
    await talk.types(question);
    await talk.clock.sleep(MINUTE_MS);
    await talk.assistantStreams('It ');
    await talk.clock.sleep(MINUTE_MS);
    await talk.assistantStreams('is.');
    await talk.assistantFinishes();
    await talk.clock.sleep(MINUTE_MS);
  }
  assert.deepEqual(talk.lines, [
    'user answered: Is tea good for me?',
    'assistant done: It is.',
    'user answered: And coffee?',
    'assistant done: It is.',
  ]);
  assert.equal(talk.link.prepared, 1);
  assert.deepEqual(
    talk.states.slice(-4),
    ['listening', 'thinking', 'listening', 'thinking', 'listening'].slice(-4),
  );
  await talk.assertNothingLeft();
});

test('a call that nobody sees ends after ten minutes without a word, and can go on where it was', async () => {
  const talk = await inCall();
  talk.page.is('hidden');
  await talk.clock.advance(2 * MINUTE_MS);
  await talk.user('is tea good for me');
  await talk.assistantSays('It is.');
  // Saying the answer has taken some seconds of the ten minutes after its last word was written.
  await talk.clock.advance(5 * MINUTE_MS);
  talk.peer.emit({ type: 'session.updated' });
  await talk.clock.advance(4.8 * MINUTE_MS);
  assert.equal(talk.state, 'listening');
  await talk.clock.advance(0.2 * MINUTE_MS);
  assert.equal(talk.state, 'ended');
  assert.equal(talk.session.snapshot.endReason, 'page');
  assert.equal(talk.microphone.opened, 0);
  assert.equal(talk.link.open, 0);
  talk.page.is('visible');
  await settled();
  assert.equal(talk.state, 'ended', 'nobody is listened to unasked');
  talk.api.expectRenew(() => Promise.resolve(sessionReply())).expectExchange();
  await talk.session.start();
  assert.deepEqual(
    talk.peer.items.slice(0, 2).map(({ text }) => text),
    ['is tea good for me', 'It is.'],
  );
  await talk.assertNothingLeft();
});

test('a call that is seen lasts, however long nothing is said', async () => {
  const talk = await inCall();
  talk.page.is('hidden');
  await talk.clock.advance(5 * MINUTE_MS);
  talk.page.is('visible');
  await talk.clock.advance(6 * MINUTE_MS);
  await talk.types('Is tea good for me?');
  await talk.assistantSays('It is.');
  await talk.clock.advance(11 * MINUTE_MS);
  assert.equal(talk.state, 'listening');
  await talk.assertNothingLeft();
});
