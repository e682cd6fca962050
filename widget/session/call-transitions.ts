/** A call's beginning and end, and the state of its link. */
import type { Mode } from '../../server/contract/session.js';
import { interimOf } from './conversation.js';
import { VoiceError } from './errors.js';
import { turnFailed } from './outbox.js';
import { NO_RESPONSE } from './response-sequencer.js';
import type { Effect } from './session-effects.js';
import type { VoiceEvent } from './session-events.js';
import type { Call, Link, SessionState } from './session-state.js';
import { changeMode, inCall, notify, problemMoment, type Step, step, andThen, withCall } from './step.js';
import { draftInterim, pump } from './turns.js';

/** Shorter interruptions heal without anybody having noticed. */
const DOUBTFUL_MS = 1_000;
/** With the second before it: how long ICE is given to heal (agents-realtime waits 5 s as well). */
const SHAKY_MS = 4_000;
/** A closed channel does not heal; the wait lets the peer connection say whether the network went with it. */
const CHANNEL_CLOSED_MS = 1_000;

type CallEvent = Extract<
  VoiceEvent,
  { type: 'start' | 'stop' | 'link-connected' | 'link-failed' | 'peer-state' | 'channel-state' }
>;

export function callTransition(state: SessionState, event: CallEvent, nowMs: number): Step | undefined {
  const { call } = state;
  if (event.type === 'start') return call ? undefined : start(state, event);
  if (!call) return undefined;
  switch (event.type) {
    case 'stop':
      return endCall(state);
    case 'link-connected':
      return pump(withCall(state, { link: { ...call.link, status: 'open' } }), nowMs);
    case 'link-failed':
      return failCall(state, event.error);
    case 'peer-state':
      return peerState(state, { ...call.link, webrtc: event.state });
    case 'channel-state':
      return channelState(state, { ...call.link, channel: event.state }, nowMs);
    default:
      return event satisfies never;
  }
}

type StartEvent = Extract<VoiceEvent, { type: 'start' }>;

function start(state: SessionState, event: StartEvent): Step {
  const mode: Mode =
    event.wanted === 'text' || (event.wanted !== 'hybrid' && !event.recogniser) ? 'text' : 'hybrid';
  const voice = mode === 'hybrid';
  const microphone = voice && event.recogniser;
  const call: Call = {
    stage: 'starting',
    wanted: event.wanted,
    mode,
    bargeIn: event.bargeIn,
    link: { status: 'connecting', webrtc: 'none', channel: 'none' },
    microphone: microphone ? 'opening' : 'none',
    ears: { status: microphone ? 'opening' : event.wanted === 'text' ? 'none' : 'lost' },
    voice: { status: voice ? 'quiet' : 'none' },
    response: NO_RESPONSE,
    unanswered: [],
    edits: [],
    commands: 0,
  };
  const opening = state.access.status === 'none';
  const begun = step(
    {
      ...state,
      call,
      lastMode: mode,
      access: opening ? { status: 'opening' } : state.access,
      outcome: undefined,
      notice: undefined,
    },
    // First of all: creating the audio context and asking for the microphone belong to the visitor's gesture.
    { type: 'begin-call', voice, microphone },
    ...(opening ? [{ type: 'open-session' } as const] : []),
  );
  const told = andThen(begun, (left) => tellMissing(left, event));
  return state.access.status === 'open'
    ? andThen(andThen(told, stepToServedMode), (left) => step(left, { type: 'connect-link' }))
    : told;
}

/** Says which part of what was asked for this browser does not have. */
function tellMissing(state: SessionState, event: StartEvent): Step {
  if (event.wanted === 'speech') {
    return changeMode(state, state.call?.mode ?? 'text', 'not-supported');
  }
  if (event.recogniser || event.wanted === 'text') return step(state);
  const error = new VoiceError('recognition-unavailable', 'This browser has no speech recognition.');
  const told = notify(state, error);
  return event.wanted === 'auto' ? andThen(told, (left) => changeMode(left, 'text', error.code)) : told;
}

