/** A link is lost, and the conversation goes on over the next: nothing said twice, nothing lost. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Conversation, inCall } from '../testing/conversation.js';
import { settled } from '../testing/settled.js';
import { type ErrorCode, VoiceError } from './errors.js';

function hasCode(code: ErrorCode): (error: unknown) => boolean {
  return (error) => error instanceof VoiceError && error.code === code;
}

/** What the peer behind the link in use remembers, as `role: text`. */
function memory(talk: Conversation): readonly string[] {
  return talk.peer.items.map(({ role, text }) => `${role}: ${text}`);
}

const GO_ON =
  'system: The connection was interrupted and is back. The conversation goes on where it was: do not greet again, and do not repeat what has been said.';

const UNCONNECTED = (): Promise<never> => Promise.reject(new VoiceError('exchange-failed', 'no answer'));

test('a failed peer connection is replaced at once, and the new conversation knows the old one', async () => {
  const talk = await inCall({ mode: 'text' });
  await talk.types('Is tea good for me?');
  await talk.assistantSays('It is.');
  talk.api.expectExchange();
  talk.link.peerState('failed');
  assert.equal(talk.state, 'reconnecting');
  await settled();
  assert.equal(talk.state, 'listening');
  assert.equal(talk.peers.length, 2);
  assert.deepEqual(memory(talk), ['user: Is tea good for me?', 'assistant: It is.', GO_ON]);
  assert.equal(talk.peer.responding, false, 'nothing is asked that was answered');
  assert.equal(talk.link.open, 1);
  await talk.types('And coffee?');
  await talk.assistantSays('Coffee is, too.');
  assert.deepEqual(talk.lines, [
    'user answered: Is tea good for me?',
    'assistant done: It is.',
    'user answered: And coffee?',
    'assistant done: Coffee is, too.',
  ]);
  await talk.assertNothingLeft();
});

test('a first conversation without a word yet is told nothing', async () => {
  const talk = await inCall({ mode: 'text' });
  talk.api.expectExchange();
  talk.link.channelState('closed');
  await settled();
  assert.equal(talk.state, 'listening');
  assert.equal(talk.link.open, 1);
  await talk.types('Is tea good for me?');
  assert.deepEqual(memory(talk), ['user: Is tea good for me?']);
  await talk.assertNothingLeft();
});

test('a channel that closes alone is replaced as a dead link is', async () => {
  const talk = await inCall({ mode: 'text' });
  await talk.types('Is tea good for me?');
  talk.api.expectExchange();
  talk.link.channelState('closed');
  assert.equal(talk.state, 'reconnecting');
  await settled();
  assert.equal(talk.peers.length, 2);
  assert.equal(talk.link.open, 1);
  assert.deepEqual(memory(talk), ['user: Is tea good for me?']);
  await talk.assistantSays('It is.');
  assert.deepEqual(talk.lines, ['user answered: Is tea good for me?', 'assistant done: It is.']);
  await talk.assertNothingLeft();
});

test('an unanswered turn is asked again with its id, once', async () => {
  const talk = await inCall({ mode: 'text' });
  await talk.types('Is tea good for me?');
  const [first] = talk.peer.items;
  talk.api.expectExchange();
  talk.link.peerState('failed');
  await settled();
  assert.deepEqual(talk.peer.items, [first]);
  assert.deepEqual(talk.told, ['conversation.item.create', 'response.create']);
  await talk.assistantSays('It is.');
  assert.deepEqual(talk.lines, ['user answered: Is tea good for me?', 'assistant done: It is.']);
  await talk.assertNothingLeft();
});

test('an answer cut in the middle of its text stays as it was read, and its question is asked again', async () => {
  const talk = await inCall({ mode: 'text' });
  await talk.types('Is tea good for me?');
  await talk.assistantStreams('Tea is');
  talk.api.expectExchange();
  talk.link.peerState('failed');
  await settled();
  assert.deepEqual(memory(talk), ['user: Is tea good for me?', 'assistant: Tea is', GO_ON]);
  await talk.assistantSays('As I said, it is.');
  assert.deepEqual(talk.lines, [
    'user answered: Is tea good for me?',
    'assistant interrupted: Tea is',
    'assistant done: As I said, it is.',
  ]);
  await talk.assertNothingLeft();
});

