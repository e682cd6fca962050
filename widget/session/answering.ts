/** The assistant's text as it arrives: shown, measured, handed to the voice. */
import { addItem, type Answer, type AnswerItem, changeItem, itemOf, takeWords } from './answer.js';
import { appendEntry, changeEntry, entryOf, insertEntryAfter, type Transcript } from './conversation.js';
import type { Effect } from './session-effects.js';
import type { Call, SessionState, Voice } from './session-state.js';
import type { TranscriptStatus } from './snapshot.js';
import { inCall, type Step, step, andThen, withCall } from './step.js';
import { latencyOf, mark } from './turn-latency.js';

/** Changes the text of one item and lets eyes and ears follow. */
export function growAnswer(
  state: SessionState,
  itemId: string,
  { change, nowMs }: { readonly change: (item: AnswerItem) => AnswerItem; readonly nowMs: number },
): Step {
  return inCall(state, (call) => {
    if (!call.answer) return step(state);
    const known = addItem(call.answer, itemId, call.answer.items.length);
    const grown = changeItem({ ...known, lastTextAtMs: nowMs }, itemId, change);
    const answer = { ...grown, watch: mark(grown.watch, 'firstDeltaAtMs', nowMs) };
    const transcript = showItem(state.transcript, answer, itemId);
    return speakWords({ ...withCall(state, { answer }), transcript });
  });
}

function showItem(transcript: Transcript, answer: Answer, itemId: string): Transcript {
  const item = itemOf(answer, itemId);
  if (!item || item.text === '') return transcript;
  if (entryOf(transcript, itemId)) return changeEntry(transcript, itemId, { text: item.text });
  const entry = { id: itemId, role: 'assistant', text: item.text, status: 'streaming' } as const;
  const earlier = answer.items.findLast((other) => other.outputIndex < item.outputIndex)?.itemId;
  const previousId = earlier ?? item.previousItemId;
  return previousId === undefined
    ? appendEntry(transcript, entry)
    : insertEntryAfter(transcript, previousId, entry);
}

/** Marks one item as complete. */
export function completeItem(state: SessionState, itemId: string): Step {
  return inCall(state, ({ answer }) => {
    const item = answer && itemOf(answer, itemId);
    if (!answer || item?.stage !== 'streaming') return step(state);
    const complete = changeItem(answer, itemId, (known) => ({ ...known, stage: 'complete' }));
    const transcript = changeEntry(state.transcript, itemId, { status: 'done' });
    return speakWords({ ...withCall(state, { answer: complete }), transcript });
  });
}

/** No more text will come. `status` is what becomes of items that were still streaming. */
export function finishAnswer(state: SessionState, status: TranscriptStatus): Step {
  return inCall(state, (call) => {
    if (!call.answer) return step(state);
    const streaming = call.answer.items.filter((item) => item.stage === 'streaming');
    let { transcript } = state;
    for (const { itemId } of streaming) transcript = changeEntry(transcript, itemId, { status });
    const items = call.answer.items.map((item): AnswerItem =>
      item.stage === 'streaming' ? { ...item, stage: 'complete' } : item,
    );
    const complete = { ...withCall(state, { answer: { ...call.answer, items } }), transcript };
    const spoken = andThen(speakWords(complete), (left) =>
      canSpeak(call.voice) && items.some((item) => item.text !== '')
        ? step(left, { type: 'finish-answer' })
        : step(left),
    );
    // With sound still to come the figures are not complete: `silent` publishes them.
    return andThen(spoken, (left) => step(isSounding(left.call) ? left : publishLatency(left)));
  });
}

function isSounding(call: Call | undefined): boolean {
  return call?.voice.status === 'waiting' || call?.voice.status === 'audible';
}

function canSpeak(voice: Voice): boolean {
  return voice.status === 'quiet' || voice.status === 'waiting' || voice.status === 'audible';
}

function speakWords(state: SessionState): Step {
  return inCall(state, (call) => {
    if (!call.answer || !canSpeak(call.voice)) return step(state);
    const { answer, words } = takeWords(call.answer);
    const effects = words.map((word): Effect =>
      word.type === 'words'
        ? { type: 'speak', itemId: word.itemId, delta: word.delta }
        : { type: 'finish-item', itemId: word.itemId },
    );
    const voice = voiceWith(
      call,
      words.some((word) => word.type === 'words'),
    );
    return step(withCall(state, { answer, voice }), ...effects);
  });
}

function voiceWith(call: Call, hasWords: boolean): Voice {
  return hasWords && call.voice.status === 'quiet' ? { status: 'waiting' } : call.voice;
}

/** The turn's figures, once: they are complete when its last sound was played, or its last text came. */
export function publishLatency(state: SessionState): SessionState {
  const watch = state.call?.answer?.watch;
  const latency = watch && latencyOf(watch);
  return latency ? { ...state, latency } : state;
}
