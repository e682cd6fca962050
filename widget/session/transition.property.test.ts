/** Whatever comes, in whatever order: what must never happen does not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { VoiceError } from './errors.js';
import type { ServerEvent } from './protocol/server-events.js';
import type { Effect } from './session-effects.js';
import type { VoiceEvent } from './session-events.js';
import { INITIAL_STATE, isUp, type SessionState } from './session-state.js';
import { transition } from './transition.js';

/** Turns are named after their place in the sequence, so that some of these exist. */
const id = fc.nat(20).map((at) => `turn-${at}`);
const responseId = fc.constantFrom('resp_1', 'resp_2');
const itemId = fc.oneof(fc.constantFrom('item_1', 'item_2'), id);
const eventId = fc.oneof(fc.constantFrom('', 'command-1', 'command-2', 'command-3', 'edit-item_1'), id);
const error = fc
  .constantFrom('link-failed', 'microphone-denied', 'speech-failed', 'session-expired')
  .map((code) => new VoiceError(code, code));

const serverEvent: fc.Arbitrary<ServerEvent> = fc.oneof(
  fc.record({
    type: fc.constant('item' as const),
    stage: fc.constant('added' as const),
    itemId,
    previousItemId: itemId,
  }),
  fc.record({ type: fc.constant('response-created' as const), responseId }),
  fc.record({
    type: fc.constant('output-item' as const),
    stage: fc.constantFrom('added', 'done'),
    responseId,
    itemId,
    outputIndex: fc.nat(2),
  }),
  fc.record({
    type: fc.constant('text-delta' as const),
    responseId,
    itemId,
    delta: fc.constantFrom('Yes. ', 'No.'),
  }),
  fc.record({
    type: fc.constant('text-done' as const),
    responseId,
    itemId,
    text: fc.constantFrom('', 'Yes. No.'),
  }),
  fc.record({
    type: fc.constant('response-done' as const),
    responseId,
    outcome: fc.constantFrom('completed', 'cancelled', 'failed', 'incomplete'),
    reason: fc.constantFrom('', 'server_error'),
  }),
  fc.record({
    type: fc.constant('server-error' as const),
    code: fc.constantFrom('conversation_already_has_active_response', 'response_cancel_not_active', 'other'),
    param: fc.constant(''),
    eventId,
  }),
);

function plain<T extends VoiceEvent>(...events: readonly T[]): fc.Arbitrary<T> {
  return fc.constantFrom(...events);
}

