/** The result of a transition, and how results are put together. */
import type { Mode } from '../../server/contract/session.js';
import type { ErrorCode, VoiceError } from './errors.js';
import type { Effect } from './session-effects.js';
import type { Call, SessionState } from './session-state.js';
import type { Problem } from './snapshot.js';

export interface Step {
  readonly state: SessionState;
  readonly effects: readonly Effect[];
}

export function step(state: SessionState, ...effects: readonly Effect[]): Step {
  return { state, effects };
}

/** Runs `next` on the state that `first` leaves behind, and its effects after those of `first`. */
export function andThen(first: Step, next: (state: SessionState) => Step): Step {
  const second = next(first.state);
  return { state: second.state, effects: [...first.effects, ...second.effects] };
}

/** Runs `next` with the call, or does nothing without one. */
export function inCall(state: SessionState, next: (call: Call) => Step): Step {
  return state.call ? next(state.call) : step(state);
}

export function withCall(state: SessionState, change: Partial<Call>): SessionState {
  return state.call ? { ...state, call: { ...state.call, ...change } } : state;
}

export function problemOf(error: VoiceError): Problem {
  const { code, message, retryable, retryAfterMs } = error;
  return { code, message, retryable, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

/** The call goes on; the visitor and the page are told. */
export function notify(state: SessionState, error: VoiceError): Step {
  return step({ ...state, notice: error }, problemMoment(error));
}

export function problemMoment(error: VoiceError): Effect {
  return { type: 'moment', moment: { type: 'problem', problem: problemOf(error) } };
}

/** Takes the notice away when what it said is mended. */
export function mended(state: SessionState, ...codes: readonly ErrorCode[]): SessionState {
  return state.notice && codes.includes(state.notice.code) ? { ...state, notice: undefined } : state;
}

/** Changes the running call's mode and says so. */
export function changeMode(state: SessionState, to: Mode, reason: string): Step {
  return inCall(state, (call) => {
    const from = call.wanted === 'auto' ? 'auto' : call.mode;
    return step(
      { ...withCall(state, { mode: to }), lastMode: to },
      { type: 'moment', moment: { type: 'mode-change', from, to, reason } },
    );
  });
}
