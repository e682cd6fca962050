import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NO_SESSION } from '../../controllers/no-session.js';
import type { VoiceSnapshot } from '../../session/snapshot.js';
import type { Choice } from '../options.js';
import { stateHint } from './state-hint.js';

const CASES: readonly (readonly [string, Partial<VoiceSnapshot>, Choice<'textInput'>, string])[] = [
  ['a microphone', { state: 'listening', audio: 'live' }, 'on', 'Speak, or type'],
  ['a microphone, no field', { state: 'listening', audio: 'live' }, 'off', 'Speak'],
  ['a muted microphone', { state: 'listening', audio: 'muted' }, 'on', 'You are muted'],
  ['a button to hold', { state: 'listening', audio: 'live', talking: false }, 'on', 'Hold to talk, or type'],
  ['the button held', { state: 'listening', audio: 'live', talking: true }, 'off', 'Speak'],
  ['no microphone', { state: 'listening', audio: 'none' }, 'on', 'Type a message'],
  ['neither microphone nor field', { state: 'listening', audio: 'none' }, 'off', ''],
  ['a call about to begin', { state: 'starting', activeMode: 'hybrid' }, 'on', 'Allow the microphone'],
  [
    'a call whose microphone is there before its link',
    { state: 'starting', activeMode: 'hybrid', audio: 'live' },
    'on',
    'One moment',
  ],
  [
    'a call about to begin without ears',
    { state: 'starting', activeMode: 'hybrid', degraded: true },
    'on',
    'One moment',
  ],
  ['a chat about to begin', { state: 'starting', activeMode: 'text' }, 'on', 'One moment'],
  ['typed words and a lost link', { state: 'reconnecting', activeMode: 'text' }, 'on', 'Your words are kept'],
  ['spoken words and a lost link', { state: 'reconnecting', activeMode: 'speech' }, 'on', 'One moment'],
];
for (const [situation, change, textInput, hint] of CASES) {
  test(`with ${situation} the hint is “${hint}”`, () => {
    assert.equal(stateHint({ ...NO_SESSION, ...change }, textInput), hint);
  });
}
