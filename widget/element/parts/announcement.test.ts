import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NO_SESSION } from '../../controllers/no-session.js';
import type { PublicState, TranscriptEntry, VoiceSnapshot } from '../../session/snapshot.js';
import { announcement } from './announcement.js';
import { unheardPart } from './unheard-part.js';

const snapshot = (change: Partial<VoiceSnapshot>): VoiceSnapshot => ({ ...NO_SESSION, ...change });
const saidOf = (before: Partial<VoiceSnapshot>, after: Partial<VoiceSnapshot>) =>
  announcement(snapshot(before), snapshot({ ...before, ...after }));
/** As one line, or nothing. */
const said = (...change: Parameters<typeof saidOf>): string | undefined =>
  saidOf(...change)
    .map((saying) => (typeof saying === 'string' ? saying : saying.spoken))
    .join(' ') || undefined;
const entry = (change: Partial<TranscriptEntry>): TranscriptEntry => ({
  id: 'e',
  role: 'user',
  status: 'interim',
  text: 'hello',
  ...change,
});

const STATES: readonly (readonly [PublicState, PublicState, string | undefined])[] = [
  ['idle', 'connecting', 'Connecting.'],
  ['connecting', 'connected', 'Connected.'],
  ['connected', 'starting', 'Starting.'],
  ['starting', 'listening', 'Listening.'],
  ['reconnecting', 'listening', 'Listening.'],
  ['speaking', 'listening', undefined],
  ['listening', 'thinking', 'Thinking.'],
  ['thinking', 'speaking', undefined],
  ['listening', 'reconnecting', 'Reconnecting. Your words are kept.'],
  ['listening', 'error', undefined],
  ['listening', 'listening', undefined],
];
for (const [from, to, words] of STATES) {
  test(`says ${words ?? 'nothing'} from ${from} to ${to}`, () => {
    assert.equal(said({ state: from }, { state: to }), words);
  });
}

test('promises nobody to keep words that are only sound on a lost link', () => {
  assert.equal(
    said({ state: 'listening', activeMode: 'speech' }, { state: 'reconnecting' }),
    'Reconnecting. One moment.',
  );
});

test('says once that the connection has become weak', () => {
  assert.equal(said({ state: 'listening' }, { weak: true }), 'Weak connection.');
  assert.equal(said({ state: 'listening', weak: true }, { state: 'thinking' }), 'Thinking.');
  assert.equal(said({ state: 'listening', weak: true }, { weak: false }), undefined);
});

test('says why a call ended', () => {
  assert.equal(
    said({ state: 'listening' }, { state: 'ended', endReason: 'expired' }),
    'Ended. Your session has run out.',
  );
});

test('says final words of the visitor once, and interim ones never', () => {
  assert.equal(said({}, { transcript: [entry({})] }), undefined);
  assert.equal(
    said({ transcript: [entry({})] }, { transcript: [entry({ status: 'sending' })] }),
    'You said: hello',
  );
  assert.equal(
    said({ transcript: [entry({ status: 'sending' })] }, { transcript: [entry({ status: 'sent' })] }),
    undefined,
  );
});

test('keeps the words of the conversation apart from its own, for they may be of another language', () => {
  const spoken = { transcript: [entry({ status: 'sending', text: 'wie viel' })], state: 'thinking' } as const;
  assert.deepEqual(saidOf({ transcript: [entry({})] }, spoken), [
    'You said:',
    { spoken: 'wie viel' },
    'Thinking.',
  ]);
});

test('leaves an answer to the voice that speaks it, and reads it where none does', () => {
  const streaming = entry({ role: 'assistant', status: 'streaming' });
  const done = { transcript: [entry({ role: 'assistant', status: 'done' })] };
  assert.equal(said({ activeMode: 'hybrid', transcript: [streaming] }, done), undefined);
  assert.equal(said({ activeMode: 'text', transcript: [streaming] }, done), 'hello');
  const notice = { code: 'speech-failed', message: '', retryable: true } as const;
  assert.equal(said({ activeMode: 'hybrid', notice, transcript: [streaming] }, done), 'hello');
});

test('cuts an interrupted answer where the sound stopped', () => {
  assert.deepEqual(unheardPart({ text: 'One two.', heard: 'One' }), { heard: 'One', unheard: ' two.' });
  assert.deepEqual(unheardPart({ text: 'One two.', heard: 'One two.' }), { heard: 'One two.', unheard: '' });
  assert.deepEqual(unheardPart({ text: 'One two.' }), { heard: '', unheard: 'One two.' });
  assert.deepEqual(unheardPart({ text: 'One two.', heard: 'Other' }), { heard: '', unheard: 'One two.' });
});
