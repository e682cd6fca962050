/** What the session knows after its last event. It keeps that to itself; the bounds are about all of it. */
import type { SessionState } from '../../widget/session/session-state.js';

let state: SessionState | undefined;

export function noteState(next: SessionState): void {
  state = next;
}

/** Of the session that something happened to last. */
export function lastState(): SessionState {
  if (state === undefined) throw new Error('No session was watched.');
  return state;
}