test('of an answer that was being spoken while it was written, what was heard counts', async () => {
  const talk = await inCall();
  await talk.user('is tea good for me');
  await talk.assistantStreams('Tea is good for nearly everybody. ', 'So');
  await talk.player.playUntil('Tea is good');
  talk.api.expectExchange();
  talk.link.peerState('failed');
  await settled();
  assert.deepEqual(memory(talk), ['user: is tea good for me', 'assistant: Tea is good', GO_ON]);
  assert.equal(talk.peer.responding, true);
  assert.deepEqual(talk.lines, [
    'user sent: is tea good for me',
    'assistant interrupted: Tea is good for nearly everybody. So [heard: Tea is good]',
  ]);
  await talk.assertNothingLeft();
});

test('an answer written to its end is spoken to its end while the link is replaced', async () => {
  const talk = await inCall();
  await talk.user('is tea good for me');
  await talk.assistantStreams('Tea is good for nearly everybody. ', 'Drink it.');
  await talk.assistantFinishes();
  await talk.player.playUntil('Tea is good');
  talk.api.expectExchange();
  talk.link.peerState('failed');
  await settled();
  assert.equal(talk.state, 'speaking');
  await talk.player.playAll();
  assert.deepEqual(talk.lines, [
    'user answered: is tea good for me',
    'assistant done: Tea is good for nearly everybody. Drink it.',
  ]);
  assert.equal(talk.peer.responding, false);
  await talk.assertNothingLeft();
});

test('an answer of which only the last word about it was lost is not asked for again', async () => {
  const talk = await inCall({ mode: 'text' });
  await talk.types('Is tea good for me?');
  await talk.assistantStreams('It is.');
  talk.peer.endItem();
  talk.api.expectExchange();
  talk.link.channelState('closed');
  await settled();
  assert.deepEqual(talk.lines, ['user answered: Is tea good for me?', 'assistant done: It is.']);
  assert.equal(talk.peer.responding, false);
  await talk.assertNothingLeft();
});

test('a model silent on the next link is asked once more there, too', async () => {
  const talk = await inCall({ mode: 'text' });
  await talk.types('Is tea good for me?');
  talk.api.expectExchange();
  talk.link.channelState('closed');
  await talk.clock.advance(20_000);
  assert.deepEqual(talk.told.slice(-2), ['response.cancel', 'response.create']);
  await talk.assistantSays('It is.');
  assert.deepEqual(talk.lines, ['user answered: Is tea good for me?', 'assistant done: It is.']);
  await talk.assertNothingLeft();
});

test('an interruption that heals before the second link is open keeps the first', async () => {
  const talk = await inCall({ mode: 'text' });
  await talk.types('Is tea good for me?');
  talk.api.expectExchange(() => new Promise(() => undefined));
  talk.link.peerState('disconnected');
  await talk.clock.advance(1_000);
  assert.equal(talk.link.open, 2);
  talk.link.peerState('connected');
  assert.equal(talk.state, 'thinking');
  assert.equal(talk.link.open, 1);
  await talk.assistantSays('It is.');
  assert.equal(talk.peers.length, 1);
  assert.deepEqual(talk.lines, ['user answered: Is tea good for me?', 'assistant done: It is.']);
  await talk.assertNothingLeft();
});

test('unanswered checks make a link suspect, and an answered one makes it good again', async () => {
  const talk = await inCall({ mode: 'text' });
  talk.link.counters = { requestsSent: 1, responsesReceived: 1, packets: 0, packetsLost: 0 };
  await talk.clock.advance(1_000);
  talk.link.counters = { requestsSent: 12, responsesReceived: 1, packets: 0, packetsLost: 0 };
  talk.api.expectExchange(() => new Promise(() => undefined));
  await talk.clock.advance(500);
  assert.equal(talk.state, 'reconnecting');
  assert.equal(talk.session.snapshot.reason, 'link-suspect');
  talk.link.counters = { requestsSent: 20, responsesReceived: 2, packets: 0, packetsLost: 0 };
  await talk.clock.advance(500);
  assert.equal(talk.state, 'listening');
  assert.equal(talk.link.open, 1);
  await talk.assertNothingLeft();
});

