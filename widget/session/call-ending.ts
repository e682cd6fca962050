/** The end of a call, whoever ends it. */
import { hasWords } from './answer.js';
import { interimOf } from './conversation.js';
import type { Draft } from './draft.js';
import { automaticRetryMs } from './error-retry.js';
import { VoiceError } from './errors.js';
import { turnFailed } from './outbox.js';
import { type Call, type CallRequest, isSounding } from './session-state.js';
import { draftInterim, markAnswered } from './turns.js';

/** Ends the call for a problem, or tells why there was none. The session stays, unless it is the problem. */
export function failCall(draft: Draft, error: VoiceError): void {
  const { call } = draft;
  const isLost = error.code === 'link-lost' && call?.stage === 'running';
  const afterMs = automaticRetryMs(error);
  endCall(draft, error);
  const again = call && (isLost || afterMs !== undefined) ? requestOf(call) : undefined;
  draft.set({ outcome: { type: 'error', error, again } });
  if (afterMs !== undefined) draft.run({ type: 'arm', timer: 'again', afterMs });
  if (error.code === 'session-expired') leaveSession(draft);
}

/** Nothing of the session goes on: its timers would end the next one. */
export function leaveSession(draft: Draft): void {
  draft.set({ access: { status: 'none' } });
  draft.run({ type: 'close-session' });
}

function requestOf({ wanted, recogniser, onlyLink }: Call): CallRequest {
  return { wanted, recogniser, onlyLink };
}

/**
 * Ends the call. What was on its way becomes `not-sent` and stays in the outbox; half an answer stays as
 * interrupted.
 */
export function endCall(draft: Draft, error: VoiceError = VoiceError.aborted()): void {
  const { call } = draft;
  draft.set({ outcome: undefined });
  if (!call) return;
  if (isSounding(call.voice)) draft.run({ type: 'silence' });
  draft.run({ type: 'end-call' });
  // Half a sentence is not sent by itself, whatever ended the call.
  if (interimOf(draft.state.transcript)) draftInterim(draft, VoiceError.aborted());
  // Who hangs up on an answer has heard enough of it; who loses it has not.
  const { answer } = call;
  if (error.code === 'aborted' && answer && hasWords(answer)) {
    markAnswered(draft, answer.turnIds);
  }
  let { outbox } = draft.state;
  const undelivered = new Set<string>();
  for (const { id, delivery } of outbox) {
    if (delivery.status !== 'queued' && delivery.status !== 'sent') continue;
    undelivered.add(id);
    outbox = turnFailed(outbox, id, error);
  }
  const transcript = draft.state.transcript.map((entry) => {
    if (undelivered.has(entry.id)) return { ...entry, status: 'not-sent' as const };
    return entry.status === 'streaming' ? { ...entry, status: 'interrupted' as const } : entry;
  });
  draft.set({ call: undefined, outbox, transcript });
}
