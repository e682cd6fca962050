/** The provider's longest conversation and the backend's longest session: crossed without anybody noticing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SessionReply } from '../../server/contract/session.js';
import { Conversation, inCall } from '../testing/conversation.js';
import { sessionReply } from '../testing/scripted-api.js';
import { settled } from '../testing/settled.js';
import { VoiceError } from './errors.js';
import type { SessionOptions } from './snapshot.js';

/** A call whose conversation ends after `seconds`, by the server's clock. */
async function limitedTo(seconds: number, options: Partial<SessionOptions> = {}): Promise<Conversation> {
  const talk = await inCall({ mode: 'text', ...options });
  const expires_at = talk.clock.wallMs() / 1_000 + seconds;
  talk.peer.emit({ type: 'session.created', session: { id: 'sess_1', expires_at } });
  return talk;
}

const NEVER = (): Promise<never> => new Promise(() => undefined);

test('the next conversation is opened after three quarters of a short one, and taken as nobody speaks', async () => {
  const talk = await limitedTo(10);
  await talk.types('Is tea good for me?');
  await talk.assistantSays('It is.');
  const { length } = talk.states;
  await talk.clock.advance(7_499);
  assert.equal(talk.link.prepared, 1);
  talk.api.expectExchange();
  await talk.clock.advance(1);
  assert.equal(talk.peers.length, 2);
  assert.equal(talk.link.open, 1);
  assert.deepEqual(
    talk.peer.items.map(({ role, text }) => (role === 'system' ? role : text)),
    ['Is tea good for me?', 'It is.', 'system'],
  );
  assert.equal(talk.states.length, length, 'nobody has seen it');
  await talk.assertNothingLeft();
});

test('one conversation after the other is followed without waiting, however short they are', async () => {
  const talk = await limitedTo(10);
  talk.onPeer = (peer) => {
    const expires_at = talk.clock.wallMs() / 1_000 + 10;
    peer.emit({ type: 'session.created', session: { id: 'sess_2', expires_at } });
  };
  await talk.types('Is tea good for me?');
  await talk.assistantSays('It is.');
  for (let conversation = 2; conversation <= 5; conversation += 1) {
    talk.api.expectExchange();
    await talk.clock.advance(7_500);
    assert.equal(talk.peers.length, conversation);
  }
  talk.api.expectExchange();
  talk.link.peerState('failed');
  await settled();
  assert.equal(talk.state, 'listening', 'a loss after them is the first');
  await talk.assertNothingLeft();
});

test('it waits for the end of an answer, and for the one after it', async () => {
  const talk = await limitedTo(10);
  await talk.clock.advance(7_000);
  await talk.types('Is tea good for me?');
  talk.api.expectExchange();
  await talk.clock.advance(1_000);
  assert.equal(talk.link.open, 2);
  await talk.types('And coffee?');
  await talk.assistantStreams('Both');
  assert.equal(talk.peers.length, 1);
  await talk.assistantStreams(' are.');
  await talk.assistantFinishes();
  assert.equal(talk.link.open, 1);
  assert.equal(talk.state, 'listening');
  assert.deepEqual(
    talk.log.map(({ status }) => status),
    ['answered', 'answered', 'done'],
  );
  await talk.assertNothingLeft();
});

test('shortly before the end it does not wait any longer', async () => {
  const talk = await limitedTo(10);
  talk.api.expectExchange();
  await talk.types('Is tea good for me?');
  await talk.assistantStreams('It');
  await talk.clock.advance(9_499);
  assert.equal(talk.peers.length, 1);
  await talk.clock.advance(1);
  assert.equal(talk.peers.length, 2);
  await talk.assistantSays('As I said: it is.');
  assert.deepEqual(talk.lines, [
    'user answered: Is tea good for me?',
    'assistant interrupted: It',
    'assistant done: As I said: it is.',
  ]);
  await talk.assertNothingLeft();
});

test('a visitor’s clock that is an hour off does not make an hour short', async () => {
  const talk = new Conversation({ mode: 'text' });
  const nowMs = talk.clock.wallMs() - 3_590_000;
  talk.api.expectOpen(() => Promise.resolve(sessionReply({ nowMs }))).expectExchange();
  await talk.session.start();
  talk.api.expectClose();
  const expires_at = nowMs / 1_000 + 3_600;
  talk.peer.emit({ type: 'session.created', session: { id: 'sess_1', expires_at } });
  await talk.clock.advance(60_000);
  assert.equal(talk.link.prepared, 1);
  await talk.assertNothingLeft();
});

test('the hour is left a minute and a half early, and a server that names no end has an hour', async () => {
  const talk = await inCall({ mode: 'text' });
  talk.peer.emit({ type: 'session.created', session: { id: 'sess_1', expires_at: 0 } });
  const hour = talk.clock.pending().filter((ms) => ms > 600_000);
  assert.deepEqual(hour, [3_480_000, 3_510_000, 3_595_000, 3_600_000]);
  await talk.assertNothingLeft();
});

test('a second conversation that is refused is not the end of the first, whose end then has its code', async () => {
  const talk = await limitedTo(10);
  talk.api.expectExchange(() => Promise.reject(new VoiceError('quota-exhausted', 'no credit')));
  await talk.clock.advance(9_000);
  assert.equal(talk.state, 'listening');
  talk.api.expectExchange(() => Promise.reject(new VoiceError('quota-exhausted', 'no credit')));
  await talk.clock.advance(800);
  assert.equal(talk.state, 'listening');
  talk.api.expectExchange(() => Promise.reject(new VoiceError('quota-exhausted', 'no credit')));
  talk.link.channelState('closed');
  await talk.clock.advance(2_000);
  assert.equal(talk.session.snapshot.error?.code, 'quota-exhausted');
  await talk.assertNothingLeft();
});

