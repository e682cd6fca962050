import { accessTransition } from './access-transitions.js';
import { callTransition } from './call-transitions.js';
import { earsTransition } from './ears-transitions.js';
import { serverTransition } from './server-transitions.js';
import type { Effect } from './session-effects.js';
import type { VoiceEvent } from './session-events.js';
import { type Call, earsHeld, type SessionState } from './session-state.js';
import { type Step, withCall } from './step.js';
import { turnTransition } from './turn-transitions.js';
import { voiceTransition } from './voice-transitions.js';

/**
 * Decides what happens next. Pure: runs no effect and reads no clock; `nowMs` is the session clock's.
 *
 * @returns the next state and the effects to run in order, or `undefined` if `event` means nothing in `state`
 *   (a late callback, for example); the caller logs that at debug level.
 */
export function transition(state: SessionState, event: VoiceEvent, nowMs: number): Step | undefined {
  const next = react(state, event, nowMs);
  return next && settle(state, next);
}

function react(state: SessionState, event: VoiceEvent, nowMs: number): Step | undefined {
  switch (event.type) {
    case 'connect':
    case 'disconnect':
    case 'session-opened':
    case 'session-failed':
      return accessTransition(state, event);
    case 'start':
    case 'stop':
    case 'link-connected':
    case 'link-failed':
    case 'peer-state':
    case 'channel-state':
      return callTransition(state, event, nowMs);
    case 'microphone-opened':
    case 'microphone-failed':
    case 'microphone-ended':
    case 'onset':
    case 'mute':
    case 'hearing':
    case 'interim':
    case 'utterance':
    case 'ears-lost':
      return earsTransition(state, event, nowMs);
    case 'send':
    case 'resend':
    case 'interrupt':
    case 'dismiss-notice':
    case 'timer':
      return turnTransition(state, event, nowMs);
    case 'server':
    case 'binary-message':
      return serverTransition(state, event, nowMs);
    case 'unlocked':
    case 'unlock-failed':
    case 'audible':
    case 'silent':
    case 'speech-mark':
    case 'speech-gap':
    case 'speech-failed':
    case 'silenced':
      return voiceTransition(state, event, nowMs);
    default:
      return event satisfies never;
  }
}

/** What follows from the new state whatever led to it. */
function settle(before: SessionState, { state, effects }: Step): Step {
  const settled =
    state.call?.stage === 'starting' && isReady(state) ? withCall(state, { stage: 'running' }) : state;
  return { state: settled, effects: [...effects, ...consequences(before, settled)] };
}

function isReady({ call, muted }: SessionState): boolean {
  if (!call || call.link.status === 'connecting') return false;
  const { status } = call.ears;
  return status === 'none' || status === 'hearing' || status === 'lost' || (muted && status === 'starting');
}

function consequences(before: SessionState, after: SessionState): Effect[] {
  const effects: Effect[] = [];
  const held = earsHeld(after);
  if (after.call?.microphone === 'live' && before.call?.microphone === 'live' && held !== earsHeld(before)) {
    effects.push({ type: 'hold-ears', held });
  }
  const wasSpeaking = speakingId(before.call);
  const speaking = speakingId(after.call);
  if (wasSpeaking !== speaking) {
    if (wasSpeaking !== undefined)
      effects.push({ type: 'moment', moment: { type: 'speech-end', id: wasSpeaking } });
    if (speaking !== undefined)
      effects.push({ type: 'moment', moment: { type: 'speech-start', id: speaking } });
  }
  return effects;
}

function speakingId(call: Call | undefined): string | undefined {
  return call?.voice.status === 'audible' ? call.answer?.items[0]?.itemId : undefined;
}
