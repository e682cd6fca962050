/** The assistant's voice: when it is heard, when it fails, and what was heard of an answer cut short. */
import type { Answer } from './answer.js';
import { publishLatency } from './answering.js';
import type { Draft, Handlers } from './draft.js';
import type { HeardItem } from './session-events.js';
import { type Edit, hasVoice, isSounding } from './session-state.js';
import { mark, type Stopwatch } from './turn-latency.js';

export const VOICE_HANDLERS: Handlers<
  | 'unlocked'
  | 'unlock-failed'
  | 'audible'
  | 'silent'
  | 'speech-mark'
  | 'speech-gap'
  | 'speech-failed'
  | 'silenced'
> = {
  unlocked(draft) {
    const isBlocked = draft.call?.voice === 'blocked';
    if (!isBlocked && draft.state.notice?.code !== 'playback-blocked') return draft.ignore();
    if (isBlocked) draft.setCall({ voice: 'quiet' });
    draft.mend('playback-blocked');
  },

  'unlock-failed'(draft, { error }) {
    const { voice, answer } = draft.call ?? {};
    if (!voice || voice === 'none') return draft.ignore();
    // Sound already on its way is given up: it would come out of nowhere at the visitor's next gesture.
    if (voice !== 'quiet') draft.run({ type: 'silence' });
    draft.setCall({ voice: 'blocked', answer: answer && { ...answer, unspoken: true } });
    draft.notify(error);
  },

  audible(draft, { atMs }) {
    if (draft.call?.voice !== 'waiting') return draft.ignore();
    draft.setCall({ voice: 'audible' });
    note(draft, (watch) => mark(watch, 'audibleAtMs', atMs));
  },

  silent(draft) {
    const { voice, answer } = draft.call ?? {};
    if (!isSounding(voice)) return draft.ignore();
    draft.setCall({ voice: 'quiet' });
    if (!answer?.unspoken)
      draft.mend('speech-failed', ...(draft.call?.held ? [] : (['rate-limited'] as const)));
    publishLatency(draft);
  },

  'speech-mark'(draft, { name, atMs }) {
    return note(draft, (watch) =>
      mark(watch, name === 'first-byte' ? 'firstByteAtMs' : 'firstSentenceAtMs', atMs),
    );
  },

  'speech-gap'(draft, { gapMs }) {
    return note(draft, (watch) => ({ ...watch, maxGapMs: Math.max(watch.maxGapMs, gapMs) }));
  },

  'speech-failed'(draft, { error }) {
    const answer = draft.call?.answer;
    if (!answer) return draft.ignore();
    draft.setCall({ answer: { ...answer, unspoken: true } });
    // Said once, not for every sentence.
    if (draft.state.notice?.code !== error.code) draft.notify(error);
  },

  /** The player was stopped: the transcript and the server's conversation learn what was heard. */
  silenced(draft, { items, byServer }) {
    const { call } = draft;
    if (call && call.voice !== 'stopping') return;
    const answer = call?.answer;
    for (const item of items) cutEntry(draft, item, answer?.unspoken === true);
    const part = items.find((item) => !item.complete) ?? items.at(-1);
    const id = part?.itemId ?? answer?.items[0]?.itemId;
    if (id !== undefined) draft.tell({ type: 'interrupt', id, heard: part?.heard ?? '' });
    if (!call || !answer) return;
    publishLatency(draft);
    // A conversation that is not told yet is told what was heard.
    const edits =
      answer.unspoken || byServer || !call.link.told
        ? []
        : answer.items.flatMap((item) => editFor(item, items));
    draft.setCall({
      voice: hasVoice(draft.state, call.mode) ? 'quiet' : 'none',
      edits: [...call.edits, ...edits],
    });
  },
};

function note(draft: Draft, change: (watch: Stopwatch) => Stopwatch): void {
  const answer = draft.call?.answer;
  if (!answer) return draft.ignore();
  draft.setCall({ answer: { ...answer, watch: change(answer.watch) } });
}

function cutEntry(draft: Draft, { itemId, heard, complete }: HeardItem, read: boolean): void {
  if (complete) draft.setEntry(itemId, { status: 'done' });
  else draft.setEntry(itemId, read ? { status: 'interrupted' } : { status: 'interrupted', heard });
}

/** A cut answer is wholly in the model's memory; it must only remember what the visitor heard of it. */
function editFor({ itemId }: Answer['items'][number], items: readonly HeardItem[]): Edit[] {
  const part = items.find((item) => item.itemId === itemId);
  if (part?.complete) return [];
  return part?.heard
    ? [
        {
          type: 'replace',
          itemId,
          replacementId: part.replacementId,
          role: 'assistant',
          text: part.heard,
        },
      ]
    : [{ type: 'delete', itemId }];
}
