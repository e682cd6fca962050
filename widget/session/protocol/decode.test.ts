import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode } from './decode.js';
import type { ServerEvent } from './server-events.js';

/** As recorded from the GA interface, shortened to what matters; fields nobody reads are left in. */
const CASES: readonly { readonly wire: object; readonly event: ServerEvent }[] = [
  {
    wire: { type: 'session.created', session: { id: 'sess_1', model: 'gpt-realtime-2.1' } },
    event: { type: 'session-created', sessionId: 'sess_1' },
  },
  {
    wire: { type: 'conversation.item.added', previous_item_id: null, item: { id: 'item_1', role: 'user' } },
    event: { type: 'item', stage: 'added', itemId: 'item_1', previousItemId: null },
  },
  {
    wire: { type: 'conversation.item.added', previous_item_id: 'item_1', item: { id: 'item_2' } },
    event: { type: 'item', stage: 'added', itemId: 'item_2', previousItemId: 'item_1' },
  },
  {
    // Its previous_item_id is null for assistant items wherever they are.
    wire: { type: 'conversation.item.done', previous_item_id: null, item: { id: 'item_2' } },
    event: { type: 'item', stage: 'done', itemId: 'item_2' },
  },
  {
    wire: { type: 'conversation.item.deleted', item_id: 'item_2' },
    event: { type: 'item-deleted', itemId: 'item_2' },
  },
  {
    wire: { type: 'response.created', response: { id: 'resp_1', status: 'in_progress', output: [] } },
    event: { type: 'response-created', responseId: 'resp_1' },
  },
  {
    wire: {
      type: 'response.output_item.added',
      response_id: 'resp_1',
      output_index: 1,
      item: { id: 'item_2', type: 'message', role: 'assistant' },
    },
    event: { type: 'output-item', stage: 'added', responseId: 'resp_1', itemId: 'item_2', outputIndex: 1 },
  },
  {
    wire: {
      type: 'response.output_item.done',
      response_id: 'resp_1',
      output_index: 0,
      item: { id: 'item_3', type: 'function_call', name: 'weather' },
    },
    event: { type: 'unused', name: 'output item' },
  },
  {
    wire: {
      type: 'response.output_text.delta',
      response_id: 'resp_1',
      item_id: 'item_2',
      output_index: 0,
      content_index: 0,
      delta: ' there',
      obfuscation: 'qSbuHrKDCY',
    },
    event: { type: 'text-delta', responseId: 'resp_1', itemId: 'item_2', delta: ' there' },
  },
  {
    wire: {
      type: 'response.output_audio_transcript.done',
      response_id: 'resp_1',
      item_id: 'item_2',
      transcript: 'Hello there!',
    },
    event: { type: 'text-done', responseId: 'resp_1', itemId: 'item_2', text: 'Hello there!' },
  },
  {
    wire: { type: 'response.done', response: { id: 'resp_1', status: 'completed', status_details: null } },
    event: { type: 'response-done', responseId: 'resp_1', outcome: 'completed', reason: '' },
  },
  {
    wire: {
      type: 'response.done',
      response: {
        id: 'resp_1',
        status: 'failed',
        status_details: { type: 'failed', error: { type: 'server_error', code: null } },
      },
    },
    event: { type: 'response-done', responseId: 'resp_1', outcome: 'failed', reason: 'server_error' },
  },
  {
    wire: {
      type: 'response.done',
      response: { id: 'resp_1', status: 'incomplete', status_details: { reason: 'max_output_tokens' } },
    },
    event: {
      type: 'response-done',
      responseId: 'resp_1',
      outcome: 'incomplete',
      reason: 'max_output_tokens',
    },
  },
  {
    wire: {
      type: 'error',
      error: {
        type: 'invalid_request_error',
        code: null,
        message: 'A sentence.',
        param: null,
        event_id: null,
      },
    },
    event: { type: 'server-error', code: 'invalid_request_error', param: '', eventId: '' },
  },
  {
    wire: {
      type: 'rate_limits.updated',
      rate_limits: [
        { name: 'requests', limit: 1_000, remaining: 999, reset_seconds: 60 },
        { name: 'tokens', limit: 50_000, remaining: 0, reset_seconds: 1.5 },
      ],
    },
    event: { type: 'rate-limits', waitMs: 1_500 },
  },
  {
    wire: { type: 'response.hologram.delta', delta: 'x' },
    event: { type: 'unknown', name: 'response.hologram.delta' },
  },
];

for (const { wire, event } of CASES) {
  test(`${JSON.stringify(wire).slice(9, 60)}… is read as ${event.type}`, () => {
    assert.deepEqual(decode(JSON.stringify({ ...wire, event_id: 'event_1' })), event);
  });
}

test('an event without its fields is malformed, whatever stands in their place', () => {
  const holes = [undefined, null, 7, true, [], {}, 'text'];
  for (const { wire, event } of CASES) {
    if (event.type === 'unused' || event.type === 'unknown') continue;
    const { type } = wire as { type: string };
    assert.deepEqual(decode(JSON.stringify({ type })), { type: 'malformed', reason: 'shape' }, type);
    for (const field of Object.keys(wire).filter((name) => name !== 'type')) {
      for (const hole of holes) {
        // Whether it still counts as an event is the table's business; here it must only be one.
        assert.equal(typeof decode(JSON.stringify({ ...wire, [field]: hole })).type, 'string');
      }
    }
  }
});

test('a limit that is not used up, lasts for long, or says nothing is no reason to wait', () => {
  const harmless = [
    { name: 'tokens', limit: 50_000, remaining: 1, reset_seconds: 30 },
    { name: 'requests', limit: 100, remaining: 0, reset_seconds: 86_400 },
    { name: 'requests', limit: 100, remaining: 0, reset_seconds: -1 },
    { name: 'requests', limit: 100, remaining: 0 },
    { name: 'requests', reset_seconds: 3 },
    null,
    'requests',
  ];
  for (const limits of [[], harmless]) {
    const frame = JSON.stringify({ type: 'rate_limits.updated', rate_limits: limits });
    assert.deepEqual(decode(frame), { type: 'rate-limits', waitMs: 0 });
  }
});

test('what is not an object with a type is malformed', () => {
  for (const frame of ['', 'nonsense', '{"type":', '[]', 'null', '"text"', '7']) {
    assert.deepEqual(decode(frame), { type: 'malformed', reason: 'json' }, frame);
  }
  for (const frame of ['{}', '{"type":7}', '{"type":null}']) {
    assert.deepEqual(decode(frame), { type: 'malformed', reason: 'shape' }, frame);
  }
});

test('a frame above 256 KiB is not even parsed', () => {
  const frame = JSON.stringify({
    type: 'session.created',
    session: { id: 'sess_1' },
    padding: 'x'.repeat(262_144),
  });
  assert.deepEqual(decode(frame), { type: 'malformed', reason: 'size' });
});

test('names from outside stay short', () => {
  const event = decode(JSON.stringify({ type: 'x'.repeat(1_000) }));
  assert.deepEqual(event, { type: 'unknown', name: 'x'.repeat(64) });
});
