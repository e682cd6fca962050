import assert from 'node:assert/strict';
import { test } from 'node:test';
import { speakable, splitClauses } from './clauses.js';

test('cuts between sentences and keeps their punctuation', () => {
  assert.deepEqual(splitClauses('Hello there! How are you? Fine.'), [
    'Hello there!',
    'How are you?',
    'Fine.',
  ]);
});

test('leaves numbers, abbreviations and short lists whole', () => {
  assert.deepEqual(splitClauses('Dr. Smith eats 3.5 apples and 1,200 nuts, e.g. Almonds.'), [
    'Dr. Smith eats 3.5 apples and 1,200 nuts, e.g. Almonds.',
  ]);
});

test('cuts a long sentence at its commas, into pieces worth a breath', () => {
  assert.deepEqual(
    splitClauses(
      'On a good day, when the sun is shining over the garden, I like a bowl of soup with plenty of beans, too.',
    ),
    [
      'On a good day, when the sun is shining over the garden,',
      'I like a bowl of soup with plenty of beans, too.',
    ],
  );
});

test('says nothing for a text without letters or digits', () => {
  assert.deepEqual(splitClauses('🍮 … !'), []);
  assert.deepEqual(splitClauses(''), []);
});

test('spells what flite cannot read', () => {
  assert.equal(
    speakable('“Crème brûlée” – it’s **good**, 180 °C 🍮'),
    '"Creme brulee", it\'s good , 180 degrees Celsius',
  );
});
