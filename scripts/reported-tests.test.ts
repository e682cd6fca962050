import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failuresByFile, missingFrom, writtenTitles } from './reported-tests.js';

test('a report without a test that is written has been cut off', () => {
  const source = [
    "test('one', f);",
    'test("it’s # two", f);',
    "  test('th\\'ree', f);",
    'test(`${x} four`, f);',
  ];
  const titles = writtenTitles(source.join('\n'));
  assert.deepEqual(titles, ['one', 'it’s # two', "th'ree"]);
  const tap = 'ok 1 - one\n  not ok 1 - it’s \\# two\n';
  assert.deepEqual(missingFrom(tap, titles), ["th'ree"]);
  assert.deepEqual(missingFrom(`${tap}ok 2 - th'ree # SKIP no browser\n`, titles), []);
});

test('the failures of a report belong to the files where they are written', () => {
  const block = (head: string, file: string, type = 'test'): string =>
    `    ${head}\n      ---\n      type: '${type}'\n      location: '/x/${file}.test.ts:1:9'\n      ...\n`;
  const tap = [
    block('ok 1 - one', 'a'),
    block('not ok 2 - two', 'a'),
    block('not ok 3 - three', 'b'),
    block('not ok 4 - four', 'a'),
    block('not ok 1 - all of them', 'a', 'suite'),
  ];
  assert.deepEqual(
    [...failuresByFile(tap.join('# a word between\n'))],
    [
      ['/x/a.test.ts', 2],
      ['/x/b.test.ts', 1],
    ],
  );
});
