/** The session with the backend: opened, refused, left. */
import { endCall, stepToServedMode } from './call-transitions.js';
import type { VoiceEvent } from './session-events.js';
import type { SessionState } from './session-state.js';
import { problemMoment, type Step, step, andThen } from './step.js';

type AccessEvent = Extract<
  VoiceEvent,
  { type: 'connect' | 'disconnect' | 'session-opened' | 'session-failed' }
>;

export function accessTransition(state: SessionState, event: AccessEvent): Step | undefined {
  switch (event.type) {
    case 'connect':
      return connect(state);
    case 'disconnect':
      return andThen(endCall(state), (left) =>
        step(
          { ...left, access: { status: 'none' }, outcome: undefined, notice: undefined },
          { type: 'close-session' },
        ),
      );
    case 'session-opened':
      return opened(state, event);
    case 'session-failed':
      if (state.access.status !== 'opening') return undefined;
      return andThen(endCall(state, event.error), (left) =>
        step(
          { ...left, access: { status: 'none' }, outcome: { type: 'error', error: event.error } },
          problemMoment(event.error),
        ),
      );
    default:
      return event satisfies never;
  }
}

function connect(state: SessionState): Step | undefined {
  if (state.access.status === 'none') {
    return step({ ...state, access: { status: 'opening' }, outcome: undefined }, { type: 'open-session' });
  }
  // After a lost call the session is still there: the way back to `connected` is to say so.
  return state.outcome ? step({ ...state, outcome: undefined }) : undefined;
}

type OpenedEvent = Extract<VoiceEvent, { type: 'session-opened' }>;

/** Also within a call: a session that had ended was opened anew for its key. */
function opened(state: SessionState, { terms, lifetimeMs }: OpenedEvent): Step | undefined {
  const { access, call } = state;
  if (access.status === 'none') return undefined;
  const armed = step(
    { ...state, access: { status: 'open', terms } },
    { type: 'arm', timer: 'session', afterMs: lifetimeMs },
  );
  return call && access.status === 'opening'
    ? andThen(andThen(armed, stepToServedMode), (left) => step(left, { type: 'connect-link' }))
    : armed;
}
