import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VoiceError } from './errors.js';
import {
  enqueueTurn,
  type Outbox,
  requeueTurn,
  saysDuplicate,
  turnAcked,
  turnFailed,
  turnOf,
  turnsAnswered,
  turnSent,
} from './outbox.js';

const lost = new VoiceError('link-lost', 'gone');
const queued = enqueueTurn(enqueueTurn([], { id: 'one', text: 'One' }), { id: 'two', text: 'Two' });

function delivery(outbox: Outbox, id: string): unknown {
  return turnOf(outbox, id)?.delivery;
}

test('a turn waits, is sent, is confirmed, and leaves with its answer', () => {
  assert.deepEqual(delivery(queued, 'one'), { status: 'queued' });
  const sent = turnSent(queued, 'one', 5);
  assert.deepEqual(delivery(sent, 'one'), { status: 'sent', atMs: 5 });
  const acked = turnAcked(sent, 'one', 9);
  assert.deepEqual(delivery(acked, 'one'), { status: 'acked', atMs: 5 });
  assert.deepEqual(
    turnsAnswered(acked, ['one']).map(({ id }) => id),
    ['two'],
  );
});

test('a turn given up keeps its id and its place, and counts its attempts', () => {
  const again = requeueTurn(turnFailed(turnSent(queued, 'one', 5), 'one', lost), 'one');
  assert.deepEqual(
    turnSent(again, 'one', 8).map(({ id, attempts }) => [id, attempts]),
    [
      ['one', 2],
      ['two', 0],
    ],
  );
});

test('a confirmation that comes after giving up still counts', () => {
  assert.deepEqual(delivery(turnAcked(turnFailed(queued, 'one', lost), 'one', 9), 'one'), {
    status: 'acked',
    atMs: 9,
  });
});

test('only a turn sent before can be a duplicate', () => {
  const once = turnSent(queued, 'one', 1);
  const twice = turnSent(once, 'one', 2);
  const [first] = once;
  const [second] = twice;
  assert.ok(first && second);
  const duplicate = { code: 'item_create_duplicate_item_id', param: '' };
  assert.equal(saysDuplicate(first, duplicate), false);
  assert.equal(saysDuplicate(second, duplicate), true);
  assert.equal(saysDuplicate(second, { code: 'invalid_value', param: 'item.id' }), true);
});

test('another error about the same item is a refusal, also of a turn sent before', () => {
  const [turn] = turnSent(turnSent(queued, 'one', 1), 'one', 2);
  assert.ok(turn);
  for (const [code, param] of [
    ['invalid_value', 'item.content'],
    ['invalid_value', ''],
    ['string_above_max_length', 'item.id'],
    ['server_error', 'item.id'],
    ['duplicate_session', ''],
  ] as const) {
    assert.equal(saysDuplicate(turn, { code, param }), false, `${code} ${param}`);
  }
});