test('one that could not be opened is tried again', async () => {
  const talk = await limitedTo(10);
  talk.api.expectExchange(() => Promise.reject(new VoiceError('exchange-failed', 'busy'))).expectExchange();
  await talk.clock.advance(7_800);
  assert.deepEqual([talk.link.prepared, talk.link.open], [3, 1]);
  assert.equal(talk.state, 'listening');
  await talk.assertNothingLeft();
});

test('one that breaks while it waits is replaced', async () => {
  const talk = await limitedTo(10);
  await talk.types('Is tea good for me?');
  talk.api.expectExchange().expectExchange();
  await talk.clock.advance(8_000);
  assert.equal(talk.link.prepared, 2);
  talk.link.lines[1]?.report({ type: 'peer-state', state: 'failed' });
  await talk.clock.advance(300);
  assert.equal(talk.link.prepared, 3);
  assert.equal(talk.link.open, 2);
  await talk.assistantSays('It is.');
  assert.equal(talk.peers.length, 2);
  await talk.assertNothingLeft();
});

test('a waiting conversation is taken at once when the first link is lost', async () => {
  const talk = await limitedTo(10);
  await talk.types('Is tea good for me?');
  talk.api.expectExchange();
  await talk.clock.advance(8_000);
  talk.link.peerState('failed');
  assert.equal(talk.state, 'thinking');
  assert.equal(talk.link.open, 1);
  await talk.assistantSays('It is.');
  assert.equal(talk.lines.length, 2);
  await talk.assertNothingLeft();
});

test('a conversation that ends without a warning is followed by another', async () => {
  const talk = await inCall({ mode: 'text' });
  await talk.types('Is tea good for me?');
  talk.api.expectExchange();
  talk.peer.error({ code: 'session_expired' });
  assert.equal(talk.state, 'reconnecting');
  await settled();
  assert.equal(talk.state, 'thinking');
  await talk.assistantSays('It is.');
  assert.deepEqual(talk.lines, ['user answered: Is tea good for me?', 'assistant done: It is.']);
  await talk.assertNothingLeft();
});

function lasting(seconds: number, id = 'first'): () => Promise<SessionReply> {
  const session = { id, token: `token-${id}`, expiresIn: seconds };
  return () => Promise.resolve(sessionReply({ session }));
}

async function callWithin(seconds: number): Promise<Conversation> {
  const talk = new Conversation({ mode: 'text' });
  talk.api.expectOpen(lasting(seconds)).expectExchange();
  await talk.session.start();
  return talk;
}

test('a session about to end is followed by another, to which the call goes over', async () => {
  const talk = await callWithin(8);
  talk.api.expectOpen(lasting(8, 'second')).expectExchange();
  await talk.clock.advance(6_000);
  assert.equal(talk.state, 'listening');
  assert.equal(talk.link.prepared, 2);
  await talk.clock.advance(2_000);
  assert.equal(talk.state, 'listening');
  talk.api.expectClose();
  await talk.session.disconnect();
  assert.deepEqual(talk.api.closedTokens, ['token-second']);
  await talk.assertNothingLeft();
});

test('a backend that cannot be reached for the next session is asked again, and the call goes on', async () => {
  const talk = await callWithin(8);
  talk.api.expectOpen(() => Promise.reject(new VoiceError('backend-unreachable', 'offline')));
  await talk.clock.advance(7_999);
  assert.equal(talk.state, 'listening');
  talk.api.expectOpen(() => Promise.reject(new VoiceError('backend-unreachable', 'offline')));
  await talk.clock.advance(1);
  assert.equal(talk.state, 'listening');
  talk.api.expectOpen(lasting(8, 'second')).expectExchange();
  await talk.clock.advance(10_000);
  assert.equal(talk.state, 'listening');
  talk.api.expectClose();
  await talk.assertNothingLeft();
});

test('a backend that refuses the next session ends the call as expired', async () => {
  const talk = await callWithin(8);
  talk.api.expectOpen(() => Promise.reject(new VoiceError('identity-refused', 'no'))).expectClose();
  await talk.clock.advance(6_000);
  assert.equal(talk.session.snapshot.endReason, 'expired');
  assert.equal(talk.link.open, 0);
  talk.api.expectOpen().expectExchange().expectClose();
  await talk.session.start();
  assert.equal(talk.state, 'listening');
  await talk.assertNothingLeft();
});

test('the time of a session that is over does not end the one after it', async () => {
  const talk = await callWithin(8);
  talk.api.expectOpen(() => Promise.reject(new VoiceError('identity-refused', 'no'))).expectClose();
  await talk.clock.advance(6_000);
  talk.api.expectOpen(lasting(3_600, 'second')).expectClose();
  await talk.session.connect();
  await talk.clock.advance(60_000);
  assert.equal(talk.state, 'connected');
  await talk.session.disconnect();
  assert.deepEqual(talk.api.closedTokens, ['token-first', 'token-second']);
  await talk.assertNothingLeft();
});

test('without a call a session ends with its time, and nobody is asked for another', async () => {
  const talk = new Conversation({ mode: 'text' });
  talk.api.expectOpen(lasting(8)).expectClose();
  await talk.session.connect();
  await talk.clock.advance(7_999);
  assert.equal(talk.state, 'connected');
  await talk.clock.advance(1);
  assert.equal(talk.session.snapshot.endReason, 'expired');
  talk.api.expectOpen(NEVER);
  const again = assert.rejects(talk.session.connect());
  await talk.session.disconnect();
  await again;
  talk.api.expectOpen().expectClose();
  await talk.session.connect();
  await talk.session.disconnect();
  await talk.assertNothingLeft();
});
