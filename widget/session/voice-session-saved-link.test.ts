/** A link in danger that a second one is opened beside: when it is kept, when it is left, and when the call ends. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Conversation, inCall } from '../testing/conversation.js';
import { settled } from '../testing/settled.js';
import { type ErrorCode, VoiceError } from './errors.js';

function hasCode(code: ErrorCode): (error: unknown) => boolean {
  return (error) => error instanceof VoiceError && error.code === code;
}

for (const [what, speak] of [
  ['a frame', (talk) => talk.peer.emit({ type: 'conversation.item.deleted', item_id: 'item_1' })],
  [
    'an answered check',
    (talk) => (talk.link.counters = { requestsSent: 4, responsesReceived: 4, packets: 0, packetsLost: 0 }),
  ],
] satisfies [string, (talk: Conversation) => unknown][]) {
  test(`a link that was suspected for an unconfirmed turn is kept for ${what}, though a second one is open`, async () => {
    const talk = await inCall({ mode: 'text' });
    talk.link.counters = { requestsSent: 3, responsesReceived: 3, packets: 0, packetsLost: 0 };
    talk.peer.deafTo.add('conversation.item.create');
    const outcome = assert.rejects(talk.session.send('Is tea good for me?'), hasCode('aborted'));
    talk.api.expectExchange();
    await talk.clock.advance(9_000);
    await settled();
    assert.equal(talk.state, 'reconnecting');
    assert.equal(talk.link.open, 2);
    await talk.clock.advance(200);
    speak(talk);
    await talk.clock.advance(200);
    assert.equal(talk.state, 'thinking');
    assert.equal(talk.link.open, 1);
    assert.equal(talk.peers.length, 1);
    await talk.session.stop();
    await outcome;
    await talk.assertNothingLeft();
  });
}

test('a refused second link leaves the first its time: it may heal, and nobody asks again meanwhile', async () => {
  const talk = await inCall({ mode: 'text' });
  await talk.types('Is tea good for me?');
  talk.api.expectExchange(() => Promise.reject(new VoiceError('quota-exhausted', 'no credit')));
  talk.link.peerState('disconnected');
  await talk.clock.advance(9_000);
  talk.page.is('visible');
  await talk.clock.advance(9_000);
  assert.equal(talk.state, 'reconnecting');
  assert.equal(talk.link.prepared, 2);
  talk.link.peerState('connected');
  await talk.assistantSays('It is.');
  assert.deepEqual(talk.lines, ['user answered: Is tea good for me?', 'assistant done: It is.']);
  assert.equal(talk.peers.length, 1);
  await talk.clock.advance(60_000);
  assert.equal(talk.state, 'listening');
  await talk.assertNothingLeft();
});

for (const [end, lose] of [
  ['is lost', (talk) => Promise.resolve(talk.link.peerState('failed'))],
  ['does not heal for a minute', (talk) => talk.clock.advance(60_000)],
] satisfies [string, (talk: Conversation) => Promise<void>][]) {
  test(`a first link that ${end} after the second was refused ends the call with the refusal's code`, async () => {
    const talk = await inCall({ mode: 'text' });
    talk.api.expectExchange(() => Promise.reject(new VoiceError('quota-exhausted', 'no credit')));
    talk.link.peerState('disconnected');
    await talk.clock.advance(2_000);
    assert.equal(talk.state, 'reconnecting');
    await lose(talk);
    assert.equal(talk.session.snapshot.error?.code, 'quota-exhausted');
    assert.equal(talk.link.open, 0);
    await talk.assertNothingLeft();
  });
}
