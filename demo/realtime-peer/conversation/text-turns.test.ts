import assert from 'node:assert/strict';
import { test } from 'node:test';

import { setUpDesk } from '../testing/desk.js';

const TEXT = { output_modalities: ['text'], audio: { input: { turn_detection: null } } };

test('a text turn has the recorded order, and its usage adds up', () => {
  const desk = setUpDesk({ session: TEXT });
  desk.say('Hello there');
  desk.send({ type: 'response.create' });
  desk.brain.say('Good day to you.');
  desk.clock.advance(100);
  assert.deepEqual(desk.takeTypes(), [
    'conversation.item.added',
    'conversation.item.done',
    'response.created',
    'response.output_item.added',
    'conversation.item.added',
    'response.content_part.added',
    'response.output_text.delta',
    'response.output_text.done',
    'response.content_part.done',
    'conversation.item.done',
    'response.output_item.done',
    'response.done',
    'rate_limits.updated',
  ]);
  const { response } = desk.last('response.done') as never as { response: Response };
  assert.equal(response.status, 'completed');
  assert.equal(response.status_details, null);
  const { usage } = response;
  assert.equal(usage.total_tokens, usage.input_tokens + usage.output_tokens);
  assert.ok(usage.input_tokens > 0 && usage.output_tokens > 0);
  const details = usage.input_token_details;
  assert.equal(usage.input_tokens, details.text_tokens + details.audio_tokens);
});

interface Response {
  readonly id: string;
  readonly status: string;
  readonly status_details: unknown;
  readonly conversation_id: string | null;
  readonly metadata: unknown;
  readonly output: readonly { readonly status: string; readonly content: unknown }[];
  readonly usage: {
    readonly total_tokens: number;
    readonly input_tokens: number;
    readonly output_tokens: number;
    readonly input_token_details: { readonly text_tokens: number; readonly audio_tokens: number };
  };
}

function doneResponse(desk: ReturnType<typeof setUpDesk>): Response {
  return (desk.last('response.done') as never as { response: Response }).response;
}

function lastError(desk: ReturnType<typeof setUpDesk>) {
  return (desk.last('error') as never as { error: { code: string; event_id: string; message: string } })
    .error;
}

test('a second default response is refused with the event id, and the first goes on', () => {
  const desk = setUpDesk({ session: TEXT });
  desk.send({ type: 'response.create' });
  desk.send({ type: 'response.create', event_id: 'mine' });
  assert.equal(lastError(desk).code, 'conversation_already_has_active_response');
  assert.equal(lastError(desk).event_id, 'mine');
  desk.brain.say('Still here.');
  assert.equal(doneResponse(desk).status, 'completed');
});

test('cancel closes everything that is open, then the response, and the brain stops', () => {
  const desk = setUpDesk({ session: TEXT });
  desk.send({ type: 'response.create' });
  desk.brain.hand({ type: 'message', key: 0 });
  desk.brain.hand({ type: 'text', key: 0, delta: 'One two' });
  desk.takeTypes();
  desk.send({ type: 'response.cancel' });
  assert.deepEqual(desk.takeTypes(), [
    'response.output_text.done',
    'response.content_part.done',
    'conversation.item.done',
    'response.output_item.done',
    'response.done',
  ]);
  const response = doneResponse(desk);
  assert.deepEqual(response.status_details, { type: 'cancelled', reason: 'client_cancelled' });
  assert.equal(response.output[0]?.status, 'incomplete');
  assert.equal(desk.brain.stops, 1);
  desk.brain.hand({ type: 'text', key: 0, delta: ' three' });
  assert.deepEqual(desk.takeTypes(), [], 'nothing comes after response.done');
});

test('a response cancelled before its first output reports no usage', () => {
  const desk = setUpDesk({ session: TEXT });
  desk.send({ type: 'response.create' });
  desk.send({ type: 'response.cancel' });
  assert.equal(doneResponse(desk).usage.total_tokens, 0);
});

test('cancel without a response is a harmless error', () => {
  const desk = setUpDesk({ session: TEXT });
  desk.send({ type: 'response.cancel', event_id: 'stop-1' });
  assert.equal(lastError(desk).code, 'response_cancel_not_active');
  assert.equal(lastError(desk).event_id, 'stop-1');
});

