/** What a new conversation is told of the one before: OpenAI Realtime has no resume (§2.6). */
import { hasWords } from './answer.js';
import { finishAnswer } from './answering.js';
import { entryOf, interimOf } from './conversation.js';
import type { Draft } from './draft.js';
import { VoiceError } from './errors.js';
import { turnOf } from './outbox.js';
import type { NewItem } from './protocol/commands.js';
import { type Call, isSounding } from './session-state.js';
import type { TranscriptEntry } from './snapshot.js';
import { draftInterim, EDIT_PREFIX, markAnswered, markCut, send, sendTurn, showTurn } from './turns.js';

/** As much of the past as an answer needs; the whole of a long one would cost its tokens again at every loss. */
const REPLAY_CHARACTERS = 32_000;

const GO_ON =
  'The connection was interrupted and is back. The conversation goes on where it was: do not greet again, and do not repeat what has been said.';

/**
 * The link goes, and with it the response that was being written, and in `speech` the sound. As much of the answer
 * as was heard counts, and what it was for is asked again. An answer that is written to its end is spoken to its end.
 */
export function cutByLoss(draft: Draft, { response, voice, answer, mode, unanswered }: Call): void {
  const sounding = isSounding(voice);
  const isOpen = response.status !== 'none' && response.status !== 'cancelling';
  if (mode === 'speech') keepSpokenWords(draft, isOpen ? (answer?.turnIds ?? []) : []);
  const items = answer?.items ?? [];
  const isCut = isOpen || (mode === 'speech' && sounding);
  if (!answer || !isCut) return;
  // All of it is here, and only the word that it is all was lost.
  if (mode !== 'speech' && hasWords(answer) && items.every(({ stage }) => stage !== 'streaming')) {
    finishAnswer(draft, 'done');
    markAnswered(draft, answer.turnIds);
    return;
  }
  if (sounding || (voice === 'quiet' && items.some(({ spoken }) => spoken > 0))) {
    draft.run({ type: 'silence' });
    draft.setCall({ voice: 'stopping' });
  } else markCut(draft, items);
  // Of a spoken turn without words nothing is left to answer.
  const asked = answer.turnIds.filter((id) => entryOf(draft.state.transcript, id));
  // What the network took is no answer that the model owed.
  draft.setCall({ unanswered: [...asked, ...unanswered], answer: { ...answer, turnIds: [] } });
}

/** What the server has understood so far of a turn is all there will be: its sound is gone. */
function keepSpokenWords(draft: Draft, finished: readonly string[]): void {
  const interim = interimOf(draft.state.transcript);
  if (!interim) return;
  if (finished.includes(interim.id)) showTurn(draft, interim);
  else draftInterim(draft, VoiceError.aborted());
}

/** Tells it all, oldest first: what was said and heard, and the turns that are still to be answered. */
export function replay(draft: Draft): void {
  draft.setLink({ told: true });
  const { transcript, outbox } = draft.state;
  let charactersLeft = REPLAY_CHARACTERS;
  const tooOld = transcript.findLastIndex(({ text }) => (charactersLeft -= text.length) < 0);
  let isAnythingOld = false;
  for (const [at, entry] of transcript.entries()) {
    const turn = turnOf(outbox, entry.id);
    if (turn) {
      // Words are written down further while a turn waits.
      if (turn.delivery.status !== 'failed') sendTurn(draft, { ...turn, text: entry.text });
    } else if (at > tooOld && tell(draft, entry)) isAnythingOld = true;
  }
  if (isAnythingOld) sayItem(draft, { itemId: 'item_go_on', role: 'system', text: GO_ON });
}

function tell(draft: Draft, { id: itemId, role, text, heard = text, status }: TranscriptEntry): boolean {
  if (heard === '' || status === 'interim' || status === 'not-sent') return false;
  sayItem(draft, { itemId, role, text: heard });
  return true;
}

function sayItem(draft: Draft, item: Omit<NewItem, 'type' | 'eventId'>): void {
  send(draft, { type: 'create-item', eventId: EDIT_PREFIX + item.itemId, ...item });
}
