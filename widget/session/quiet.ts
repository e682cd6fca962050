import { interimOf } from './conversation.js';
import { isSounding, type SessionState } from './session-state.js';

/** Whether nobody speaks, nothing is being answered and nothing is on its way. */
export function isQuiet({ call, transcript, outbox }: SessionState): boolean {
  if (!call || call.response.status !== 'none' || call.unanswered.length > 0) return false;
  return (
    !call.talking &&
    !isSounding(call.voice) &&
    call.voice !== 'stopping' &&
    interimOf(transcript) === undefined &&
    outbox.every(({ delivery }) => delivery.status === 'acked' || delivery.status === 'failed')
  );
}
