import { interimOf } from './conversation.js';
import type { Draft } from './draft.js';
import { areAnswersHeld } from './held-answers.js';
import { replay } from './replay.js';
import { type Call, isSounding, isUp, type SessionState } from './session-state.js';
import { requestResponse, sendEdit, sendTurn } from './turns.js';

/**
 * Sends whatever may be sent now: what a new conversation has to know, queued turns, edits of the conversation, the
 * request for an answer. Runs after every event, so that nothing waits for an event that thought of it.
 */
export function pump(draft: Draft): void {
  const { link, voice } = draft.call ?? {};
  if (!link || !isUp(link)) return;
  if (!link.told) {
    // What was heard of the last answer is part of what is told.
    if (voice === 'stopping') return;
    replay(draft);
  }
  for (const turn of draft.state.outbox) if (turn.delivery.status === 'queued') sendTurn(draft, turn);
  const { call } = draft;
  if (call?.response.status !== 'none' || call.voice === 'stopping') return;
  for (const edit of call.edits) sendEdit(draft, edit);
  if (call.edits.length > 0) draft.setCall({ edits: [] });
  if (call.unanswered.length === 0 || isSpeakingOn(draft.state, call) || areAnswersHeld(draft)) return;
  requestResponse(draft, call);
}

/** Whether the visitor speaks on: their next words belong to the same question. */
function isSpeakingOn({ transcript, talk }: SessionState, { mode, talking, voice, ears }: Call): boolean {
  // Words are still being written down when nobody speaks any more, and an answer is shown as it is heard, one at a time.
  if (mode === 'speech') return talking || isSounding(voice);
  const holds = ears === 'hearing' && (talk === 'on' || talk === 'ending');
  return holds || interimOf(transcript) !== undefined;
}