const event: fc.Arbitrary<VoiceEvent> = fc.oneof(
  { weight: 6, arbitrary: serverEvent.map((of) => ({ type: 'server' as const, event: of })) },
  plain<VoiceEvent>(
    { type: 'connect' },
    { type: 'start', wanted: 'hybrid', recogniser: true },
    { type: 'start', wanted: 'text', recogniser: true },
    { type: 'start', wanted: 'speech', recogniser: true },
    { type: 'start', wanted: 'auto', recogniser: false },
    { type: 'switch-mode', to: 'speech' },
    { type: 'switch-mode', to: 'hybrid' },
    { type: 'switch-mode', to: 'text' },
    { type: 'native-failed', error: new VoiceError('chunk-failed', 'offline') },
    { type: 'stop' },
    { type: 'disconnect' },
    { type: 'interrupt' },
    { type: 'mute', on: true },
    { type: 'mute', on: false },
    { type: 'dismiss-notice' },
    {
      type: 'session-opened',
      terms: { modes: ['hybrid', 'speech', 'text'], links: ['webrtc'], voice: true, turnCharacters: 20 },
      lifetimeMs: 1_000,
    },
    { type: 'link-connected' },
    { type: 'link-kind', kind: 'websocket', because: new VoiceError('link-failed', 'no way through') },
    { type: 'peer-state', state: 'connected' },
    { type: 'peer-state', state: 'disconnected' },
    { type: 'peer-state', state: 'failed' },
    { type: 'channel-state', state: 'open' },
    { type: 'channel-state', state: 'closed' },
    { type: 'link-suspect' },
    { type: 'link-good' },
    { type: 'link-quality', quality: 'poor' },
    { type: 'standby-opened' },
    { type: 'standby-opened' },
    { type: 'session-limit', endsAtMs: 10_000, lifeMs: 10_000 },
    { type: 'page', event: 'offline' },
    { type: 'page', event: 'online' },
    { type: 'page', event: 'visible' },
    { type: 'page', event: 'leaving' },
    { type: 'microphone-opened' },
    { type: 'microphone-ended' },
    { type: 'onset' },
    { type: 'microphone-back' },
    { type: 'timer', timer: 'ears' },
    { type: 'timer', timer: 'limit' },
    { type: 'timer', timer: 'hidden' },
    { type: 'page', event: 'hidden' },
    { type: 'timer', timer: 'again' },
    { type: 'dead-air', on: true },
    { type: 'dead-air', on: false },
    { type: 'echo' },
    { type: 'hearing' },
    { type: 'unlocked' },
  ),
  plain<VoiceEvent>(
    { type: 'audible', atMs: 1 },
    { type: 'silent' },
    { type: 'silenced', items: [] },
    {
      type: 'silenced',
      items: [{ itemId: 'item_1', heard: 'Yes.', complete: false, replacementId: 'replacement' }],
    },
    { type: 'timer', timer: 'link' },
    { type: 'timer', timer: 'reconnect' },
    { type: 'timer', timer: 'give-up' },
    { type: 'timer', timer: 'stable' },
    { type: 'timer', timer: 'hour' },
    { type: 'timer', timer: 'hour-end' },
    { type: 'timer', timer: 'response' },
    { type: 'timer', timer: 'cancel' },
    { type: 'timer', timer: 'ack:turn-8' },
    { type: 'ears-lost', reason: 'stuck' },
  ),
  fc.record({
    type: fc.constantFrom(
      'session-failed',
      'link-failed',
      'standby-failed',
      'microphone-failed',
      'speech-failed',
    ),
    error,
  }),
  fc.record({ type: fc.constant('resend' as const), id }),
  fc.record({
    type: fc.constant('correct' as const),
    turnId: id,
    id: fc.constant(''),
    text: fc.constant('Is tea good for me?'),
    rest: fc.constantFrom('', 'for me?'),
    endedAtMs: fc.constant(0),
  }),
);

interface Step {
  readonly event: VoiceEvent;
  readonly before: SessionState;
  readonly after: SessionState;
  readonly effects: readonly Effect[];
}

/** A call is made first, so that most of what follows means something. Every turn gets an id of its own. */
const SETUP: readonly VoiceEvent[] = [
  { type: 'connect' },
  {
    type: 'session-opened',
    terms: { modes: ['hybrid', 'speech', 'text'], links: ['webrtc'], voice: true, turnCharacters: 20 },
    lifetimeMs: 1,
  },
  { type: 'start', wanted: 'hybrid', recogniser: true },
  { type: 'channel-state', state: 'open' },
  { type: 'link-connected' },
  { type: 'microphone-opened' },
  { type: 'hearing' },
];

function run(events: readonly VoiceEvent[]): readonly Step[] {
  const steps: Step[] = [];
  let state: SessionState = INITIAL_STATE;
  for (const [at, event] of [...SETUP, ...events].entries()) {
    const next = 'id' in event && event.id === '' ? { ...event, id: `turn-${at}` } : event;
    // Ids of turns are random: no server has given one to something of its own before.
    if (next !== event && state.transcript.some(({ id }) => id === `turn-${at}`)) continue;
    const result = transition(state, next, at * 1_000);
    if (!result) continue;
    steps.push({ event: next, before: state, after: result.state, effects: result.effects });
    state = result.state;
  }
  return steps;
}

