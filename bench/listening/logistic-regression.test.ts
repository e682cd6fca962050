import assert from 'node:assert/strict';
import { test } from 'node:test';
import { learn, type Example, type Penalties } from './logistic-regression.js';
import { Random } from './random.js';

const PENALTIES: Penalties = { choosing: 5, shrinking: 1, leastSources: 2 };

/** `when` decides the outcome; `coin` falls as it likes. */
function tosses(): readonly Example[] {
  const random = new Random(7);
  return Array.from({ length: 400 }, (_, index) => {
    const outcome = random.next() < 0.5;
    const coin = random.next() < 0.5 ? ['coin'] : [];
    const features = new Set([outcome ? 'on' : 'off', ...coin]);
    return { features, outcome, weight: 1, source: `source ${index}` };
  });
}

test('tells separable outcomes apart by the features that separate them', () => {
  const { bias, weights } = learn(tosses(), PENALTIES);
  assert.ok(bias + (weights.get('on') ?? 0) > 3);
  assert.ok(bias + (weights.get('off') ?? 0) < -3);
});

test('drops a feature that tells nothing, and keeps it without a penalty on choosing', () => {
  assert.equal(learn(tosses(), PENALTIES).weights.has('coin'), false);
  assert.equal(learn(tosses(), { ...PENALTIES, choosing: 0 }).weights.has('coin'), true);
});

test('finds the odds that were counted', () => {
  const examples = [1, 2, 3, 4].map((nth) => ({
    features: new Set(['here']),
    outcome: nth > 1,
    weight: 5,
    source: `source ${nth}`,
  }));
  const others = examples.map((example) => ({ ...example, features: new Set<string>() }));
  const flipped = others.map((example) => ({ ...example, outcome: !example.outcome }));
  const { bias, weights } = learn([...examples, ...flipped], { choosing: 0, shrinking: 0, leastSources: 1 });
  assert.ok(Math.abs(bias + Math.log(3)) < 1e-2);
  assert.ok(Math.abs((weights.get('here') ?? 0) - 2 * Math.log(3)) < 1e-2);
});

test('counts an example of three times the weight like three', () => {
  const example = { features: new Set<string>(), source: 'the same' };
  const { bias } = learn(
    [
      { ...example, outcome: true, weight: 3 },
      { ...example, outcome: false, weight: 1 },
    ],
    PENALTIES,
  );
  assert.ok(Math.abs(bias - Math.log(3)) < 1e-2);
});

test('does not look at a feature of a single source', () => {
  const named = tosses().map((example) => ({ ...example, source: 'the same' }));
  assert.equal(learn(named, PENALTIES).weights.size, 0);
});
