import assert from 'node:assert/strict';
import { test } from 'node:test';
import { missingFrom, writtenTitles } from './reported-tests.js';

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
