import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { deriveKeys, safetyIdentifier } from './derived-keys.js';

const keys = deriveKeys('a secret of the owner');

test('derives two different keys, the same ones for the same secret', () => {
  assert.notDeepEqual(keys.tokenKey, keys.identityKey);
  assert.deepEqual(deriveKeys('a secret of the owner'), keys);
  assert.notDeepEqual(deriveKeys('another secret').identityKey, keys.identityKey);
});

test('names a visitor by an HMAC-SHA256 of the lower-cased e-mail, in hex', () => {
  const expected = createHmac('sha256', keys.identityKey).update('ann@mail.example').digest('hex');
  assert.equal(safetyIdentifier(keys.identityKey, 'Ann@Mail.Example'), expected);
  assert.match(expected, /^[0-9a-f]{64}$/);
});

test('gives another owner another name for the same visitor', () => {
  const other = deriveKeys('another secret').identityKey;
  assert.notEqual(
    safetyIdentifier(other, 'ann@mail.example'),
    safetyIdentifier(keys.identityKey, 'ann@mail.example'),
  );
});
