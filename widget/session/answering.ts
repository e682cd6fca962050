/** The assistant's text as it arrives: shown, measured, handed to the voice. */
import { addItem, type AnswerItem, changeItem, itemOf, takeWords } from './answer.js';
import { entryOf, insertEntryAfter } from './conversation.js';
import type { Draft } from './draft.js';
import { isSounding } from './session-state.js';
import type { TranscriptStatus } from './snapshot.js';
import { latencyOf, mark } from './turn-latency.js';

/** Changes the text of one item and lets eyes and ears follow. */
export function growAnswer(draft: Draft, itemId: string, change: (item: AnswerItem) => AnswerItem): void {
  const { nowMs } = draft;
  const before = draft.call?.answer;
  if (!before) return;
  const known = addItem(before, itemId, before.items.length);
  const watch = mark(known.watch, 'firstDeltaAtMs', nowMs);
  const answer = { ...changeItem(known, itemId, change), watch, lastTextAtMs: nowMs };
  draft.setCall({ answer });
  if (!isHeldBack(draft)) showItem(draft, itemId);
  speakWords(draft);
}

/** In `speech` text comes long before its sound: the voice shows it when it is heard. */
function isHeldBack({ call }: Draft): boolean {
  return call?.mode === 'speech' && call.voice !== 'blocked';
}

/** So much of an item is shown as was heard, although the words of turns before it may not be written down yet. */
export interface HeardPart {
  readonly text: string;
  /** What is shown and comes last before the end of that item; `undefined` when nothing does. */
  readonly lastShown: (itemId: string) => string | undefined;
}

/** Shows an item of the answer: what is `heard` of it, or else all that there is. */
export function showItem(draft: Draft, itemId: string, heard?: HeardPart): void {
  const answer = draft.call?.answer;
  const item = answer && itemOf(answer, itemId);
  const text = heard ? heard.text : item?.text;
  if (!answer || !item || !text) return;
  const { outputIndex, previousItemId } = item;
  const { transcript } = draft.state;
  if (entryOf(transcript, itemId)) {
    draft.setEntry(itemId, { text });
    return;
  }
  const entry = { id: itemId, role: 'assistant', text, status: 'streaming' } as const;
  const previousId =
    answer.items.findLast((other) => other.outputIndex < outputIndex)?.itemId ?? previousItemId;
  const shownId = previousId && heard ? heard.lastShown(previousId) : previousId;
  draft.set({
    transcript:
      previousId && !shownId ? [entry, ...transcript] : insertEntryAfter(transcript, shownId, entry),
  });
}

/** Marks one item as complete; `status` is what becomes of its entry. */
export function completeItem(draft: Draft, itemId: string, status: TranscriptStatus): void {
  const answer = draft.call?.answer;
  if (!answer || itemOf(answer, itemId)?.stage !== 'streaming') return;
  draft.setCall({
    answer: changeItem(answer, itemId, (item) => ({ ...item, stage: 'complete', end: status })),
  });
  if (!isHeldBack(draft)) draft.setEntry(itemId, { status });
  speakWords(draft);
}

/** No more text will come. `status` is what becomes of items that were still streaming. */
export function finishAnswer(draft: Draft, status: TranscriptStatus): void {
  for (const { itemId } of draft.call?.answer?.items ?? []) completeItem(draft, itemId, status);
  const { voice } = draft.call ?? {};
  // With sound still to come the turn's figures are not complete: `silent` publishes them.
  if (isSounding(voice)) draft.run({ type: 'finish-answer' });
  else publishLatency(draft);
}

function speakWords(draft: Draft): void {
  const { voice, answer } = draft.call ?? {};
  if (!answer || (voice !== 'quiet' && !isSounding(voice))) return;
  const { answer: taken, words } = takeWords(answer);
  draft.setCall({ answer: taken });
  draft.run(...words);
  if (voice === 'quiet' && words.some(({ type }) => type === 'speak')) draft.setCall({ voice: 'waiting' });
}

/** The turn's figures, once: they are complete when its last sound was played, or its last text came. */
export function publishLatency(draft: Draft): void {
  const watch = draft.call?.answer?.watch;
  const latency = watch && latencyOf(watch);
  if (latency) draft.set({ latency });
}