/** Takes away what the backend does not serve. Typing always works: every response is asked for as text. */
export function stepToServedMode(state: SessionState): Step {
  return inCall(state, (call) => {
    if (state.access.status !== 'open' || call.mode !== 'hybrid') return step(state);
    const { modes, voice } = state.access.terms;
    if (!voice && modes.includes('hybrid')) return step(withCall(state, { voice: { status: 'none' } }));
    return modes.includes('hybrid') ? step(state) : stepToText(state, 'not-served');
  });
}

/** Hybrid → text within a call: no ears, no voice. */
export function stepToText(state: SessionState, reason: string): Step {
  const without = withCall(state, {
    microphone: 'none',
    ears: { status: 'none' },
    voice: { status: 'none' },
  });
  return andThen(step(without, { type: 'close-ears' }), (left) => changeMode(left, 'text', reason));
}

function peerState(state: SessionState, link: Link): Step {
  const next = withCall(state, { link });
  if (link.status === 'connecting') return step(next); // The port's connect() reports how that ends.
  switch (link.webrtc) {
    case 'failed':
    case 'closed':
      return failCall(next, new VoiceError('link-lost', 'The peer connection failed.'));
    case 'disconnected':
      return link.status === 'open'
        ? step(withCall(next, { link: { ...link, status: 'doubtful' } }), arm(DOUBTFUL_MS))
        : step(next);
    case 'connected':
      return link.channel === 'open'
        ? step(withCall(next, { link: { ...link, status: 'open' } }), { type: 'disarm', timer: 'link' })
        : step(next);
    case 'new':
    case 'connecting':
    case 'none':
      return step(next);
    default:
      return link.webrtc satisfies never;
  }
}

function channelState(state: SessionState, link: Link, nowMs: number): Step {
  if (link.status === 'connecting') return step(withCall(state, { link }));
  if (link.channel === 'closed') {
    return step(withCall(state, { link: { ...link, status: 'shaky' } }), arm(CHANNEL_CLOSED_MS));
  }
  return pump(withCall(state, { link }), nowMs);
}

function arm(afterMs: number): Effect {
  return { type: 'arm', timer: 'link', afterMs };
}

/** The link's patience has run out: first visible, andThen over. */
export function linkTimer(state: SessionState, call: Call): Step | undefined {
  switch (call.link.status) {
    case 'doubtful':
      return step(withCall(state, { link: { ...call.link, status: 'shaky' } }), arm(SHAKY_MS));
    case 'shaky':
      return failCall(state, new VoiceError('link-lost', 'The link was interrupted and did not heal.'));
    case 'connecting':
    case 'open':
      return undefined;
    default:
      return call.link.status satisfies never;
  }
}

/** Ends the call for a problem. The session stays, unless it is the problem. */
export function failCall(state: SessionState, error: VoiceError): Step {
  return andThen(endCall(state, error), (left) => {
    const access = error.code === 'session-expired' ? ({ status: 'none' } as const) : left.access;
    return step({ ...left, access, outcome: { type: 'error', error } }, problemMoment(error));
  });
}

/**
 * Ends the call. What was on its way becomes `not-sent` and stays in the outbox; half an answer stays as
 * interrupted.
 */
export function endCall(state: SessionState, error: VoiceError = VoiceError.aborted()): Step {
  const { call } = state;
  if (!call) return step({ ...state, outcome: undefined });
  const speaking = call.voice.status === 'audible' || call.voice.status === 'waiting';
  const effects: Effect[] = speaking ? [{ type: 'silence' }, { type: 'end-call' }] : [{ type: 'end-call' }];
  const kept = interimOf(state.transcript) ? draftInterim(state, undefined, error) : state;
  let { outbox, transcript } = kept;
  const undelivered = new Set<string>();
  for (const { id, delivery } of outbox) {
    if (delivery.status === 'queued' || delivery.status === 'sent') undelivered.add(id);
  }
  for (const id of undelivered) outbox = turnFailed(outbox, id, error);
  transcript = transcript.map((entry) => {
    if (undelivered.has(entry.id)) return { ...entry, status: 'not-sent' };
    return entry.status === 'streaming' ? { ...entry, status: 'interrupted' } : entry;
  });
  return step({ ...kept, call: undefined, outcome: undefined, outbox, transcript }, ...effects);
}
