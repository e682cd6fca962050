import assert from 'node:assert/strict';
import { test } from 'node:test';
import { publicState } from './derive-snapshot.js';
import { VoiceError } from './errors.js';
import type { EventType, VoiceEvent } from './session-events.js';
import { INITIAL_STATE, type SessionState } from './session-state.js';
import { transition } from './transition.js';

/** One of every input. */
const EVENTS: { readonly [T in EventType]: Omit<VoiceEvent<T>, 'type'> } = {
  connect: {},
  start: { wanted: 'hybrid', recogniser: true },
  stop: {},
  disconnect: {},
  send: { id: 'turn-new', text: 'Typed words.' },
  resend: { id: 'turn-lost' },
  interrupt: {},
  mute: { on: true },
  'push-to-talk': { on: true },
  language: {},
  talk: { on: true },
  talked: {},
  'dismiss-notice': {},
  restore: { entries: [{ id: 'turn-old', role: 'user', status: 'sent', text: 'Earlier words.' }] },
  'switch-mode': { to: 'text' },
  'session-opened': {
    terms: { modes: ['hybrid', 'text'], links: ['webrtc'], voice: true, turnCharacters: 100 },
    lifetimeMs: 3_600_000,
  },
  'session-failed': { error: new VoiceError('backend-error', 'refused') },
  'link-connected': {},
  'link-failed': { error: new VoiceError('link-failed', 'no way through') },
  'link-kind': { kind: 'websocket' },
  'link-suspect': {},
  'link-good': {},
  'link-quality': { quality: 'poor' },
  'standby-opened': {},
  'standby-failed': { error: new VoiceError('exchange-failed', 'no answer') },
  'session-limit': { endsAtMs: 3_600_000, lifeMs: 3_600_000 },
  'peer-state': { state: 'connected' },
  'channel-state': { state: 'open' },
  server: { event: { type: 'session-created', sessionId: 'sess_1' } },
  'binary-message': {},
  page: { event: 'visible' },
  'microphone-opened': {},
  'microphone-failed': { error: new VoiceError('microphone-denied', 'no') },
  'microphone-ended': {},
  'microphone-back': {},
  'dead-air': { on: true },
  onset: {},
  echo: {},
  hearing: {},
  interim: { id: 'turn-spoken', text: 'spoken' },
  utterance: { id: 'turn-spoken', text: 'Spoken words.', endedAtMs: 0 },
  correct: {
    turnId: 'turn-1',
    id: 'turn-rest',
    text: 'Spoken words and more.',
    rest: 'and more.',
    endedAtMs: 0,
  },
  'ears-lost': { reason: 'network' },
  unlocked: {},
  'unlock-failed': { error: new VoiceError('playback-blocked', 'no gesture') },
  audible: { atMs: 0 },
  silent: {},
  'speech-mark': { name: 'first-byte', atMs: 0 },
  'speech-gap': { gapMs: 10 },
  'speech-failed': { error: new VoiceError('speech-failed', 'no voice') },
  silenced: { items: [] },
  'native-failed': { error: new VoiceError('chunk-failed', 'offline') },
  native: { handle: () => undefined },
  timer: { timer: 'link' },
};

function event<T extends EventType>(
  type: T,
  change: Partial<Omit<VoiceEvent<T>, 'type'>> = {},
): VoiceEvent<T> {
  return { type, ...EVENTS[type], ...change };
}

function after(state: SessionState, ...events: readonly VoiceEvent[]): SessionState {
  return events.reduce((left, next) => {
    const result = transition(left, next, 0);
    assert.ok(result, `${next.type} means nothing here`);
    return result.state;
  }, state);
}

const connected = after(INITIAL_STATE, event('connect'), event('session-opened'));
const linked = after(
  connected,
  event('start'),
  event('peer-state'),
  event('channel-state'),
  event('link-connected'),
);
const listening = after(linked, event('microphone-opened'), event('hearing'));
const thinking = after(
  listening,
  event('utterance', { id: 'turn-1' }),
  event('server', { event: { type: 'response-created', responseId: 'resp_1' } }),
);
const waiting = after(
  thinking,
  event('server', {
    event: { type: 'text-delta', responseId: 'resp_1', itemId: 'item_1', delta: 'An answer.' },
  }),
);
const speaking = after(waiting, event('audible'));

const STATES = {
  idle: INITIAL_STATE,
  connecting: after(INITIAL_STATE, event('connect')),
  connected,
  calling: after(INITIAL_STATE, event('start')),
  starting: after(connected, event('start')),
  linked,
  listening,
  thinking,
  waiting,
  speaking,
  doubtful: after(listening, event('peer-state', { state: 'disconnected' })),
  shaky: after(listening, event('link-suspect')),
  lost: after(listening, event('channel-state', { state: 'closed' })),
  ready: after(listening, event('timer', { timer: 'hour' })),
  typing: after(
    connected,
    event('start', { wanted: 'text' }),
    event('channel-state'),
    event('link-connected'),
  ),
  error: after(connected, event('start'), event('link-failed')),
  gone: after(listening, event('link-failed'), event('timer', { timer: 'give-up' })),
  ended: after(connected, event('timer', { timer: 'session-end' })),
} satisfies Record<string, SessionState>;

