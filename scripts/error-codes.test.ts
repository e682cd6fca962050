/** The closed list of errors: none may be without a text, and none may be a word that no test has ever seen. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ERRORS } from '../widget/element/text/en.js';
import { ERROR_CODES } from '../widget/session/errors.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Tests of what the visitor's browser does; lists of all codes, such as texts and samples, prove nothing. */
const FOLDERS = ['widget/session', 'widget/adapters', 'widget/controllers', 'widget/element', 'demo/e2e'];

test('every error code is spoken of in a test', () => {
  const tests = FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.test.ts'))
      .map((file) => readFileSync(join(ROOT, folder, file), 'utf8')),
  ).join('\n');
  assert.deepEqual(
    ERROR_CODES.filter((code) => !tests.includes(`'${code}'`)),
    [],
  );
});

test('every error code has a title and a sentence', () => {
  for (const code of ERROR_CODES) {
    const { title, sentence } = ERRORS[code];
    assert.ok(title.length > 0 && sentence.length > 0, code);
  }
});
