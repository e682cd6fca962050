/** Links that fail, turns that do not arrive, servers that misbehave. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inCall } from '../testing/conversation.js';
import { settled } from '../testing/settled.js';
import { type ErrorCode, VoiceError } from './errors.js';

function hasCode(code: ErrorCode): (error: unknown) => boolean {
  return (error) => error instanceof VoiceError && error.code === code;
}

test('a closed channel is one change on the indicators', async () => {
  const talk = await inCall();
  const { snapshot } = talk.session;
  talk.link.channelState('closed');
  const { state, reason, ...rest } = talk.session.snapshot;
  assert.equal(state, 'reconnecting');
  assert.equal(reason, 'channel-closed');
  assert.deepEqual({ ...rest, state: snapshot.state }, { ...snapshot, channel: 'closed' });
  await talk.assertNothingLeft();
});

test('an interruption is invisible for a second, visible after it, and forgotten when it heals', async () => {
  const talk = await inCall();
  talk.link.peerState('disconnected');
  await talk.clock.advance(999);
  assert.equal(talk.state, 'listening');
  await talk.clock.advance(1);
  assert.equal(talk.state, 'reconnecting');
  talk.link.peerState('connected');
  assert.equal(talk.state, 'listening');
  await talk.clock.advance(60_000);
  assert.equal(talk.state, 'listening');
  await talk.assertNothingLeft();
});

test('confirmations held back by an interrupted link are waited for', async () => {
  const talk = await inCall({ mode: 'text' });
  talk.peer.deafTo.add('conversation.item.create');
  const sent = talk.session.send('Is tea good for me?');
  talk.link.peerState('disconnected');
  await talk.clock.advance(4_000);
  assert.deepEqual(talk.lines, ['user sending: Is tea good for me?']);
  talk.link.peerState('connected');
  const id = talk.log[0]?.id;
  talk.peer.emit({ type: 'conversation.item.added', previous_item_id: null, item: { id } });
  await sent;
  assert.deepEqual(talk.lines, ['user sent: Is tea good for me?']);
  await talk.assertNothingLeft();
});

test('without a call nothing is lost: the turn stays and can be sent in the next one', async () => {
  const talk = await inCall({ mode: 'text' });
  await talk.session.stop();
  await assert.rejects(talk.session.send('Is tea good for me?'), hasCode('link-lost'));
  assert.deepEqual(talk.lines, ['user not-sent: Is tea good for me?']);
  assert.equal(talk.state, 'connected');
  await assert.rejects(talk.session.resend(talk.log[0]?.id ?? ''), hasCode('link-lost'));
  await talk.assertNothingLeft();
});

test('an empty turn, one too long and an unknown entry are refused', async () => {
  const talk = await inCall({ mode: 'text' });
  await assert.rejects(talk.session.send('  '), hasCode('config-invalid'));
  await assert.rejects(talk.session.send('x'.repeat(2_001)), hasCode('config-invalid'));
  await assert.rejects(talk.session.resend('nothing'), hasCode('config-invalid'));
  assert.deepEqual(talk.told, []);
  await talk.assertNothingLeft();
});

test('frames that are no events are dropped and the call goes on', async () => {
  const talk = await inCall({ mode: 'text' });
  const { snapshot } = talk.session;
  for (const frame of [
    '',
    '{',
    '[]',
    '{"type":"response.done"}',
    '{"type":"hologram"}',
    'x'.repeat(300_000),
  ]) {
    talk.link.receive(frame);
  }
  talk.link.receiveBinary(16);
  assert.deepEqual(talk.session.snapshot, snapshot);
  await talk.types('Is tea good for me?');
  await talk.assistantSays('It is.');
  assert.equal(talk.lines.at(-1), 'assistant done: It is.');
  await talk.assertNothingLeft();
});

test('a response the server started by itself makes ours wait, silently', async () => {
  const talk = await inCall({ mode: 'text' });
  talk.peer.receive('{"type":"response.create"}');
  talk.peer.journal.length = 0;
  const refuse = talk.peer.responseId;
  await talk.types('Is tea good for me?');
  assert.deepEqual(talk.told, ['response.cancel', 'conversation.item.create', 'response.create']);
  assert.notEqual(talk.peer.responseId, refuse);
  assert.equal(talk.noticeCode(), undefined);
  await talk.assistantSays('It is.');
  await talk.assertNothingLeft();
});

test('a response.create refused because another response runs is repeated after that one', async () => {
  const talk = await inCall({ mode: 'text' });
  talk.peer.deafTo.add('response.create');
  await talk.types('Is tea good for me?');
  talk.peer.deafTo.clear();
  const event_id = talk.peer.journal.at(-1)?.event_id;
  talk.peer.error({ code: 'conversation_already_has_active_response', event_id });
  assert.equal(talk.noticeCode(), undefined);
  assert.equal(talk.state, 'thinking');
  talk.peer.emit({ type: 'response.done', response: { id: 'resp_other', status: 'completed' } });
  assert.equal(talk.told.filter((type) => type === 'response.create').length, 2);
  await talk.assistantSays('It is.');
  assert.deepEqual(talk.lines, ['user answered: Is tea good for me?', 'assistant done: It is.']);
  await talk.assertNothingLeft();
});

test('a cancel that comes too late is nobody’s business', async () => {
  const talk = await inCall({ mode: 'text' });
  await talk.types('Is tea good for me?');
  await talk.assistantStreams('It');
  talk.peer.deafTo.add('response.cancel');
  talk.session.interrupt();
  talk.peer.error({ code: 'response_cancel_not_active', event_id: talk.peer.journal.at(-1)?.event_id });
  assert.equal(talk.noticeCode(), undefined);
  assert.equal(talk.state, 'listening');
  talk.peer.finish();
  talk.peer.deafTo.clear();
  await talk.types('And coffee?');
  await talk.assistantSays('Too.');
  await talk.assertNothingLeft();
});

test('an unanswered cancel does not hold the next turn back for ever', async () => {
  const talk = await inCall({ mode: 'text' });
  await talk.types('Is tea good for me?');
  await talk.assistantStreams('It');
  talk.peer.deafTo.add('response.cancel');
  await talk.types('And coffee?');
  await talk.clock.advance(5_999);
  assert.equal(talk.told.filter((type) => type === 'response.create').length, 1);
  await talk.clock.advance(1);
  assert.equal(talk.told.filter((type) => type === 'response.create').length, 2);
  await talk.assertNothingLeft();
});

test('a cancel whose answer the link holds back is waited for: what comes then is not the next turn’s answer', async () => {
  const talk = await inCall({ mode: 'text' });
  await talk.types('Is tea good for me?');
  await talk.assistantStreams('It');
  const { receive } = talk.peer;
  const held: (() => void)[] = [];
  talk.peer.receive = (frame) => void held.push(() => receive.call(talk.peer, frame));
  talk.session.interrupt();
  await talk.clock.advance(7_000);
  const sent = talk.session.send('And coffee?');
  assert.equal(held.length, 2);
  talk.peer.receive = receive;
  for (const frame of held) frame();
  await sent;
  assert.equal(talk.told.filter((type) => type === 'response.create').length, 2);
  await talk.assistantSays('Both are.');
  assert.deepEqual(talk.lines, [
    'user answered: Is tea good for me?',
    'assistant interrupted: It',
    'user answered: And coffee?',
    'assistant done: Both are.',
  ]);
  await talk.assertNothingLeft();
});

test('a turn does not begin the wait for a cancel anew that the server has had its time for', async () => {
  const talk = await inCall({ mode: 'text' });
  await talk.types('Is tea good for me?');
  await talk.assistantStreams('It');
  talk.peer.deafTo.add('response.cancel').add('conversation.item.create');
  talk.session.interrupt();
  talk.peer.emit({ type: 'conversation.item.deleted', item_id: 'item_1' });
  await talk.clock.advance(2_000);
  const outcome = assert.rejects(talk.session.send('And coffee?'), hasCode('aborted'));
  await talk.clock.advance(3_999);
  assert.equal(talk.told.at(-1), 'conversation.item.create');
  await talk.clock.advance(1);
  assert.equal(talk.told.at(-1), 'response.create');
  await talk.session.stop();
  await outcome;
  await talk.assertNothingLeft();
});

test('a question whose answer was cut has had it, also when nobody confirms the cut', async () => {
  const talk = await inCall({ mode: 'text' });
  await talk.types('Is tea good for me?');
  await talk.assistantStreams('It');
  talk.peer.deafTo.add('response.cancel');
  await talk.types('And coffee?');
  assert.deepEqual(talk.lines, [
    'user answered: Is tea good for me?',
    'assistant interrupted: It',
    'user sent: And coffee?',
  ]);
  await talk.assertNothingLeft();
});

test('what the server wrote and nobody saw is taken out of its memory, and the question is asked with the next', async () => {
  const talk = await inCall({ mode: 'text' });
  await talk.types('Is tea good for me?');
  talk.peer.deafTo.add('response.cancel');
  await talk.types('And coffee?');
  await talk.assistantStreams('It is.');
  await talk.assistantFinishes();
  assert.deepEqual(
    talk.peer.items.map(({ text }) => text),
    ['Is tea good for me?', 'And coffee?'],
  );
  await talk.assistantSays('Both are.');
  assert.deepEqual(talk.lines, [
    'user answered: Is tea good for me?',
    'user answered: And coffee?',
    'assistant done: Both are.',
  ]);
  await talk.assertNothingLeft();
});

test('a model silent for 20 s is cancelled, and the visitor is told', async () => {
  const talk = await inCall({ mode: 'text' });
  await talk.types('Is tea good for me?');
  await talk.clock.advance(15_000);
  await talk.assistantStreams('Tea');
  await talk.clock.advance(19_999);
  assert.equal(talk.state, 'thinking');
  await talk.clock.advance(1);
  assert.equal(talk.told.at(-1), 'response.cancel');
  assert.equal(talk.noticeCode(), 'response-failed');
  assert.deepEqual(talk.lines, ['user answered: Is tea good for me?', 'assistant interrupted: Tea']);
  assert.equal(talk.state, 'listening');
  await talk.assertNothingLeft();
});

test('a model that says nothing at all for 20 s is asked once more', async () => {
  const talk = await inCall({ mode: 'text' });
  await talk.types('Is tea good for me?');
  await talk.clock.advance(20_000);
  assert.deepEqual(talk.told.slice(-2), ['response.cancel', 'response.create']);
  assert.equal(talk.noticeCode(), undefined);
  await talk.assistantSays('It is.');
  assert.deepEqual(talk.lines, ['user answered: Is tea good for me?', 'assistant done: It is.']);
  await talk.assertNothingLeft();
});

test('a model is not blamed for the time that the machine slept', async () => {
  const talk = await inCall({ mode: 'text' });
  await talk.types('Is tea good for me?');
  await talk.assistantStreams('It');
  await talk.clock.sleep(60_000);
  assert.equal(talk.told.includes('response.cancel'), false);
  await talk.clock.advance(19_999);
  assert.equal(talk.told.includes('response.cancel'), false);
  await talk.clock.advance(1);
  assert.equal(talk.told.at(-1), 'response.cancel');
  await talk.assertNothingLeft();
});

test('a response that fails at the provider is asked for once more', async () => {
  const talk = await inCall({ mode: 'text' });
  const failure = { type: 'failed', error: { type: 'server_error', code: null } };
  await talk.types('Is tea good for me?');
  talk.peer.finish('failed', failure);
  assert.equal(talk.noticeCode(), undefined);
  assert.equal(talk.peer.responding, true);
  talk.peer.finish('failed', failure);
  assert.equal(talk.peer.responding, false);
  assert.equal(talk.noticeCode(), 'response-failed');
  assert.equal(talk.state, 'listening');
  assert.deepEqual(talk.lines, ['user sent: Is tea good for me?']);
  await talk.types('And coffee?');
  await talk.assistantSays('Coffee is fine.');
  assert.equal(talk.noticeCode(), undefined);
  await talk.assertNothingLeft();
});

for (const [reason, code] of [
  ['insufficient_quota', 'quota-exhausted'],
  ['model_not_found', 'model-unavailable'],
  ['content_filter', 'response-failed'],
] as const) {
  test(`a response that fails with ${reason} is told as ${code}`, async () => {
    const talk = await inCall({ mode: 'text' });
    await talk.types('Is tea good for me?');
    talk.peer.finish('failed', { type: 'failed', error: { type: 'x', code: reason } });
    assert.equal(talk.noticeCode(), code);
    assert.equal(talk.state, 'listening');
    talk.session.dismissNotice();
    assert.equal(talk.noticeCode(), undefined);
    await talk.assertNothingLeft();
  });
}

test('an answer cut by its length limit is kept, and the visitor is told', async () => {
  const talk = await inCall({ mode: 'text' });
  await talk.types('Is tea good for me?');
  await talk.assistantStreams('Tea is');
  talk.peer.finish('incomplete', { type: 'incomplete', reason: 'max_output_tokens' });
  assert.deepEqual(talk.lines, ['user answered: Is tea good for me?', 'assistant done: Tea is']);
  assert.equal(talk.noticeCode(), 'response-failed');
  await talk.assertNothingLeft();
});

test('a turn the server refuses is marked, and its sender told', async () => {
  const talk = await inCall({ mode: 'text' });
  talk.peer.deafTo.add('conversation.item.create');
  const outcome = assert.rejects(talk.session.send('Is tea good for me?'), hasCode('protocol'));
  talk.peer.error({ code: 'invalid_value', event_id: talk.peer.journal[0]?.event_id, param: 'item.content' });
  await outcome;
  assert.deepEqual(talk.lines, ['user not-sent: Is tea good for me?']);
  assert.equal(talk.noticeCode(), 'protocol');
  await talk.assertNothingLeft();
});

test('an error of the server that names no command of ours is a notice', async () => {
  const talk = await inCall({ mode: 'text' });
  talk.peer.error({ code: 'server_error' });
  assert.equal(talk.noticeCode(), 'protocol');
  assert.equal(talk.state, 'listening');
  await talk.assertNothingLeft();
});

test('an edit of something that is gone already is nobody’s business', async () => {
  const talk = await inCall();
  await talk.user('is tea good for me');
  await talk.assistantStreams('Tea is good for nearly everybody. ', 'So');
  talk.peer.deafTo.add('conversation.item.delete');
  await talk.interruptAfter('Tea');
  const removed = talk.peer.journal.find(({ type }) => type === 'conversation.item.delete');
  talk.peer.error({ code: 'item_delete_invalid_item_id', event_id: removed?.event_id });
  await settled();
  assert.equal(talk.noticeCode(), undefined);
  await talk.assertNothingLeft();
});

test('a turn sent while an answer is refused is asked about with the one that it was refused to', async () => {
  const talk = await inCall({ mode: 'text' });
  talk.peer.deafTo.add('response.create');
  await talk.types('Is tea good for me?');
  const event_id = talk.peer.journal.at(-1)?.event_id;
  talk.peer.error({ code: 'conversation_already_has_active_response', event_id });
  talk.peer.deafTo.clear();
  await talk.types('And coffee?');
  assert.equal(talk.peer.responding, false);
  await talk.clock.advance(20_000);
  await talk.assistantSays('Both are.');
  assert.deepEqual(talk.lines, [
    'user answered: Is tea good for me?',
    'user answered: And coffee?',
    'assistant done: Both are.',
  ]);
  await talk.assertNothingLeft();
});

test('an answer is none to a turn that the server has refused', async () => {
  const talk = await inCall({ mode: 'text' });
  talk.peer.deafTo.add('conversation.item.create');
  const refused = assert.rejects(talk.session.send('Is tea good for me?'), hasCode('protocol'));
  talk.peer.error({ code: 'invalid_value', event_id: talk.peer.journal[0]?.event_id, param: 'item.content' });
  await refused;
  assert.equal(talk.peer.responding, false);
  assert.equal(talk.state, 'listening');
  talk.peer.deafTo.clear();
  await talk.session.resend(talk.log[0]?.id ?? '');
  await talk.assistantSays('It is.');
  assert.deepEqual(talk.lines, ['user answered: Is tea good for me?', 'assistant done: It is.']);
  await talk.assertNothingLeft();
});
