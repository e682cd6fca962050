import assert from 'node:assert/strict';
import { test } from 'node:test';
import { beginningsOf, examplesHeard, examplesWritten, type CutTurn } from './completeness-examples.js';

function said(text: string, endsTurn: boolean): CutTurn['stretches'][number] {
  const standings = [{ text, confirmed: true, fromMs: 200, toMs: 700 }];
  return { endsTurn, voiceEndMs: 0, hesitations: 0, endHeight: undefined, standings };
}

test('a turn is cut after each of its parts', () => {
  assert.deepEqual(beginningsOf('Eggs, | rice | and beans.'), [
    'Eggs,',
    'Eggs, rice',
    'Eggs, rice and beans.',
  ]);
});

test('more is to come in a pause, and nothing at the end', () => {
  const stretches = [said('I had eggs and', false), said('I had eggs and rice', true)];
  const examples = examplesHeard([{ kind: 'list', sentence: 'I had eggs and | rice.', stretches }]);
  assert.deepEqual(
    examples.map(({ outcome, features }) => [outcome, features.has('.and')]),
    [
      [true, true],
      [true, true],
      [false, false],
      [false, false],
    ],
  );
});

test('all turns of a kind weigh what its share of turns is, however many there are', () => {
  const weightOf = (turns: readonly CutTurn[]) =>
    examplesHeard(turns).reduce((sum, { weight }) => sum + weight, 0);
  const turn: CutTurn = { kind: 'plain', sentence: 'Good night.', stretches: [said('good night', true)] };
  assert.ok(Math.abs(weightOf([turn]) - weightOf([turn, turn, turn])) < 1e-9);
});

test('words that visitors talk about are no features, and words of grammar are', () => {
  const [example] = examplesWritten({ plain: ['The lentils'] });
  assert.ok(example !== undefined);
  assert.ok(example.features.has('the.'));
  assert.ok(example.features.has('Dx$'));
  assert.ok(!example.features.has('.lentils'));
});

test('written turns are examples of more to come at each pause, in both spellings', () => {
  const outcomes = examplesWritten({ clauses: ['When I eat, | I drink.'] }).map(({ outcome }) => outcome);
  assert.deepEqual(outcomes.slice(0, 4), [true, true, false, false]);
});
