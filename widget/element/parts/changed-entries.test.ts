import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TranscriptEntry } from '../../session/snapshot.js';
import { changedEntries } from './changed-entries.js';

function entry(id: string, text = id): TranscriptEntry {
  return { id, role: 'user', text, status: 'answered' };
}

const [one, two, three] = [entry('1'), entry('2'), entry('3')];

test('an entry that is new comes without what it was', () => {
  assert.deepEqual(changedEntries([one, two], [one, two, three]), [{ entry: three, old: undefined }]);
});

test('an entry that changed comes with what it was, and those around it do not', () => {
  const changed = entry('2', 'two');
  assert.deepEqual(changedEntries([one, two, three], [one, changed, three]), [{ entry: changed, old: two }]);
});

test('moving and removing entries changes none', () => {
  assert.deepEqual(changedEntries([one, two, three], [one, three, two]), []);
  assert.deepEqual(changedEntries([one, two, three], [one, three]), []);
  assert.deepEqual(changedEntries([one], []), []);
});
