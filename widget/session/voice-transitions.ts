/** The assistant's voice: when it is heard, when it fails, and what was heard of an answer cut short. */
import { publishLatency } from './answering.js';
import type { Answer } from './answer.js';
import type { VoiceError } from './errors.js';
import { changeEntry, type Transcript } from './conversation.js';
import type { HeardItem, VoiceEvent } from './session-events.js';
import type { Call, Edit, SessionState } from './session-state.js';
import { mended, notify, type Step, step, andThen, withCall } from './step.js';
import { type Mark, mark } from './turn-latency.js';
import { pump } from './turns.js';

type VoiceStep = Extract<
  VoiceEvent,
  {
    type:
      | 'unlocked'
      | 'unlock-failed'
      | 'audible'
      | 'silent'
      | 'speech-mark'
      | 'speech-gap'
      | 'speech-failed'
      | 'silenced';
  }
>;

export function voiceTransition(state: SessionState, event: VoiceStep, nowMs: number): Step | undefined {
  const { call } = state;
  if (event.type === 'silenced') return silenced(state, event.items, nowMs);
  if (!call || call.voice.status === 'none') return undefined;
  switch (event.type) {
    case 'unlocked':
      return call.voice.status === 'blocked'
        ? step(mended(withCall(state, { voice: { status: 'quiet' } }), 'playback-blocked'))
        : step(state);
    case 'unlock-failed':
      return notifyBlocked(state, call, event.error);
    case 'audible':
      return audible(state, call, event.atMs);
    case 'silent':
      return silent(state, call);
    case 'speech-mark':
      return marked(state, call, { name: MARKS[event.name], atMs: event.atMs });
    case 'speech-gap':
      return gap(state, call, event.gapMs);
    case 'speech-failed': {
      const answer = call.answer && { ...call.answer, voiceFailed: true };
      const next = answer ? withCall(state, { answer }) : state;
      // Said once, not for every sentence.
      return state.notice?.code === event.error.code ? step(next) : notify(next, event.error);
    }
    default:
      return event satisfies never;
  }
}

/** Sound already on its way is given up: it would come out of nowhere at the visitor's next gesture. */
function notifyBlocked(state: SessionState, call: Call, error: VoiceError): Step {
  const blocked = withCall(state, { voice: { status: 'blocked' } });
  const told = notify(blocked, error);
  return call.voice.status === 'quiet' ? told : { ...told, effects: [...told.effects, { type: 'silence' }] };
}

const MARKS = { 'first-sentence': 'firstSentenceAtMs', 'first-byte': 'firstByteAtMs' } as const;

function audible(state: SessionState, call: Call, atMs: number): Step | undefined {
  if (call.voice.status !== 'waiting' && call.voice.status !== 'quiet') return undefined;
  const next = mended(withCall(state, { voice: { status: 'audible' } }), 'speech-failed', 'playback-blocked');
  return next.call ? marked(next, next.call, { name: 'audibleAtMs', atMs }) : undefined;
}

function silent(state: SessionState, call: Call): Step | undefined {
  if (call.voice.status !== 'audible' && call.voice.status !== 'waiting') return undefined;
  const next = withCall(state, { voice: { status: 'quiet' } });
  // While the response runs, this was only a pause for want of text.
  return step(call.response.status === 'none' ? publishLatency(next) : next);
}

function marked(
  state: SessionState,
  { answer }: Call,
  { name, atMs }: { readonly name: Mark; readonly atMs: number },
): Step {
  if (!answer) return step(state);
  return step(withCall(state, { answer: { ...answer, watch: mark(answer.watch, name, atMs) } }));
}

function gap(state: SessionState, { answer }: Call, gapMs: number): Step {
  if (!answer) return step(state);
  const watch = { ...answer.watch, maxGapMs: Math.max(answer.watch.maxGapMs, gapMs) };
  return step(withCall(state, { answer: { ...answer, watch } }));
}

/** The player was stopped: the transcript and the server's conversation learn what was heard. */
function silenced(state: SessionState, heard: readonly HeardItem[], nowMs: number): Step {
  const { call } = state;
  if (call && call.voice.status !== 'stopping') return step(state);
  const answer = call?.answer;
  const transcript = cutEntries(state.transcript, heard, answer);
  const told = step({ ...state, transcript }, ...interruptMoment(heard, answer));
  if (!call || !answer) return told;
  const edits = answer.voiceFailed ? [] : editsFor(answer, heard);
  return andThen(told, (left) =>
    pump(withCall(left, { voice: { status: 'quiet' }, edits: [...call.edits, ...edits] }), nowMs),
  );
}

function cutEntries(
  transcript: Transcript,
  heard: readonly HeardItem[],
  answer: Answer | undefined,
): Transcript {
  let cut = transcript;
  for (const { itemId, heard: text, complete } of heard) {
    if (complete) cut = changeEntry(cut, itemId, { status: 'done' });
    else if (answer?.voiceFailed) cut = changeEntry(cut, itemId, { status: 'interrupted' });
    else cut = changeEntry(cut, itemId, { status: 'interrupted', heard: text });
  }
  return cut;
}

function interruptMoment(heard: readonly HeardItem[], answer: Answer | undefined) {
  const item = heard.find((part) => !part.complete);
  const id = item?.itemId ?? answer?.items[0]?.itemId;
  return id === undefined
    ? []
    : [{ type: 'moment', moment: { type: 'interrupt', id, heard: item?.heard ?? '' } } as const];
}

/** A cut answer is wholly in the model's memory; it must only remember what the visitor heard of it. */
function editsFor(answer: Answer, heard: readonly HeardItem[]): Edit[] {
  const edits: Edit[] = [];
  for (const { itemId, previousItemId } of answer.items) {
    const part = heard.find((item) => item.itemId === itemId);
    if (part?.complete) continue;
    if (!part || part.heard.trim() === '') edits.push({ type: 'delete', itemId });
    else {
      const { replacementId } = part;
      const replace = { type: 'replace', itemId, replacementId, heard: part.heard } as const;
      edits.push(previousItemId === undefined ? replace : { ...replace, previousItemId });
    }
  }
  return edits;
}
