import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explainByEcho, spokenWords } from './echo-words.js';

const PLAYED = 'You could try 200 g of lentils with a little lemon. It is ready in ten minutes.';

/** The words of `heard` that the assistant cannot account for. */
function unexplained(heard: string): string {
  return explainByEcho(spokenWords(heard), spokenWords(PLAYED))
    .filter(({ echo }) => !echo)
    .map(({ word }) => word)
    .join(' ');
}

for (const heard of [
  'You could try two hundred grams of lentils with a little lemon.',
  'you could dry lentils with the little lemonie it is ready',
  'lentils with a little diamond. It is ready in ten minutes',
  'You could try lentils with you could try lentils with you could try',
  'try lentil swith a little lemon',
  'a little lemon it is red he in ten minutes',
]) {
  test(`accounts for "${heard}"`, () => assert.equal(unexplained(heard), ''));
}

for (const [heard, visitor] of [
  ['You could try wait what about beans', 'wait what about beans'],
  ['do lentils have any sugar', 'have any sugar'],
  ['please stop', 'please stop'],
  ['a little lemon it is ready tell me about milk instead', 'tell me about milk instead'],
] as const) {
  test(`does not account for "${visitor}"`, () => assert.equal(unexplained(heard), visitor));
}

for (const [heard, played] of [
  ['dendils', 'lentils and spinach'],
  ['oat meel', 'oatmeal with milk'],
  ['lemonit', 'lemon it'],
  ['two hundred', '200'],
] as const) {
  test(`takes "${heard}" for "${played}"`, () => {
    const words = explainByEcho(spokenWords(heard), spokenWords(played));
    assert.ok(
      words.every(({ echo }) => echo),
      JSON.stringify(words),
    );
  });
}

test('does not forgive a word between two that were played side by side', () => {
  const words = explainByEcho(['a', 'please', 'little'], ['with', 'a', 'little', 'lemon']);
  assert.deepEqual(
    words.map(({ echo }) => echo),
    [true, false, true],
  );
});

test('says for every word whether it is echo, in order', () => {
  assert.deepEqual(explainByEcho(['lentils', 'no', 'no', 'no'], ['try', 'lentils']), [
    { word: 'lentils', echo: true },
    { word: 'no', echo: false },
    { word: 'no', echo: false },
    { word: 'no', echo: false },
  ]);
});

test('forgives nothing at the ends when a visitor is known to speak', () => {
  const words = explainByEcho(['do', 'lentils', 'with', 'diamonds'], spokenWords(PLAYED), true);
  assert.deepEqual(
    words.map(({ echo }) => echo),
    [false, true, true, false],
  );
});

test('compares words in any script', () => {
  const played = spokenWords('Die Brühe enthält 20 Gramm Eiweiß.');
  assert.deepEqual(
    explainByEcho(spokenWords('die Brühe enthält zwanzig Gramm Eiweiß'), played).filter(({ echo }) => !echo),
    [],
  );
});