test('a second link that is open waits a moment for a first that may have healed, and is given up for it', async () => {
  const talk = await inCall({ mode: 'text' });
  talk.link.counters = { requestsSent: 1, responsesReceived: 1, packets: 0, packetsLost: 0 };
  await talk.clock.advance(1_000);
  talk.link.counters = { requestsSent: 12, responsesReceived: 1, packets: 0, packetsLost: 0 };
  let answer = (_sdp: string): void => undefined;
  talk.api.expectExchange(() => new Promise((resolve) => (answer = resolve)));
  await talk.clock.advance(500);
  assert.equal(talk.state, 'reconnecting');
  talk.link.counters = { requestsSent: 13, responsesReceived: 2, packets: 0, packetsLost: 0 };
  answer('answer');
  await settled();
  assert.equal(talk.state, 'listening');
  assert.equal(talk.link.open, 1);
  await talk.types('Is tea good for me?');
  assert.equal(talk.peers.length, 1);
  assert.deepEqual(memory(talk), ['user: Is tea good for me?']);
  await talk.assertNothingLeft();
});

test('an answer counts while the browser still says that the link is disconnected, once a second one is open', async () => {
  const talk = await inCall({ mode: 'text' });
  talk.link.counters = { requestsSent: 1, responsesReceived: 1, packets: 0, packetsLost: 0 };
  await talk.clock.advance(1_000);
  talk.link.counters = { requestsSent: 12, responsesReceived: 1, packets: 0, packetsLost: 0 };
  talk.api.expectExchange();
  talk.link.peerState('disconnected');
  await talk.clock.advance(500);
  await talk.clock.advance(100);
  talk.link.counters = { requestsSent: 13, responsesReceived: 2, packets: 0, packetsLost: 0 };
  await talk.clock.advance(99);
  assert.equal(talk.state, 'reconnecting');
  await talk.clock.advance(1);
  assert.equal(talk.state, 'listening');
  assert.equal(talk.link.open, 1);
  await talk.types('Is tea good for me?');
  assert.equal(talk.peers[0]?.journal.length, 2);
  await talk.assertNothingLeft();
});

test('a link that does not answer within a second is left, within half a one if it was missed for long', async () => {
  const talk = await inCall({ mode: 'text' });
  await talk.types('Is tea good for me?');
  talk.link.peerState('disconnected');
  let answer = (_sdp: string): void => undefined;
  talk.api.expectExchange().expectExchange(() => new Promise((resolve) => (answer = resolve)));
  await talk.clock.advance(1_999);
  assert.equal(talk.state, 'reconnecting');
  await talk.clock.advance(1);
  assert.equal(talk.state, 'thinking');
  assert.equal(talk.peers.length, 2);
  assert.equal(talk.link.open, 1);
  await talk.clock.advance(10_000);
  talk.link.peerState('disconnected');
  await talk.clock.advance(8_000);
  answer('answer');
  await talk.clock.advance(499);
  assert.equal(talk.state, 'reconnecting');
  await talk.clock.advance(1);
  assert.equal(talk.state, 'thinking');
  await talk.assertNothingLeft();
});

test('words typed while there is no link are sent over the next one, in their order', async () => {
  const talk = await inCall({ mode: 'text' });
  let answer = (_sdp: string): void => undefined;
  talk.api.expectExchange(() => new Promise((resolve) => (answer = resolve)));
  talk.link.peerState('failed');
  const sent = [talk.session.send('Is tea good for me?'), talk.session.send('And coffee?')];
  assert.deepEqual(talk.lines, ['user sending: Is tea good for me?', 'user sending: And coffee?']);
  await settled();
  answer('answer');
  await Promise.all(sent);
  assert.deepEqual(memory(talk), ['user: Is tea good for me?', 'user: And coffee?']);
  assert.equal(talk.told.filter((type) => type === 'response.create').length, 1);
  await talk.assertNothingLeft();
});

test('a turn that was not confirmed makes the link suspect, and goes out again over the next', async () => {
  const talk = await inCall({ mode: 'text' });
  talk.peer.deafTo.add('conversation.item.create');
  const sent = talk.session.send('Is tea good for me?');
  talk.api.expectExchange();
  await talk.clock.advance(8_999);
  assert.equal(talk.state, 'thinking', 'SCTP may be between two tries');
  await talk.clock.advance(1);
  assert.equal(talk.state, 'reconnecting');
  assert.deepEqual(talk.lines, ['user sending: Is tea good for me?']);
  await talk.clock.advance(1_000);
  await sent;
  assert.deepEqual(memory(talk), ['user: Is tea good for me?']);
  assert.deepEqual(talk.lines, ['user sent: Is tea good for me?']);
  await talk.assertNothingLeft();
});

