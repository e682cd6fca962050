import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { BIAS, WEIGHTS } from '../../widget/session/utterance-weights.js';
import { WEIGHTS_FILE, withWeights } from './weights-file.js';

const SOURCE = readFileSync(WEIGHTS_FILE, 'utf8');

test('the weights that are there are written as they stand', async () => {
  const weights = new Map(
    Object.entries(WEIGHTS).flatMap(([quarters, features]) =>
      features.split(' ').map((feature) => [feature, Number(quarters)] as const),
    ),
  );
  assert.equal(await withWeights(SOURCE, { bias: BIAS, weights }), SOURCE);
});

test('other weights replace all of them, and nothing else', async () => {
  const written = await withWeights(SOURCE, { bias: -3, weights: new Map([['D$', 4]]) });
  assert.match(written, /export const BIAS = -3;/);
  assert.match(written, /WEIGHTS: Readonly<Record<string, string>> = \{\n {2}4: 'D\$',\n\};\n$/);
  assert.ok(written.startsWith(SOURCE.slice(0, SOURCE.indexOf('export const BIAS'))));
});

test('a file of another form is refused', async () => {
  await assert.rejects(
    withWeights('export const BIAS = 5;', { bias: 0, weights: new Map() }),
    /changed its form/,
  );
});
