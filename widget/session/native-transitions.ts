/** What the mode `speech` adds to the session's rules. Each is a pure change of a draft, as all rules are. */
import { itemOf } from './answer.js';
import { type HeardPart, showItem } from './answering.js';
import { entryOf, insertEntryAfter, removeEntry } from './conversation.js';
import type { Draft } from './draft.js';
import { VoiceError } from './errors.js';
import { isSounding } from './session-state.js';
import type { TranscriptStatus } from './snapshot.js';
import { awaitCancel, forgetUnanswered, interruptAnswer, RESPONSE_SILENCE_MS } from './turns.js';

/** What a spoken turn's words are to be put behind, as they come after the turn itself. */
export interface Place {
  /** The newest entry when the visitor began to speak; `undefined` when there was none. */
  readonly afterId: string | undefined;
}

/** No error of the server is ever about it: the server cancels by itself. */
const NO_COMMAND = { eventId: 'server' };

/** The visitor speaks up: the server stops the answer by itself and says what was heard of it. */
export function bargeIn(draft: Draft): void {
  draft.setCall({ talking: true });
  const { voice, response, answer } = draft.call ?? {};
  // What the server has not begun it does not cancel, and would say into the visitor's words.
  if (response?.status === 'requested' && !answer?.turnIds.includes(response.eventId)) {
    interruptAnswer(draft, { rejoin: true });
    return;
  }
  if (isSounding(voice)) {
    draft.run({ type: 'silence' });
    draft.setCall({ voice: 'stopping' });
  }
  if (response?.status === 'active') awaitCancel(draft, { ...NO_COMMAND, responseId: response.responseId });
  else if (response?.status === 'requested') awaitCancel(draft, NO_COMMAND);
}

/** The server has a spoken turn and will answer it unasked. `endedAtMs`: when the visitor fell silent. */
export function turnSpoken(
  draft: Draft,
  { itemId, endedAtMs }: { readonly itemId: string; readonly endedAtMs: number },
): void {
  draft.mend('link-lost');
  const { response } = draft.call ?? {};
  forgetUnanswered(draft, itemId);
  const unanswered = [...(draft.call?.unanswered ?? []), itemId];
  // The button is held again already.
  const talking = draft.state.talk === 'on';
  if (response?.status === 'requested' || response?.status === 'active') {
    // The server refuses to answer while it answers something else: it is asked afterwards.
    draft.setCall({ talking, unanswered });
    return;
  }
  draft.setCall({ talking, unanswered: [], response: { status: 'requested', eventId: itemId } });
  beginAnswer(draft, { turnIds: unanswered, endedAtMs });
  draft.run({ type: 'arm', timer: 'response', afterMs: RESPONSE_SILENCE_MS });
  if (talking) interruptAnswer(draft, { rejoin: true });
}

/** Words were spoken into a link that is lost. Their sound is nowhere: the visitor has to say them again. */
export function wordsLost(draft: Draft): void {
  // A change of links that was planned waits until nobody speaks: what was heard then were no words.
  if (!draft.call?.attempts) return;
  draft.notify(new VoiceError('link-lost', 'The link was lost while the visitor spoke.'));
}

/** A response that nobody here has asked for. */
export function unaskedResponse(draft: Draft): void {
  if (draft.call?.response.status === 'none') beginAnswer(draft, { turnIds: [] });
}

function beginAnswer(
  draft: Draft,
  { turnIds, endedAtMs }: { readonly turnIds: readonly string[]; readonly endedAtMs?: number },
): void {
  const { call, nowMs } = draft;
  const turnId = turnIds.at(-1) ?? '';
  draft.setCall({
    answer: {
      turnIds,
      items: [],
      watch: { turnId, sentAtMs: nowMs, endedAtMs, maxGapMs: 0 },
      lastTextAtMs: nowMs,
      unspoken: call?.voice === 'blocked',
      // Without a turn there is nothing to ask again for.
      retried: turnId === '',
    },
  });
}

/** What the visitor has said so far; the whole of it with `final`. */
export function wordsHeard(
  draft: Draft,
  words: { readonly itemId: string; readonly text: string; readonly final: boolean } & Place,
): void {
  const { itemId, text, final, afterId } = words;
  const { transcript } = draft.state;
  const known = entryOf(transcript, itemId);
  if (text === '') {
    if (final && (!known || known.status === 'interim')) forgetNoise(draft, itemId);
    return;
  }
  const isOpen = !known || known.status === 'interim';
  const status = !isOpen ? known.status : final ? spokenStatus(draft, itemId) : 'interim';
  if (known) return draft.setEntry(itemId, { text, status });
  const entry = { id: itemId, role: 'user', text, status } as const;
  draft.set({
    transcript: afterId === undefined ? [entry, ...transcript] : insertEntryAfter(transcript, afterId, entry),
  });
}

/** A sound without a word: where the server has not answered it by itself, nobody asks about it. */
function forgetNoise(draft: Draft, itemId: string): void {
  draft.set({ transcript: removeEntry(draft.state.transcript, itemId) });
  forgetUnanswered(draft, itemId);
}

/** Words may be written down later than they are answered. */
function spokenStatus({ call }: Draft, itemId: string): TranscriptStatus {
  return call?.answeredEarly?.includes(itemId) ? 'answered' : 'sent';
}

/** So much of the item can be read: as much as has been heard, or all of it. */
export function textHeard(
  draft: Draft,
  { itemId, complete, ...heard }: { readonly itemId: string; readonly complete: boolean } & HeardPart,
): void {
  showItem(draft, itemId, heard);
  const { answer } = draft.call ?? {};
  const item = answer && itemOf(answer, itemId);
  if (complete && item) draft.setEntry(itemId, { status: item.end });
}

/** The server's own count of what was heard of a cut answer. */
export function heardByServer(
  draft: Draft,
  { itemId, heard }: { readonly itemId: string; readonly heard: (text: string) => string },
): void {
  const entry = entryOf(draft.state.transcript, itemId);
  if (entry?.status === 'interrupted') draft.setEntry(itemId, { heard: heard(entry.text) });
}