test('an out-of-band response runs beside the default one and writes nothing', () => {
  const desk = setUpDesk({ session: TEXT });
  desk.say('In the conversation');
  desk.send({ type: 'response.create' });
  const input = [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Aside' }] }];
  const metadata = { purpose: 'summary' };
  desk.send({ type: 'response.create', response: { conversation: 'none', input, metadata } });
  assert.deepEqual(desk.brain.lastRequest.history, [{ type: 'message', role: 'user', text: 'Aside' }]);
  desk.takeTypes();
  desk.brain.say('Noted.', 1);
  assert.ok(!desk.takeTypes().some((type) => type.startsWith('conversation.')));
  const response = doneResponse(desk);
  assert.equal(response.conversation_id, null);
  assert.deepEqual(response.metadata, metadata);
  desk.brain.say('And this is the answer.', 0);
  assert.notEqual(doneResponse(desk).conversation_id, null);
});

test('an empty input is no context at all, a reference picks one item', () => {
  const desk = setUpDesk({ session: TEXT });
  desk.say('First');
  const { item } = desk.last('conversation.item.added') as never as { item: { id: string } };
  desk.say('Second');
  desk.send({ type: 'response.create', response: { conversation: 'none', input: [] } });
  assert.deepEqual(desk.brain.lastRequest.history, []);
  const input = [{ type: 'item_reference', id: item.id }];
  desk.send({ type: 'response.create', response: { conversation: 'none', input } });
  assert.deepEqual(desk.brain.lastRequest.history, [{ type: 'message', role: 'user', text: 'First' }]);
  desk.send({
    type: 'response.create',
    event_id: 'bad-reference',
    response: { conversation: 'none', input: [{ type: 'item_reference', id: 'item_unknown' }] },
  });
  assert.equal(lastError(desk).code, 'item_not_found');
});

test('a function call streams its arguments, and its output starts no response by itself', () => {
  const tool = { type: 'function', name: 'lookup_food', parameters: { type: 'object' } };
  const desk = setUpDesk({ session: { ...TEXT, tools: [tool] } });
  desk.send({ type: 'response.create' });
  desk.brain.hand({ type: 'function-call', key: 0, name: 'lookup_food', callId: 'call_1' });
  desk.brain.hand({ type: 'arguments', key: 0, delta: '{"query":' });
  desk.brain.hand({ type: 'arguments', key: 0, delta: '"apple"}' });
  desk.brain.hand({ type: 'item-end', key: 0 });
  desk.brain.hand({ type: 'end' });
  assert.deepEqual(desk.takeTypes(), [
    'response.created',
    'response.output_item.added',
    'conversation.item.added',
    'response.function_call_arguments.delta',
    'response.function_call_arguments.done',
    'conversation.item.done',
    'response.output_item.done',
    'response.done',
  ]);
  assert.equal(desk.last('response.function_call_arguments.done')['arguments'], '{"query":"apple"}');
  const item = { type: 'function_call_output', call_id: 'call_1', output: '52 kcal' };
  desk.send({ type: 'conversation.item.create', item });
  assert.deepEqual(desk.takeTypes(), ['conversation.item.added', 'conversation.item.done']);
  desk.send({ type: 'response.create' });
  assert.deepEqual(desk.brain.lastRequest.history.at(-1), {
    type: 'function-output',
    callId: 'call_1',
    output: '52 kcal',
  });
  desk.send({
    type: 'conversation.item.create',
    event_id: 'stray',
    item: { type: 'function_call_output', call_id: 'call_2', output: '' },
  });
  assert.equal(lastError(desk).code, 'invalid_tool_call_id');
});

test('commentary and a function call may interleave within one response', () => {
  const desk = setUpDesk({ session: TEXT });
  desk.send({ type: 'response.create' });
  desk.brain.hand({ type: 'message', key: 0, phase: 'commentary' });
  desk.brain.hand({ type: 'text', key: 0, delta: 'Let me look.' });
  desk.brain.hand({ type: 'function-call', key: 1, name: 'lookup_food' });
  desk.brain.hand({ type: 'text', key: 0, delta: ' Wait.' });
  desk.brain.hand({ type: 'item-end', key: 1 });
  desk.brain.hand({ type: 'item-end', key: 0 });
  desk.brain.hand({ type: 'end' });
  const added = desk.sent.filter((event) => event.type === 'response.output_item.added');
  assert.deepEqual(
    added.map((event) => event['output_index']),
    [0, 1],
  );
  const [first] = added as never as { item: { phase: string } }[];
  assert.equal(first?.item.phase, 'commentary');
  assert.equal(doneResponse(desk).output.length, 2);
});

test('max_output_tokens ends a response as incomplete', () => {
  const desk = setUpDesk({ session: { ...TEXT, max_output_tokens: 2 } });
  desk.send({ type: 'response.create' });
  desk.brain.say('Far more words than two tokens can ever hold.');
  const response = doneResponse(desk);
  assert.equal(response.status, 'incomplete');
  assert.deepEqual(response.status_details, { type: 'incomplete', reason: 'max_output_tokens' });
});

test('a failing brain makes a failed response with its error', () => {
  const desk = setUpDesk({ session: TEXT });
  desk.send({ type: 'response.create' });
  const error = { type: 'server_error', code: 'rate_limit_exceeded', message: 'Too fast.' };
  desk.brain.hand({ type: 'failed', error });
  const response = doneResponse(desk);
  assert.equal(response.status, 'failed');
  assert.deepEqual(response.status_details, { type: 'failed', error });
});
