/** What the visitor does with the conversation, and the timers that watch it. */
import { changeEntry } from './conversation.js';
import { VoiceError } from './errors.js';
import { endCall, linkTimer } from './call-transitions.js';
import { requeueTurn, turnOf } from './outbox.js';
import { NO_RESPONSE } from './response-sequencer.js';
import type { Timer } from './session-effects.js';
import type { VoiceEvent } from './session-events.js';
import type { Call, SessionState } from './session-state.js';
import { notify, type Step, step, andThen, withCall } from './step.js';
import {
  ACK_MS,
  ackTimer,
  addTurn,
  cancelResponse,
  failTurn,
  interruptAnswer,
  pump,
  RESPONSE_SILENCE_MS,
} from './turns.js';
import { finishAnswer } from './answering.js';

type TurnEvent = Extract<VoiceEvent, { type: 'send' | 'resend' | 'interrupt' | 'dismiss-notice' | 'timer' }>;

export function turnTransition(state: SessionState, event: TurnEvent, nowMs: number): Step | undefined {
  switch (event.type) {
    case 'send':
      return withUnlock(addTurn(state, event, nowMs));
    case 'resend':
      return resend(state, event.id, nowMs);
    case 'interrupt': {
      const cut = interruptAnswer(state, { rejoin: false });
      return cut.state === state ? undefined : andThen(cut, (left) => pump(left, nowMs));
    }
    case 'dismiss-notice':
      return state.notice ? withUnlock(step({ ...state, notice: undefined })) : undefined;
    case 'timer':
      return timerFired(state, event.timer, nowMs);
    default:
      return event satisfies never;
  }
}

/** A visitor's gesture is what a blocked player waits for. */
function withUnlock({ state, effects }: Step): Step {
  return state.call?.voice.status === 'blocked'
    ? { state, effects: [...effects, { type: 'unlock-voice' }] }
    : { state, effects };
}

function resend(state: SessionState, id: string, nowMs: number): Step | undefined {
  if (!state.call || turnOf(state.outbox, id)?.delivery.status !== 'failed') return undefined;
  const queued = {
    ...state,
    outbox: requeueTurn(state.outbox, id),
    transcript: changeEntry(state.transcript, id, { status: 'sending' }),
  };
  return andThen(interruptAnswer(queued, { rejoin: true }), (left) => pump(left, nowMs));
}

function timerFired(state: SessionState, timer: Timer, nowMs: number): Step | undefined {
  const { call } = state;
  if (timer === 'session') {
    return andThen(endCall(state), (left) =>
      step({ ...left, access: { status: 'none' }, outcome: { type: 'ended', reason: 'expired' } }),
    );
  }
  if (!call) return undefined;
  switch (timer) {
    case 'link':
      return linkTimer(state, call);
    case 'response':
      return responseSilence(state, call, nowMs);
    case 'cancel':
      return call.response.status === 'cancelling'
        ? pump(withCall(state, { response: NO_RESPONSE }), nowMs)
        : undefined;
    default:
      return ackMissing(state, call, timer);
  }
}

function ackMissing(state: SessionState, call: Call, timer: Timer): Step | undefined {
  const turn = state.outbox.find(({ id }) => ackTimer(id) === timer);
  if (turn?.delivery.status !== 'sent') return undefined;
  // An interrupted link holds frames back; they go out when it heals, or the call ends and says so.
  if (call.link.status !== 'open') return step(state, { type: 'arm', timer, afterMs: ACK_MS });
  const error = new VoiceError('link-lost', 'The server did not confirm the turn.');
  return step(failTurn(state, turn.id, error));
}

function responseSilence(state: SessionState, call: Call, nowMs: number): Step | undefined {
  const { response, answer } = call;
  if (response.status === 'refused') return pump(withCall(state, { response: NO_RESPONSE }), nowMs);
  if (!answer || (response.status !== 'requested' && response.status !== 'active')) return undefined;
  const leftMs = answer.lastTextAtMs + RESPONSE_SILENCE_MS - nowMs;
  if (leftMs > 0) return step(state, { type: 'arm', timer: 'response', afterMs: leftMs });
  const error = new VoiceError('response-failed', 'The model stopped in the middle of its answer.');
  return andThen(
    andThen(cancelResponse(state), (left) => finishAnswer(left, 'interrupted')),
    (left) => notify(left, error),
  );
}
