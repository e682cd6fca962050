import assert from 'node:assert/strict';
import { test } from 'node:test';

import { setUpDesk } from '../testing/desk.js';
import type { Desk } from '../testing/desk.js';

function create(desk: Desk, id: string, previous?: string): void {
  desk.send({
    type: 'conversation.item.create',
    item: { id, type: 'message', role: 'user', content: [{ type: 'input_text', text: id }] },
    ...(previous === undefined ? {} : { previous_item_id: previous }),
  });
}

interface Effective {
  readonly instructions: string;
  readonly audio: {
    readonly input: { readonly turn_detection: unknown };
    readonly output: { readonly voice: string };
  };
}

function error(desk: Desk) {
  return (desk.last('error') as never as { error: { code: string; param: string; message: string } }).error;
}

test('items keep the place that the client chose, and added tells it', () => {
  const desk = setUpDesk();
  create(desk, 'a');
  create(desk, 'b');
  create(desk, 'first', 'root');
  create(desk, 'between', 'a');
  const places = desk.sent
    .filter((event) => event.type === 'conversation.item.added')
    .map((event) => event['previous_item_id']);
  assert.deepEqual(places, [null, 'a', null, 'a']);
  desk.send({ type: 'response.create' });
  const order = desk.brain.lastRequest.history.map((entry) => 'text' in entry && entry.text);
  assert.deepEqual(order, ['first', 'a', 'between', 'b']);
});

test('a replaced item stands where the deleted one stood', () => {
  const desk = setUpDesk();
  create(desk, 'question');
  create(desk, 'whole-answer');
  create(desk, 'next');
  desk.send({ type: 'conversation.item.delete', item_id: 'whole-answer' });
  assert.equal(desk.last('conversation.item.deleted')['item_id'], 'whole-answer');
  create(desk, 'heard-answer', 'question');
  desk.send({ type: 'response.create' });
  const order = desk.brain.lastRequest.history.map((entry) => 'text' in entry && entry.text);
  assert.deepEqual(order, ['question', 'heard-answer', 'next']);
});

const REFUSED = [
  { name: 'an unknown previous item', item: { id: 'x' }, previous: 'item_nowhere', code: 'item_not_found' },
  { name: 'an id that is taken', item: { id: 'taken' }, code: 'item_create_duplicate_item_id' },
  { name: 'an id of 33 characters', item: { id: 'x'.repeat(33) }, code: 'string_above_max_length' },
];
for (const { name, item, previous, code } of REFUSED) {
  test(`${name} is refused and nothing is added`, () => {
    const desk = setUpDesk();
    create(desk, 'taken');
    desk.takeTypes();
    create(desk, item.id, previous);
    assert.deepEqual(desk.takeTypes(), ['error']);
    assert.equal(error(desk).code, code);
  });
}

for (const operation of ['delete', 'retrieve', 'truncate'] as const) {
  test(`${operation} of an unknown item is refused by its own code`, () => {
    const desk = setUpDesk();
    desk.send({
      type: `conversation.item.${operation}`,
      item_id: 'item_nowhere',
      ...(operation === 'truncate' ? { content_index: 0, audio_end_ms: 0 } : {}),
    });
    assert.equal(error(desk).code, `item_${operation}_invalid_item_id`);
  });
}

test('an update fills in defaults and leaves what it does not name', () => {
  const desk = setUpDesk({ model: 'gpt-realtime' });
  desk.send({
    type: 'session.update',
    session: {
      type: 'realtime',
      instructions: '',
      audio: { input: { turn_detection: { type: 'semantic_vad', eagerness: 'low' } } },
    },
  });
  const { session } = desk.last('session.updated') as never as { session: Effective };
  assert.equal(session.instructions, '');
  assert.deepEqual(session.audio.input.turn_detection, {
    type: 'semantic_vad',
    eagerness: 'low',
    create_response: true,
    interrupt_response: true,
  });
  assert.equal(session.audio.output.voice, 'alloy');
  assert.deepEqual(desk.ears.settings.at(-1)?.turnDetection, { type: 'semantic_vad', eagerness: 'low' });
});

test('an update with one bad field changes nothing', () => {
  const desk = setUpDesk();
  desk.send({
    type: 'session.update',
    session: { type: 'realtime', instructions: 'New.', audio: { output: { speed: 9 } } },
  });
  assert.equal(error(desk).param, 'session.audio.output.speed');
  desk.send({ type: 'session.update', session: { type: 'realtime' } });
  const { session } = desk.last('session.updated') as never as { session: { instructions: string } };
  assert.notEqual(session.instructions, 'New.');
});

test('the voice is fixed once the assistant has spoken, and the rest of that update is lost too', () => {
  const desk = setUpDesk();
  const voiced = (voice: string) => ({
    type: 'session.update',
    session: { type: 'realtime', instructions: 'X', audio: { output: { voice } } },
  });
  desk.send(voiced('cedar'));
  assert.deepEqual(desk.takeTypes(), ['session.updated']);
  desk.send({ type: 'response.create' });
  desk.takeTypes();
  desk.send(voiced('ash'));
  assert.equal(error(desk).code, 'cannot_update_voice');
  desk.send(voiced('cedar'));
  assert.deepEqual(desk.takeTypes(), ['error', 'session.updated']);
});

test('the model may be repeated but not changed', () => {
  const desk = setUpDesk({ model: 'gpt-realtime' });
  desk.send({ type: 'session.update', session: { type: 'realtime', model: 'gpt-realtime' } });
  assert.deepEqual(desk.takeTypes(), ['session.updated']);
  desk.send({ type: 'session.update', session: { type: 'realtime', model: 'gpt-realtime-2.1' } });
  assert.deepEqual(desk.takeTypes(), ['error']);
});

test('after its time the session says so, asks to be closed, and holds no timer', () => {
  const desk = setUpDesk({ limitSeconds: 3600, session: { output_modalities: ['text'] } });
  desk.send({ type: 'response.create' });
  desk.clock.advance(3_599_000);
  assert.equal(desk.expired(), 0);
  desk.clock.advance(1000);
  assert.equal(error(desk).code, 'session_expired');
  assert.equal(error(desk).message, 'Your session hit the maximum duration of 60 minutes.');
  assert.equal(desk.expired(), 1);
  assert.equal(desk.clock.pending, 0);
  desk.takeTypes();
  desk.say('Too late');
  assert.deepEqual(desk.takeTypes(), []);
});

test('session.created states when the session ends', () => {
  const desk = setUpDesk({ limitSeconds: 120 });
  const [first] = desk.sent as never as { type: string; session: { expires_at: number } }[];
  assert.equal(first?.type, 'session.created');
  assert.equal(first?.session.expires_at, desk.clock.unixSeconds() + 120);
});

test('a running session does not become a transcription session', () => {
  const desk = setUpDesk();
  desk.send({ type: 'session.update', session: { type: 'transcription' } });
  const { error } = desk.last('error') as never as { error: { code: string; param: string } };
  assert.deepEqual([error.code, error.param], ['invalid_value', 'session.type']);
  assert.deepEqual(desk.takeTypes(), ['error']);
});
