import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  appendEntry,
  changeEntry,
  insertEntryAfter,
  placeEntry,
  removeEntry,
  type Transcript,
} from './conversation.js';
import type { TranscriptEntry } from './snapshot.js';

function entry(id: string, change: Partial<TranscriptEntry> = {}): TranscriptEntry {
  return { id, role: 'user', text: id, status: 'done', ...change };
}

const talk: Transcript = [entry('a'), entry('b'), entry('c')];

function ids(transcript: Transcript): string {
  return transcript.map(({ id }) => id).join('');
}

test('an entry goes to the end', () => {
  assert.equal(ids(appendEntry(talk, entry('d'))), 'abcd');
});

test('an answer goes before words that are still being recognised', () => {
  const speaking = [...talk, entry('i', { status: 'interim' })];
  assert.equal(ids(appendEntry(speaking, entry('d', { role: 'assistant' }))), 'abcdi');
  assert.equal(ids(appendEntry(speaking, entry('d'))), 'abcid');
});

test('an entry goes behind its predecessor, and to the end when that is unknown', () => {
  assert.equal(ids(insertEntryAfter(talk, 'a', entry('d'))), 'adbc');
  assert.equal(ids(insertEntryAfter(talk, 'x', entry('d'))), 'abcd');
  assert.equal(ids(insertEntryAfter(talk, undefined, entry('d'))), 'abcd');
});

test('an answer comes behind those to the same turn that were cut, a turn does not', () => {
  const cut = entry('x', { role: 'assistant', status: 'interrupted' });
  const asked = [entry('a'), cut, entry('b')];
  assert.equal(ids(insertEntryAfter(asked, 'a', entry('d', { role: 'assistant' }))), 'axdb');
  assert.equal(ids(insertEntryAfter(asked, 'a', entry('d'))), 'adxb');
});

test('an entry is moved to where the server says it is', () => {
  assert.equal(ids(placeEntry(talk, 'c', 'a')), 'acb');
  assert.equal(ids(placeEntry(talk, 'a', 'c')), 'bca');
});

test('an entry that is in its place, or whose predecessor is not shown, stays', () => {
  assert.equal(placeEntry(talk, 'b', 'a'), talk);
  assert.equal(placeEntry(talk, 'b', 'hidden'), talk);
  assert.equal(placeEntry(talk, 'hidden', 'a'), talk);
});

test('an entry stays behind one that the server does not have', () => {
  for (const status of ['interrupted', 'not-sent', 'interim'] as const) {
    const cut: Transcript = [entry('a'), entry('b', { status }), entry('c')];
    assert.equal(placeEntry(cut, 'c', 'a'), cut);
    assert.equal(ids(placeEntry(cut, 'a', 'c')), 'bca');
  }
});

test('a change makes a new list and leaves the other entries as they are', () => {
  const changed = changeEntry(talk, 'b', { text: 'new' });
  assert.equal(changed[1]?.text, 'new');
  assert.equal(talk[1]?.text, 'b');
  assert.equal(changed[0], talk[0]);
  assert.equal(changeEntry(talk, 'x', { text: 'new' }), talk);
});

test('an entry can be taken away', () => {
  assert.equal(ids(removeEntry(talk, 'b')), 'ac');
  assert.equal(removeEntry(talk, 'x'), talk);
});
