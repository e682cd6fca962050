/** Takes the place of `widget/session/transition.ts` in a fuzzed session, which thereby shows its whole state. */
import { transition as original } from '../../widget/session/transition.js';
import { noteState } from './last-state.js';

export const transition: typeof original = (state, event, nowMs) => {
  const result = original(state, event, nowMs);
  if (result) noteState(result.state);
  return result;
};
