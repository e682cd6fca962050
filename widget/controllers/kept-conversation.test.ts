import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TranscriptEntry } from '../session/snapshot.js';
import { packConversation, unpackConversation } from './kept-conversation.js';

const EMAIL = 'ada@example.org';

const asked = (change: Partial<TranscriptEntry> = {}): TranscriptEntry => ({
  id: 'u1',
  role: 'user',
  text: 'Is tea good for me?',
  status: 'answered',
  ...change,
});
const answered = (change: Partial<TranscriptEntry> = {}): TranscriptEntry => ({
  id: 'a1',
  role: 'assistant',
  text: 'It is. Without sugar.',
  status: 'done',
  ...change,
});

function throughStorage(...entries: readonly TranscriptEntry[]): readonly TranscriptEntry[] | undefined {
  return unpackConversation(packConversation({ email: EMAIL, entries }) ?? null)?.entries;
}

test('what was said comes back as it was, with the address of who said it', () => {
  const entries = [
    asked(),
    answered({ status: 'interrupted', heard: 'It is.' }),
    asked({ id: 'u2', status: 'sending' }),
    asked({ id: 'u3', status: 'sent' }),
    asked({ id: 'u4', status: 'not-sent' }),
    answered({ id: 'a2', status: 'streaming' }),
  ];
  const kept = unpackConversation(packConversation({ email: EMAIL, entries }) ?? null);
  assert.equal(kept?.email, EMAIL);
  assert.deepEqual(kept.entries, entries);
});

test('words that were still being recognised come back as not sent', () => {
  assert.deepEqual(throughStorage(asked({ status: 'interim' })), [asked({ status: 'not-sent' })]);
});

test('nothing said is nothing to keep', () => {
  assert.equal(packConversation({ email: EMAIL, entries: [] }), undefined);
});

test('of a long conversation the newest 64,000 characters are kept', () => {
  const long = (id: string, characters: number) => asked({ id, text: 'x'.repeat(characters) });
  const ids = (...entries: readonly TranscriptEntry[]) => throughStorage(...entries)?.map(({ id }) => id);
  assert.deepEqual(ids(long('old', 1), long('middle', 32_000), long('new', 32_000)), ['middle', 'new']);
  assert.deepEqual(ids(long('old', 0), long('middle', 32_000), long('new', 32_000)), [
    'old',
    'middle',
    'new',
  ]);
  assert.deepEqual(
    ids(asked({ id: 'old' }), answered({ text: 'x'.repeat(33_000), heard: 'x'.repeat(31_000) })),
    ['a1'],
  );
});

test('an entry that is too long by itself is not kept, nor what came before it', () => {
  assert.equal(
    packConversation({ email: EMAIL, entries: [asked(), asked({ text: 'x'.repeat(64_001) })] }),
    undefined,
  );
});

const good = () => ({ version: 1, email: EMAIL, entries: [asked(), answered()] });

test('a stored conversation of this shape is taken', () => {
  assert.deepEqual(unpackConversation(JSON.stringify(good()))?.entries, good().entries);
});

const GARBAGE: readonly (readonly [what: string, stored: unknown])[] = [
  ['nothing', null],
  ['a word', 'tea'],
  ['a list', [good()]],
  ['another version', { ...good(), version: 2 }],
  ['no version', { email: EMAIL, entries: good().entries }],
  ['an address that is no text', { ...good(), email: 7 }],
  ['no entries', { version: 1, email: EMAIL }],
  ['an empty list of entries', { ...good(), entries: [] }],
  ['entries that are no list', { ...good(), entries: { 0: asked(), length: 1 } }],
  ['an entry that is nothing', { ...good(), entries: [asked(), null] }],
  ['an entry without an id', { ...good(), entries: [{ ...asked(), id: undefined }] }],
  ['an entry whose text is a number', { ...good(), entries: [{ ...asked(), text: 7 }] }],
  ['an entry whose heard part is a number', { ...good(), entries: [{ ...answered(), heard: 7 }] }],
  ['an entry of somebody else', { ...good(), entries: [{ ...asked(), role: 'system' }] }],
  ['a status that a user’s entry cannot have', { ...good(), entries: [{ ...asked(), status: 'done' }] }],
  ['a status that an answer cannot have', { ...good(), entries: [{ ...answered(), status: 'sent' }] }],
];
for (const [what, stored] of GARBAGE) {
  test(`${what} in the storage is no conversation`, () => {
    assert.equal(unpackConversation(JSON.stringify(stored)), undefined);
  });
}

test('text that is no JSON, or cut short, is no conversation', () => {
  assert.equal(unpackConversation(null), undefined);
  assert.equal(unpackConversation(''), undefined);
  assert.equal(unpackConversation(JSON.stringify(good()).slice(0, -1)), undefined);
});
