import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ClauseSplitter, speakable, splitClauses } from './clauses.js';

test('cuts between sentences and keeps their punctuation', () => {
  assert.deepEqual(splitClauses('Hello there! How are you? Fine.'), [
    'Hello there!',
    'How are you?',
    'Fine.',
  ]);
});

test('leaves numbers and abbreviations whole', () => {
  assert.deepEqual(splitClauses('Dr. Smith eats 3.5 apples and 1,200 nuts, e.g. Almonds.'), [
    'Dr. Smith eats 3.5 apples and 1,200 nuts,',
    'e.g. Almonds.',
  ]);
});

test('cuts at a comma early in the first clause, later only after a breath', () => {
  assert.deepEqual(
    splitClauses('On a good day, when it rains, I like a bowl of soup with beans, lentils, and peas.'),
    ['On a good day,', 'when it rains, I like a bowl of soup with beans,', 'lentils, and peas.'],
  );
});

test('cuts a text that arrives letter by letter at the same places', () => {
  const text =
    'Yes, of course! Beans are good for you, cheap, and easy to cook.\nShall I go on? “Sure.” Well then …';
  const splitter = new ClauseSplitter();
  assert.deepEqual(
    [...Array.from(text).flatMap((letter) => splitter.append(letter)), ...splitter.end()],
    splitClauses(text),
  );
});

test('has a sentence ready as soon as the next one begins', () => {
  const splitter = new ClauseSplitter();
  assert.deepEqual(splitter.append('Beans are cheap. '), []);
  assert.deepEqual(splitter.append('T'), ['Beans are cheap.']);
});

test('when eager, has the first words ready before their sentence is complete', () => {
  const splitter = new ClauseSplitter({ eager: true });
  assert.deepEqual(splitter.append('Think of '), []);
  assert.deepEqual(splitter.append('your'), ['Think of']);
  assert.deepEqual(splitter.append(' plate in three parts. H'), ['your plate in three parts.']);
});

test('when eager, still prefers an end of its own that comes sooner', () => {
  assert.deepEqual(new ClauseSplitter({ eager: true }).append('Of course! Beans are cheap'), ['Of course!']);
});

test('says nothing for a text without letters or digits', () => {
  assert.deepEqual(splitClauses('🍮 … !'), []);
  assert.deepEqual(splitClauses(''), []);
});

test('spells what flite cannot read', () => {
  assert.equal(
    speakable('“Crème brûlée” – it’s **good**, 180 °C 🍮'),
    '"Creme brulee", it\'s good, 180 degrees Celsius',
  );
});
