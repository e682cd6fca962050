import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NO_SESSION } from '../controllers/no-session.js';
import { VoiceError, type ErrorCode } from '../session/errors.js';
import type { PublicState, VoiceSnapshot } from '../session/snapshot.js';
import { callView } from './parts/call-view.js';
import { view, type ViewOptions } from './view.js';

const OPTIONS: ViewOptions = { identify: 'email', hasEmail: false, transcriptDisplay: 'on' };
const CALL_OPTIONS = { mode: 'auto', link: 'auto', textInput: 'on' } as const;

const snapshot = (change: Partial<VoiceSnapshot>): VoiceSnapshot => ({ ...NO_SESSION, ...change });
const shown = (change: Partial<VoiceSnapshot>, options: Partial<ViewOptions> = {}) =>
  view(snapshot(change), { ...OPTIONS, ...options });
const called = (change: Partial<VoiceSnapshot>, options: Partial<Parameters<typeof callView>[2]> = {}) =>
  callView(shown(change), snapshot(change), { ...CALL_OPTIONS, ...options });
const problem = (code: ErrorCode) => {
  const { message, retryable } = new VoiceError(code, 'why');
  return { code, message, retryable };
};

const STATES: readonly (readonly [PublicState, zone: string, tone: string, busy: boolean])[] = [
  ['idle', 'identify', 'off', false],
  ['connecting', 'identify', 'busy', true],
  ['connected', 'ready', 'on', false],
  ['starting', 'ready', 'busy', true],
  ['listening', 'call', 'on', false],
  ['thinking', 'call', 'busy', false],
  ['speaking', 'call', 'on', false],
  ['reconnecting', 'call', 'busy', false],
  ['ended', 'ready', 'off', false],
  ['error', 'none', 'problem', false],
];
for (const [state, zone, tone, busy] of STATES) {
  test(`shows ${state} as ${tone}, with ${zone}`, () => {
    const { zone: zoneShown, tone: toneShown, busy: busyShown } = shown({ state });
    assert.deepEqual([zoneShown, toneShown, busyShown], [zone, tone, busy]);
    const { showsComposer, showsInterrupt, indicators } = called({ state });
    assert.equal(showsComposer, zone === 'call' || state === 'starting');
    assert.equal(showsInterrupt, state === 'thinking' || state === 'speaking');
    assert.equal(indicators.length, state === 'idle' ? 0 : 3);
    const { links } = called({ state, links: ['webrtc', 'websocket'] });
    assert.equal(links.length > 0, state === 'connected' || state === 'ended', 'what carries the next call');
  });
}

test('asks for the e-mail again only when that can mend the problem', () => {
  assert.equal(shown({ state: 'error', error: problem('identity-refused') }).zone, 'identify');
  assert.equal(shown({ state: 'error', error: problem('identity-required') }).zone, 'identify');
  assert.equal(shown({ state: 'error', error: problem('link-lost') }).zone, 'none');
});

test('asks for what the page wants to know and does not know', () => {
  const field = (options: Partial<ViewOptions>) => shown({}, options).field;
  assert.equal(field({}), 'required');
  assert.equal(field({ hasEmail: true }), 'none');
  assert.equal(field({ identify: 'optional' }), 'optional');
  assert.equal(field({ identify: 'none' }), 'none');
});

test('shows an error before a notice, and each as what it is', () => {
  const notice = problem('speech-failed');
  const error = problem('link-lost');
  assert.deepEqual(shown({ state: 'listening', notice }).problem, { problem: notice, kind: 'notice' });
  assert.deepEqual(shown({ state: 'error', notice, error }).problem, { problem: error, kind: 'error' });
  assert.equal(shown({ state: 'listening' }).problem, undefined);
});

test('shows the log only when there is something in it and the page wants it', () => {
  const transcript = [{ id: 'u', role: 'user', status: 'sent', text: 'Hello' }] as const;
  assert.equal(shown({ transcript }).showsLog, true);
  assert.equal(shown({ transcript: [] }).showsLog, false);
  assert.equal(shown({ transcript }, { transcriptDisplay: 'off' }).showsLog, false);
});

test('offers Mute only where there is a microphone', () => {
  assert.equal(called({ state: 'listening', audio: 'live' }).showsMic, true);
  assert.equal(called({ state: 'listening', audio: 'muted' }).showsMic, true);
  assert.equal(called({ state: 'listening', audio: 'none' }).showsMic, false);
});

test('leaves typing out when the page says so', () => {
  assert.equal(called({ state: 'listening' }, { textInput: 'off' }).showsComposer, false);
});

test('believes the running mode before the wanted one', () => {
  assert.equal(called({}, { mode: 'text' }).typesOnly, true);
  assert.equal(called({ activeMode: 'hybrid' }, { mode: 'text' }).typesOnly, false);
  assert.equal(called({ activeMode: 'text' }).typesOnly, true);
});

test('gives every state of link, channel and microphone its own shape', () => {
  const tones = (change: Partial<VoiceSnapshot>) =>
    called({ state: 'listening', ...change }).indicators.map(({ tone }) => tone);
  assert.deepEqual(tones({}), ['off', 'off', 'off']);
  assert.deepEqual(tones({ webrtc: 'connecting', channel: 'connecting' }), ['busy', 'busy', 'off']);
  assert.deepEqual(tones({ webrtc: 'connected', channel: 'open', audio: 'live' }), ['on', 'on', 'on']);
  assert.deepEqual(tones({ webrtc: 'disconnected', channel: 'closing', audio: 'muted' }), [
    'problem',
    'busy',
    'muted',
  ]);
  assert.deepEqual(tones({ webrtc: 'failed', channel: 'closed' }), ['problem', 'off', 'off']);
});

test('lets a visitor who was talking on an earlier page go on instead of asking who they are', () => {
  const zone = (change: Partial<VoiceSnapshot>) => shown(change, { continues: true }).zone;
  assert.equal(zone({ state: 'idle' }), 'ready');
  assert.equal(zone({ state: 'connecting' }), 'ready');
  assert.equal(zone({ state: 'listening' }), 'call');
  assert.equal(zone({ state: 'error', error: problem('link-lost') }), 'none');
  assert.equal(zone({ state: 'error', error: problem('identity-refused') }), 'identify');
});

test('knows a visitor who was away from one who hung up', () => {
  assert.equal(called({ state: 'ended', endReason: 'page' }).wasAway, true);
  assert.equal(called({ state: 'ended', endReason: 'expired' }).wasAway, false);
  assert.equal(called({ state: 'connected' }).wasAway, false);
});
