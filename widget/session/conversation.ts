/** The transcript as an immutable list, newest last. Searched from the end: what changes is nearly always new. */
import type { TranscriptEntry } from './snapshot.js';

export type Transcript = readonly TranscriptEntry[];

export function entryOf(transcript: Transcript, id: string): TranscriptEntry | undefined {
  return transcript.findLast((entry) => entry.id === id);
}

/** Puts an entry at the end, but before words that are still being recognised: they are newer than any answer. */
export function appendEntry(transcript: Transcript, entry: TranscriptEntry): Transcript {
  const last = transcript.at(-1);
  return last?.status === 'interim' && entry.role === 'assistant'
    ? [...transcript.slice(0, -1), entry, last]
    : [...transcript, entry];
}

/**
 * Puts an entry right behind `previousId`, or at the end when that is unknown. An answer comes behind those to the same
 * turn that were cut before: the server need not remember them.
 */
export function insertEntryAfter(
  transcript: Transcript,
  previousId: string | undefined,
  entry: TranscriptEntry,
): Transcript {
  let at = transcript.findLastIndex((other) => other.id === previousId) + 1;
  if (at === 0) return appendEntry(transcript, entry);
  if (entry.role === 'assistant') while (isCut(transcript[at])) at++;
  return [...transcript.slice(0, at), entry, ...transcript.slice(at)];
}

/** Changes one entry; an unknown id changes nothing. */
export function changeEntry(
  transcript: Transcript,
  id: string,
  change: Partial<Omit<TranscriptEntry, 'id' | 'role'>>,
): Transcript {
  const at = transcript.findLastIndex((entry) => entry.id === id);
  const entry = transcript[at];
  if (!entry) return transcript;
  const changed = transcript.slice();
  changed[at] = { ...entry, ...change };
  return changed;
}

export function removeEntry(transcript: Transcript, id: string): Transcript {
  return transcript.some((entry) => entry.id === id)
    ? transcript.filter((entry) => entry.id !== id)
    : transcript;
}

/**
 * Moves an entry to where the server says it is (`previous_item_id` of `conversation.item.added`). A
 * predecessor that no entry shows (a system item, an answer that was cut) changes nothing, and no more do entries
 * in between that the server does not have: of an answer cut before a word was heard, the log keeps what was shown.
 */
export function placeEntry(transcript: Transcript, id: string, previousId: string): Transcript {
  const at = transcript.findLastIndex((entry) => entry.id === id);
  const previousAt = transcript.findLastIndex((entry) => entry.id === previousId);
  const entry = transcript[at];
  if (!entry || previousAt < 0) return transcript;
  const isBehind = previousAt < at && transcript.slice(previousAt + 1, at).every(isOurs);
  return isBehind ? transcript : insertEntryAfter(removeEntry(transcript, id), previousId, entry);
}

function isCut(entry: TranscriptEntry | undefined): boolean {
  return entry?.role === 'assistant' && entry.status === 'interrupted';
}

/** Whether the server's conversation may be without it. */
function isOurs({ status }: TranscriptEntry): boolean {
  return status === 'interrupted' || status === 'not-sent' || status === 'interim';
}

/** Words still being recognised, if there are any. */
export function interimOf(transcript: Transcript): TranscriptEntry | undefined {
  return transcript.findLast((entry) => entry.status === 'interim');
}