/** `run` gives them their ids. */
const turn = plain<VoiceEvent>(
  { type: 'send', id: '', text: 'Is tea good?' },
  { type: 'send', id: '', text: 'A question longer than it may be' },
  { type: 'interim', id: '', text: 'is tea' },
  { type: 'interim', id: '', text: '' },
  { type: 'utterance', id: '', text: 'Is tea good?', endedAtMs: 0 },
);
const events = fc.array(fc.oneof({ weight: 4, arbitrary: event }, turn), { maxLength: 80 });
const RUNS = { numRuns: 2_000 };

function always(title: string, check: (step: Step) => void): void {
  test(title, () => {
    fc.assert(
      fc.property(events, (sequence) => {
        for (const step of run(sequence)) check(step);
      }),
      RUNS,
    );
  });
}

function mayWork({ call }: SessionState): boolean {
  // What was heard of an answer is told before what was said after it.
  return call !== undefined && isUp(call.link) && (call.link.told || call.voice !== 'stopping');
}

always('a response is asked for only when none is open', ({ event: { type }, before, after, effects }) => {
  const asked = effects.filter(
    (effect) => effect.type === 'send' && effect.command.type === 'create-response',
  );
  assert.ok(asked.length <= 1);
  if (asked.length === 0) return;
  assert.equal(after.call?.response.status, 'requested');
  // Only the server, or our patience with it, ends a response that is open.
  assert.ok(before.call?.response.status === 'none' || type === 'server' || type === 'timer', type);
});

always('an entry is in the transcript once', ({ after }) => {
  const ids = after.transcript.map((entry) => entry.id);
  assert.equal(new Set(ids).size, ids.length);
});

always('no user turn leaves the transcript but by disconnect()', ({ event: { type }, before, after }) => {
  if (type === 'disconnect') return assert.deepEqual(after.transcript, []);
  const kept = new Set(after.transcript.map((entry) => entry.id));
  for (const { role, status, id: turnId } of before.transcript) {
    if (role === 'user' && status !== 'interim') assert.ok(kept.has(turnId), turnId);
  }
});

always(
  'a turn leaves the outbox only with its answer, or by disconnect()',
  ({ event: { type }, before, after }) => {
    if (type === 'disconnect') return assert.deepEqual(after.outbox, []);
    for (const { id: turnId } of before.outbox) {
      if (after.outbox.some((left) => left.id === turnId)) continue;
      assert.equal(after.transcript.find((entry) => entry.id === turnId)?.status, 'answered');
    }
  },
);

always('nothing waits that could be sent', ({ after }) => {
  if (!mayWork(after)) return;
  assert.ok(after.outbox.every(({ delivery }) => delivery.status !== 'queued'));
});

always('no question waits that could be asked', ({ after }) => {
  const { call, transcript } = after;
  const speaking = transcript.some(({ status }) => status === 'interim');
  if (!call || !mayWork(after) || call.voice === 'stopping' || speaking) return;
  if (call.response.status === 'none') assert.deepEqual(call.unanswered, []);
});

always('only a voice that may be heard is given words', ({ before, effects }) => {
  if (!effects.some(({ type }) => type === 'speak')) return;
  assert.notEqual(before.call?.voice, 'none');
  assert.notEqual(before.call?.voice, 'blocked');
});

always('a call that is over has been ended', ({ before, after, effects }) => {
  assert.equal(
    effects.some(({ type }) => type === 'end-call'),
    before.call !== undefined && after.call === undefined,
  );
});

always('a second link is there exactly while a call waits for it', ({ before, after, effects }) => {
  let isThere = hasStandby(before);
  for (const { type } of effects) {
    if (type === 'open-standby') isThere = true;
    if (type === 'drop-standby' || type === 'take-standby' || type === 'end-call') isThere = false;
  }
  assert.ok(isThere || !hasStandby(after));
});

function hasStandby({ call }: SessionState): boolean {
  return call?.recovery.status === 'opening' || call?.recovery.status === 'ready';
}

always('what has not been told is not answered', ({ after, effects }) => {
  const asked = effects.some((effect) => effect.type === 'send' && effect.command.type === 'create-response');
  if (asked) assert.equal(after.call?.link.told, true);
});