test('a turn that three links leave unconfirmed while they answer is marked; a refusal as a duplicate confirms it', async () => {
  const talk = await inCall({ mode: 'text' });
  talk.api.expectExchange().expectExchange();
  talk.onPeer = (peer) => {
    const emit = peer.emit.bind(peer);
    peer.emit = (event) => {
      if (!event.type.startsWith('conversation.item')) emit(event);
    };
  };
  const outcome = assert.rejects(talk.session.send('Is tea good for me?'), hasCode('link-lost'));
  // Nine seconds without an echo and one for the first link to answer; the same for the second.
  await talk.clock.advance(10_000 + 10_000 + 2_999);
  assert.equal(talk.peers.length, 3);
  assert.deepEqual(talk.lines, ['user sending: Is tea good for me?']);
  await talk.clock.advance(1);
  await outcome;
  assert.deepEqual(talk.lines, ['user not-sent: Is tea good for me?']);
  assert.equal(talk.state, 'thinking');
  await talk.session.resend(talk.log[0]?.id ?? '');
  assert.deepEqual(memory(talk), ['user: Is tea good for me?']);
  assert.deepEqual(talk.lines, ['user sent: Is tea good for me?']);
  await talk.assertNothingLeft();
});

test('attempts wait longer and longer, and start anew when the link has been good for ten seconds', async () => {
  const talk = await inCall({ mode: 'text' });
  talk.api.expectExchange(UNCONNECTED).expectExchange(UNCONNECTED).expectExchange();
  talk.link.peerState('failed');
  await settled();
  assert.equal(talk.link.prepared, 2);
  await talk.clock.advance(299);
  assert.equal(talk.link.prepared, 2);
  await talk.clock.advance(1);
  assert.equal(talk.link.prepared, 3);
  // 1,200 ms and half a second by chance.
  await talk.clock.advance(1_700);
  assert.equal(talk.state, 'listening');
  await talk.clock.advance(10_000);
  talk.api.expectExchange();
  talk.link.peerState('failed');
  await settled();
  assert.equal(talk.state, 'listening');
  await talk.assertNothingLeft();
});

test('a link lost again at once goes on where the waiting was, counted from the last attempt', async () => {
  const talk = await inCall({ mode: 'text' });
  talk.api.expectExchange().expectExchange();
  talk.link.peerState('failed');
  await talk.clock.advance(100);
  assert.equal(talk.state, 'listening');
  talk.link.peerState('failed');
  await talk.clock.advance(199);
  assert.equal(talk.state, 'reconnecting');
  await talk.clock.advance(1);
  assert.equal(talk.state, 'listening');
  await talk.assertNothingLeft();
});

test('a server that says when to come back is not asked earlier', async () => {
  const talk = await inCall({ mode: 'text' });
  talk.api
    .expectExchange(() => Promise.reject(new VoiceError('rate-limited', '429', { retryAfterMs: 5_000 })))
    .expectExchange();
  talk.link.peerState('failed');
  await talk.clock.advance(4_999);
  assert.equal(talk.state, 'reconnecting');
  await talk.clock.advance(1);
  assert.equal(talk.state, 'listening');
  await talk.assertNothingLeft();
});

test('a refusal that no attempt can change ends the call with its own code', async () => {
  const talk = await inCall({ mode: 'text' });
  talk.api.expectExchange(() => Promise.reject(new VoiceError('quota-exhausted', 'no credit')));
  talk.link.peerState('failed');
  await settled();
  assert.equal(talk.session.snapshot.error?.code, 'quota-exhausted');
  assert.equal(talk.link.open, 0);
  await talk.assertNothingLeft();
});

test('after a minute the visitor is asked, and the turn on its way is kept', async () => {
  const talk = await inCall({ mode: 'text' });
  for (let attempt = 0; attempt < 12; attempt += 1)
    talk.api.expectExchange(() => new Promise(() => undefined));
  talk.link.peerState('failed');
  const outcome = assert.rejects(talk.session.send('Is tea good for me?'), hasCode('link-lost'));
  await talk.clock.advance(59_999);
  assert.equal(talk.state, 'reconnecting');
  await talk.clock.advance(1);
  await outcome;
  assert.equal(talk.session.snapshot.error?.code, 'link-lost');
  assert.deepEqual(talk.lines, ['user not-sent: Is tea good for me?']);
  assert.equal(talk.link.open, 0);
  await talk.session.disconnect();
});