/**
 * What each input leads to in each state: a word is the public state afterwards, `-` says that the input means
 * nothing there.
 */
const TABLE = `
                  idle         connecting   connected    calling      starting     linked       listening    thinking     waiting      speaking     doubtful     shaky        lost         ready        typing       error        gone         ended
connect           connecting   -            -            -            -            -            -            -            -            -            -            -            -            -            -            connected    connected    connecting
start             connecting   connecting   starting     -            -            -            -            -            -            -            -            -            -            -            -            starting     starting     connecting
stop              -            -            -            connecting   connected    connected    connected    connected    connected    connected    connected    connected    connected    connected    connected    -            connected    -
disconnect        idle         idle         idle         idle         idle         idle         idle         idle         idle         idle         idle         idle         idle         idle         idle         idle         idle         idle
send              idle         connecting   connected    connecting   starting     starting     thinking     thinking     thinking     thinking     thinking     reconnecting reconnecting thinking     thinking     error        error        ended
resend            -            -            -            -            -            -            -            -            -            -            -            -            -            -            -            -            -            -
interrupt         -            -            -            -            -            -            -            listening    listening    listening    -            -            -            -            -            -            -            -
mute              idle         connecting   connected    connecting   starting     listening    listening    thinking     thinking     speaking     listening    reconnecting reconnecting listening    listening    error        error        ended
push-to-talk      idle         connecting   connected    connecting   starting     listening    listening    thinking     thinking     speaking     listening    reconnecting reconnecting listening    listening    error        error        ended
language          -            -            -            connecting   starting     starting     listening    thinking     thinking     speaking     listening    reconnecting reconnecting listening    -            -            -            -
talk              -            -            -            -            -            -            -            -            -            -            -            -            -            -            -            -            -            -
talked            -            -            -            -            -            -            -            -            -            -            -            -            -            -            -            -            -            -
dismiss-notice    -            -            -            -            -            -            -            -            -            -            -            -            -            -            -            -            -            -
restore           idle         connecting   connected    -            -            -            -            -            -            -            -            -            -            -            -            error        error        ended
switch-mode       -            -            -            -            starting     listening    listening    thinking     thinking     listening    listening    reconnecting reconnecting listening    -            -            -            -
session-opened    -            connected    connected    starting     starting     starting     listening    thinking     thinking     speaking     listening    reconnecting reconnecting listening    listening    error        error        -
session-failed    -            error        -            error        starting     starting     listening    thinking     thinking     speaking     listening    reconnecting reconnecting listening    listening    -            -            -
link-connected    -            -            -            connecting   starting     -            -            -            -            -            -            -            -            -            -            -            -            -
link-failed       -            -            -            error        error        starting     reconnecting reconnecting reconnecting reconnecting reconnecting reconnecting reconnecting reconnecting reconnecting -            -            -
link-kind         -            -            -            connecting   starting     starting     listening    thinking     thinking     speaking     listening    reconnecting reconnecting listening    listening    -            -            -
link-suspect      -            -            -            connecting   starting     starting     reconnecting reconnecting reconnecting reconnecting reconnecting reconnecting reconnecting reconnecting reconnecting -            -            -
link-good         -            -            -            -            -            -            -            -            -            -            -            listening    -            -            -            -            -            -
link-quality      -            -            -            connecting   starting     starting     listening    thinking     thinking     speaking     listening    reconnecting reconnecting listening    listening    -            -            -
standby-opened    -            -            -            -            -            -            -            -            -            -            -            reconnecting listening    listening    -            -            -            -
standby-failed    -            -            -            -            -            -            -            -            -            -            -            reconnecting reconnecting listening    -            -            -            -
session-limit     -            -            -            connecting   starting     starting     listening    thinking     thinking     speaking     listening    reconnecting reconnecting listening    listening    -            -            -
peer-state        -            -            -            connecting   starting     starting     listening    thinking     thinking     speaking     listening    reconnecting reconnecting listening    listening    -            -            -
channel-state     -            -            -            connecting   starting     starting     listening    thinking     thinking     speaking     listening    reconnecting reconnecting listening    listening    -            -            -
server            -            -            -            connecting   starting     starting     listening    thinking     thinking     speaking     listening    reconnecting reconnecting listening    listening    -            -            -
binary-message    idle         connecting   connected    connecting   starting     starting     listening    thinking     thinking     speaking     listening    reconnecting reconnecting listening    listening    error        error        ended
page              idle         connecting   connected    connecting   starting     starting     listening    thinking     thinking     speaking     reconnecting reconnecting reconnecting listening    listening    error        starting     ended
microphone-opened -            -            -            connecting   starting     starting     -            -            -            -            -            -            -            -            -            -            -            -
microphone-failed -            -            -            connecting   starting     listening    -            -            -            -            -            -            -            -            -            -            -            -
microphone-ended  -            -            -            -            -            -            listening    thinking     thinking     speaking     listening    reconnecting reconnecting listening    -            -            -            -
microphone-back   -            -            -            -            -            -            -            -            -            -            -            -            -            -            -            -            -            -
dead-air          -            -            -            -            -            -            listening    thinking     thinking     speaking     listening    reconnecting reconnecting listening    -            -            -            -
onset             -            -            -            -            -            -            -            -            -            listening    -            -            -            -            -            -            -            -
echo              -            -            -            connecting   starting     starting     listening    thinking     thinking     speaking     listening    reconnecting reconnecting listening    listening    -            -            -
hearing           -            -            -            -            -            -            listening    thinking     thinking     speaking     listening    reconnecting reconnecting listening    -            -            -            -
interim           -            -            -            -            -            -            listening    listening    listening    listening    listening    reconnecting reconnecting listening    -            -            -            -
utterance         -            -            -            -            -            -            thinking     thinking     thinking     thinking     thinking     reconnecting reconnecting thinking     -            -            -            -
correct           -            -            -            -            -            -            thinking     thinking     thinking     thinking     thinking     reconnecting reconnecting thinking     -            -            -            -
ears-lost         -            -            -            -            -            -            listening    thinking     thinking     speaking     listening    reconnecting reconnecting listening    -            -            -            -
unlocked          -            -            -            -            -            -            -            -            -            -            -            -            -            -            -            -            -            -
unlock-failed     -            -            -            connecting   starting     starting     listening    thinking     thinking     thinking     listening    reconnecting reconnecting listening    -            -            -            -
audible           -            -            -            -            -            -            -            -            speaking     -            -            -            -            -            -            -            -            -
silent            -            -            -            -            -            -            -            -            thinking     thinking     -            -            -            -            -            -            -            -
speech-mark       -            -            -            -            -            -            -            thinking     thinking     speaking     -            -            -            -            -            -            -            -
speech-gap        -            -            -            -            -            -            -            thinking     thinking     speaking     -            -            -            -            -            -            -            -
speech-failed     -            -            -            -            -            -            -            thinking     thinking     speaking     -            -            -            -            -            -            -            -
silenced          idle         connecting   connected    connecting   starting     starting     listening    thinking     thinking     speaking     listening    reconnecting reconnecting listening    listening    error        error        ended
native-failed     -            -            -            -            -            -            -            -            -            -            -            -            -            -            -            -            -            -
native            -            -            -            connecting   starting     starting     listening    thinking     thinking     speaking     listening    reconnecting reconnecting listening    listening    -            -            -
timer             -            -            -            -            -            -            -            -            -            -            reconnecting -            -            -            -            -            -            -
`;

