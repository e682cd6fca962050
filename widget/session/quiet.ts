import { interimOf } from './conversation.js';
import type { SessionState } from './session-state.js';

/** Whether nobody speaks, nothing is being answered and nothing is on its way. */
export function isQuiet({ call, transcript, outbox }: SessionState): boolean {
  if (!call || call.response.status !== 'none' || call.unanswered.length > 0) return false;
  const isTalking = call.talking && call.mode === 'speech';
  const isSounding = call.voice === 'waiting' || call.voice === 'audible' || call.voice === 'stopping';
  return (
    !isTalking &&
    !isSounding &&
    interimOf(transcript) === undefined &&
    outbox.every(({ delivery }) => delivery.status === 'acked' || delivery.status === 'failed')
  );
}
