import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addItem, type Answer, appendText, changeItem, closePart, itemOf, takeWords } from './answer.js';

const EMPTY: Answer = {
  turnIds: ['turn'],
  items: [],
  watch: { turnId: 'turn', sentAtMs: 0, maxGapMs: 0 },
  lastTextAtMs: 0,
  unspoken: false,
  retried: false,
};

function grown(answer: Answer, itemId: string, delta: string): Answer {
  return changeItem(answer, itemId, (item) => appendText(item, delta));
}

function complete(answer: Answer, itemId: string): Answer {
  return changeItem(answer, itemId, (item) => ({ ...item, stage: 'complete' }));
}

test('items are spoken in output order, a later one only when the earlier is complete', () => {
  const both = addItem(addItem(EMPTY, 'second', 1), 'first', 0);
  const streaming = takeWords(grown(grown(both, 'second', 'Then this.'), 'first', 'I look it up. '));
  assert.deepEqual(streaming.words, [{ type: 'speak', itemId: 'first', delta: 'I look it up. ' }]);
  const done = takeWords(complete(streaming.answer, 'first'));
  assert.deepEqual(done.words, [
    { type: 'finish-item', itemId: 'first' },
    { type: 'speak', itemId: 'second', delta: 'Then this.' },
  ]);
});

test('no word is handed over twice', () => {
  const { answer } = takeWords(grown(addItem(EMPTY, 'item', 0), 'item', 'One '));
  assert.deepEqual(takeWords(answer).words, []);
  assert.deepEqual(takeWords(grown(answer, 'item', 'two.')).words, [
    { type: 'speak', itemId: 'item', delta: 'two.' },
  ]);
});

test('a finished part brings what its deltas left out', () => {
  const answer = changeItem(grown(addItem(EMPTY, 'item', 0), 'item', 'Hel'), 'item', (item) =>
    closePart(item, 'Hello. '),
  );
  const twoParts = changeItem(grown(answer, 'item', 'Bye'), 'item', (item) => closePart(item, 'Bye.'));
  assert.equal(itemOf(twoParts, 'item')?.text, 'Hello. Bye.');
});

test('text that comes after its item is complete changes nothing', () => {
  const late = grown(complete(grown(addItem(EMPTY, 'item', 0), 'item', 'Done.'), 'item'), 'item', ' Late.');
  assert.equal(itemOf(late, 'item')?.text, 'Done.');
});
