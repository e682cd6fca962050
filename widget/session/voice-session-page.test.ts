/** What happens to the page and its network around a call, and a conversation that outlives its page. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Conversation, inCall } from '../testing/conversation.js';
import { settled } from '../testing/settled.js';
import { type ErrorCode, VoiceError } from './errors.js';
import type { TranscriptEntry } from './snapshot.js';

function hasCode(code: ErrorCode): (error: unknown) => boolean {
  return (error) => error instanceof VoiceError && error.code === code;
}

const NEVER = (): Promise<never> => new Promise(() => undefined);

test('without a network nothing is tried, and at once when it is back', async () => {
  const talk = await inCall({ mode: 'text' });
  talk.page.is('offline');
  assert.equal(talk.state, 'listening');
  await talk.clock.advance(1_000);
  assert.equal(talk.state, 'reconnecting');
  assert.equal(talk.session.snapshot.reason, 'offline');
  await talk.clock.advance(20_000);
  assert.equal(talk.link.prepared, 1);
  talk.api.expectExchange();
  talk.page.is('online');
  await talk.clock.advance(500);
  assert.equal(talk.state, 'listening');
  assert.equal(talk.link.prepared, 2);
  await talk.assertNothingLeft();
});

test('a link that answers after all keeps the call although the browser says offline', async () => {
  const talk = await inCall({ mode: 'text' });
  talk.page.is('offline');
  await talk.types('Is tea good for me?');
  await talk.clock.advance(5_000);
  assert.equal(talk.state, 'thinking');
  assert.equal(talk.link.prepared, 1);
  await talk.assertNothingLeft();
});

test('a second link on its way is given up when the network goes', async () => {
  const talk = await inCall({ mode: 'text' });
  talk.api.expectExchange(NEVER);
  talk.link.peerState('failed');
  await settled();
  assert.equal(talk.link.open, 2);
  talk.page.is('offline');
  assert.equal(talk.link.open, 1);
  talk.api.expectExchange();
  talk.page.is('online');
  await settled();
  assert.equal(talk.state, 'listening');
  await talk.assertNothingLeft();
});

test('a visitor who looks again does not wait for the next attempt', async () => {
  const talk = await inCall({ mode: 'text' });
  const refused = (): Promise<never> => Promise.reject(new VoiceError('exchange-failed', 'no answer'));
  talk.api.expectExchange(refused).expectExchange(refused).expectExchange();
  talk.link.peerState('failed');
  await talk.clock.advance(301);
  assert.equal(talk.state, 'reconnecting');
  talk.page.is('visible');
  await settled();
  assert.equal(talk.state, 'listening');
  await talk.assertNothingLeft();
});

for (const sign of ['online', 'visible', 'restored'] as const) {
  test(`a call that was given up goes on by itself when the page is ${sign}, and sends what was left`, async () => {
    const talk = await inCall({ mode: 'text' });
    await talk.types('Is tea good for me?');
    await talk.assistantSays('It is.');
    talk.page.is('offline');
    talk.link.peerState('failed');
    const outcome = assert.rejects(talk.session.send('And coffee?'), hasCode('link-lost'));
    await talk.clock.advance(61_000);
    await outcome;
    assert.equal(talk.state, 'error');
    assert.equal(talk.lines.at(-1), 'user not-sent: And coffee?');
    talk.api.expectExchange();
    talk.page.is(sign);
    await settled();
    assert.equal(talk.state, 'thinking');
    assert.deepEqual(talk.peer.items.map(({ text }) => text).slice(0, 3), [
      'Is tea good for me?',
      'It is.',
      'And coffee?',
    ]);
    await talk.assistantSays('Too.');
    assert.equal(talk.lines.at(-2), 'user answered: And coffee?');
    await talk.assertNothingLeft();
  });
}

test('a call that could not be made is not begun again behind the visitor’s back', async () => {
  const talk = new Conversation({ mode: 'text' });
  talk.api
    .expectOpen()
    .expectExchange(() => Promise.reject(new VoiceError('link-failed', 'no way')))
    .expectClose();
  await assert.rejects(talk.session.start(), hasCode('link-failed'));
  talk.page.is('visible');
  assert.equal(talk.state, 'error');
  await talk.assertNothingLeft();
});

for (const sign of ['leaving', 'frozen'] as const) {
  test(`a page that is ${sign} holds no connection, and the conversation goes on at the next start`, async () => {
    const talk = await inCall({ mode: 'text' });
    await talk.types('Is tea good for me?');
    talk.page.is(sign);
    assert.equal(talk.link.open, 0);
    assert.equal(talk.session.snapshot.endReason, 'page');
    talk.page.is(sign === 'leaving' ? 'restored' : 'resumed');
    assert.equal(talk.state, 'ended');
    talk.api.expectExchange();
    await talk.session.start();
    await talk.assistantSays('It is.');
    assert.deepEqual(talk.lines, ['user answered: Is tea good for me?', 'assistant done: It is.']);
    await talk.assertNothingLeft();
  });
}

test('a prepared call is no connection either, and is prepared anew when the page comes back', async () => {
  const talk = new Conversation();
  talk.api.expectOpen().expectClose();
  await talk.session.connect();
  talk.page.is('leaving');
  assert.equal(talk.link.open, 0);
  assert.equal(talk.state, 'connected');
  talk.page.is('restored');
  assert.equal(talk.link.open, 1);
  await talk.assertNothingLeft();
});

const EARLIER: readonly TranscriptEntry[] = [
  { id: 'item_1', role: 'user', status: 'answered', text: 'Is tea good for me?' },
  { id: 'item_2', role: 'assistant', status: 'interrupted', text: 'It is. Drink it.', heard: 'It is.' },
  { id: 'item_3', role: 'user', status: 'not-sent', text: 'How much' },
  { id: 'item_4', role: 'user', status: 'sent', text: 'And coffee?' },
  { id: 'item_5', role: 'assistant', status: 'streaming', text: 'Coffee' },
  { id: 'item_6', role: 'user', status: 'sending', text: 'And cocoa?' },
];

test('a conversation of an earlier page is told to the first call, and what had no answer is asked', async () => {
  const talk = new Conversation({ mode: 'text' });
  talk.session.restore(EARLIER);
  assert.deepEqual(talk.lines, [
    'user answered: Is tea good for me?',
    'assistant interrupted: It is. Drink it. [heard: It is.]',
    'user not-sent: How much',
    'user sending: And coffee?',
    'assistant interrupted: Coffee',
    'user sending: And cocoa?',
  ]);
  talk.api.expectOpen().expectExchange().expectClose();
  await talk.session.start();
  assert.deepEqual(
    talk.peer.items.slice(0, -1).map(({ id, text }) => `${id}: ${text}`),
    [
      'item_1: Is tea good for me?',
      'item_2: It is.',
      'item_4: And coffee?',
      'item_5: Coffee',
      'item_6: And cocoa?',
    ],
  );
  assert.equal(talk.peer.items.at(-1)?.role, 'system');
  await talk.assistantSays('Both are.');
  await talk.session.resend('item_3');
  assert.deepEqual(
    talk.log.map(({ status }) => status),
    ['answered', 'interrupted', 'answered', 'interrupted', 'answered', 'done', 'sent'],
  );
  await talk.assertNothingLeft();
});

test('a conversation under way is not replaced by an earlier one', async () => {
  const talk = await inCall({ mode: 'text' });
  talk.session.restore(EARLIER);
  assert.deepEqual(talk.lines, []);
  await talk.session.stop();
  talk.session.restore(EARLIER);
  talk.session.restore([]);
  assert.equal(talk.lines.length, 6);
  await talk.assertNothingLeft();
});
