/** The closed list of errors: none may be without a text. That each is reached by a test: failure-matrix.test.ts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ERRORS } from '../widget/element/text/en.js';
import { ERROR_CODES } from '../widget/session/errors.js';

test('every error code has a title and a sentence', () => {
  for (const code of ERROR_CODES) {
    const { title, sentence } = ERRORS[code];
    assert.ok(title.length > 0 && sentence.length > 0, code);
  }
});
