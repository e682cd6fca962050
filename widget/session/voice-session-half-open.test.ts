/** A WebSocket whose other end is gone while nothing closes it: no frame comes, and the browser says nothing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Conversation } from '../testing/conversation.js';
import { sessionReply } from '../testing/scripted-api.js';

async function inSocketCall(): Promise<Conversation> {
  const talk = new Conversation({ mode: 'text', link: 'websocket' });
  const webSocketUrl = 'wss://realtime.example/v1/realtime?model=m';
  talk.link.isSocket = true;
  talk.link.beforeOpen = () => {
    talk.link.report({ type: 'link-kind', kind: 'websocket' });
    return Promise.resolve();
  };
  talk.api.expectOpen(() => Promise.resolve(sessionReply({ webSocketUrl }))).expectClose();
  await talk.session.start();
  return talk;
}

/** From here on the server neither hears nor says anything. */
function fallSilent(talk: Conversation): void {
  talk.peer.receive = () => undefined;
}

function notices(talk: Conversation): readonly unknown[] {
  return talk.snapshots.flatMap(({ notice }) => notice ?? []);
}

test('a socket that falls silent in the middle of an answer is replaced, and the model is not blamed', async () => {
  const talk = await inSocketCall();
  await talk.types('Is tea good for me?');
  await talk.assistantStreams('Tea is');
  fallSilent(talk);
  await talk.clock.advance(5_999);
  assert.equal(talk.state, 'thinking');
  await talk.clock.advance(1);
  assert.equal(talk.state, 'reconnecting');
  await talk.clock.advance(1_000);
  assert.equal(talk.peers.length, 2);
  await talk.assistantSays('As I said, it is.');
  assert.deepEqual(talk.lines, [
    'user answered: Is tea good for me?',
    'assistant interrupted: Tea is',
    'assistant done: As I said, it is.',
  ]);
  assert.deepEqual(notices(talk), []);
  await talk.assertNothingLeft();
});

test('a slow model is asked for a sign of life of its socket, and nobody notices', async () => {
  const talk = await inSocketCall();
  await talk.types('Is tea good for me?');
  await talk.clock.advance(4_999);
  assert.equal(talk.told.at(-1), 'response.create');
  await talk.clock.advance(10_001);
  assert.deepEqual(talk.told.slice(-3), Array(3).fill('input_audio_buffer.clear'));
  await talk.assistantSays('It is.');
  await talk.clock.advance(30_000);
  assert.equal(talk.told.length, 5);
  assert.equal(talk.states.includes('reconnecting'), false);
  assert.equal(talk.link.prepared, 1);
  await talk.assertNothingLeft();
});

test('over WebRTC, whose checks are watched, nothing is asked', async () => {
  const talk = new Conversation({ mode: 'text' });
  talk.api.expectOpen().expectExchange().expectClose();
  await talk.session.start();
  await talk.types('Is tea good for me?');
  await talk.clock.advance(15_000);
  assert.equal(talk.told.at(-1), 'response.create');
  await talk.assistantSays('It is.');
  await talk.assertNothingLeft();
});

test('a cancel that nobody answers is the link’s doing where nothing else comes either', async () => {
  const talk = await inSocketCall();
  await talk.types('Is tea good for me?');
  fallSilent(talk);
  talk.session.interrupt();
  await talk.clock.advance(2_999);
  assert.equal(talk.states.includes('reconnecting'), false);
  await talk.clock.advance(1);
  assert.equal(talk.state, 'reconnecting');
  await talk.clock.advance(1_000);
  assert.equal(talk.peers.length, 2);
  assert.equal(talk.state, 'listening');
  await talk.assertNothingLeft();
});

test('over WebRTC an unanswered cancel waits for as long as SCTP may be between two tries', async () => {
  const talk = new Conversation({ mode: 'text' });
  talk.api.expectOpen().expectExchange().expectExchange().expectClose();
  await talk.session.start();
  await talk.types('Is tea good for me?');
  fallSilent(talk);
  talk.session.interrupt();
  await talk.clock.advance(8_999);
  assert.equal(talk.states.includes('reconnecting'), false);
  await talk.clock.advance(1);
  assert.equal(talk.state, 'reconnecting');
  await talk.clock.advance(1_000);
  assert.equal(talk.peers.length, 2);
  await talk.assertNothingLeft();
});

test('a machine that wakes asks its socket whether it has outlived the sleep', async () => {
  const talk = await inSocketCall();
  await talk.clock.advance(500);
  await talk.clock.sleep(10_000);
  assert.equal(talk.told.at(-1), 'input_audio_buffer.clear');
  await talk.clock.advance(5_000);
  assert.equal(talk.link.prepared, 1, 'it has answered');
  fallSilent(talk);
  await talk.clock.sleep(10_000);
  await talk.clock.advance(999);
  assert.equal(talk.state, 'listening');
  await talk.clock.advance(1);
  assert.equal(talk.state, 'reconnecting');
  await talk.clock.advance(1_000);
  assert.deepEqual([talk.link.prepared, talk.link.open], [2, 1]);
  assert.equal(talk.state, 'listening');
  await talk.assertNothingLeft();
});
