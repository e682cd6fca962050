import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wordErrors } from './word-errors.js';

for (const [said, heard, errors] of [
  ['How are you?', 'how are you', 0],
  ['See you tonight.', 'See you to-night!', 0],
  ['one two three', 'one three', 1],
  ['one two three', 'one two two three', 1],
  ['one two three', 'one ten three', 1],
  ['one two three', '', 3],
  ['one two', 'two one', 2],
  ['', 'one two', 2],
] as const) {
  test(`counts ${errors} in “${heard}” for “${said}”`, () => {
    assert.equal(wordErrors(said, heard).errors, errors);
  });
}

test('counts the words that were said', () => {
  assert.equal(wordErrors("It's one o'clock.", '').words, 3);
});