const [header = '', ...rows] = TABLE.trim().split('\n');
const names = header.trim().split(/\s+/) as (keyof typeof STATES)[];

test('the table names every state and every input', () => {
  assert.deepEqual(names, Object.keys(STATES));
  assert.deepEqual(
    rows.map((row) => row.split(/\s+/)[0]),
    Object.keys(EVENTS),
  );
});

for (const row of rows) {
  const [type, ...cells] = row.split(/\s+/);
  test(`${type} leads where the table says, and changes no state in place`, () => {
    const outcomes = names.map((name) => {
      const state = deepFreeze(STATES[name]);
      const result = transition(state, event(type as EventType), 0);
      return `${name}: ${result ? publicState(result.state) : '-'}`;
    });
    assert.deepEqual(
      outcomes,
      names.map((name, at) => `${name}: ${cells[at]}`),
    );
  });
}

/** Errors are left alone: they are values that carry a stack. */
function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value) && !(value instanceof Error)) {
    Object.freeze(value);
    for (const part of Object.values(value)) deepFreeze(part);
  }
  return value;
}

test('sound and microphone are asked for before anything else, within the gesture', () => {
  const result = transition(INITIAL_STATE, event('start'), 0);
  assert.deepEqual(
    result?.effects.map(({ type }) => type),
    ['begin-call', 'open-session'],
  );
});

test('an interruption is silence first, then the cancel', () => {
  const result = transition(speaking, event('interrupt'), 0);
  assert.deepEqual(
    result?.effects.map((effect) => (effect.type === 'send' ? effect.command.type : effect.type)),
    ['silence', 'cancel-response', 'disarm', 'arm', 'moment'],
  );
});

test('a stopped call is silenced before its player is gone', () => {
  const result = transition(speaking, event('stop'), 0);
  assert.deepEqual(
    result?.effects.slice(0, 2).map(({ type }) => type),
    ['silence', 'end-call'],
  );
});
