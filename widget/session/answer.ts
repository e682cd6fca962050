/**
 * The assistant's answer to a turn: one or more items, shown as they stream and spoken in `output_index` order
 * (a preamble and the answer proper can be two items of one response, OpenAI Realtime §3.3).
 */
import type { Effect } from './session-effects.js';
import type { TranscriptStatus } from './snapshot.js';
import type { Stopwatch } from './turn-latency.js';

export interface AnswerItem {
  readonly itemId: string;
  readonly outputIndex: number;
  /** From `conversation.item.added`; `root` for the first place. */
  readonly previousItemId?: string;
  readonly text: string;
  /** Where in `text` the content part being streamed begins. */
  readonly partAt: number;
  /** How much of `text` the voice has been given. */
  readonly spoken: number;
  readonly stage: 'streaming' | 'complete' | 'handed-over';
  /** What becomes of its entry once it is complete. */
  readonly end: TranscriptStatus;
}

export interface Answer {
  readonly turnIds: readonly string[];
  readonly items: readonly AnswerItem[];
  readonly watch: Stopwatch;
  /** When the last text came, or the request was sent: how long the model has been silent. */
  readonly lastTextAtMs: number;
  /** Not, or not wholly, spoken for want of a voice: the visitor reads it, so nothing of it counts as unheard. */
  readonly unspoken: boolean;
  /** Whether it was asked for a second time after the provider failed. */
  readonly retried: boolean;
}

export function addItem(answer: Answer, itemId: string, outputIndex: number): Answer {
  if (answer.items.some((item) => item.itemId === itemId)) return answer;
  const item: AnswerItem = {
    itemId,
    outputIndex,
    text: '',
    partAt: 0,
    spoken: 0,
    stage: 'streaming',
    end: 'done',
  };
  const items = [...answer.items, item].toSorted((a, b) => a.outputIndex - b.outputIndex);
  return { ...answer, items };
}

/** Whether anything of it was shown. */
export function hasWords(answer: Answer | undefined): boolean {
  return answer !== undefined && answer.items.some(({ text }) => text !== '');
}

export function itemOf(answer: Answer, itemId: string): AnswerItem | undefined {
  return answer.items.find((item) => item.itemId === itemId);
}

export function changeItem(answer: Answer, itemId: string, change: (item: AnswerItem) => AnswerItem): Answer {
  return { ...answer, items: answer.items.map((item) => (item.itemId === itemId ? change(item) : item)) };
}

export function appendText(item: AnswerItem, delta: string): AnswerItem {
  return item.stage === 'streaming' ? { ...item, text: item.text + delta } : item;
}

/** `whole` is a finished content part: its deltas may have been incomplete. */
export function closePart(item: AnswerItem, whole: string): AnswerItem {
  if (item.stage !== 'streaming') return item;
  const text = item.text.slice(0, item.partAt) + whole;
  return { ...item, text, partAt: text.length };
}

type Words = Extract<Effect, { type: 'speak' | 'finish-item' }>;

/**
 * What can be given to the voice now. An item's words wait until every item before it is complete, so that
 * interleaved items are not spoken through each other.
 */
export function takeWords(answer: Answer): { readonly answer: Answer; readonly words: readonly Words[] } {
  const words: Words[] = [];
  const first = answer.items.findIndex((item) => item.stage === 'streaming');
  const items = answer.items.map((item, at): AnswerItem => {
    const { itemId, text, spoken, stage } = item;
    if (stage === 'handed-over' || (first >= 0 && at > first)) return item;
    if (text.length > spoken) words.push({ type: 'speak', itemId, delta: text.slice(spoken) });
    if (stage === 'complete') words.push({ type: 'finish-item', itemId });
    return { ...item, spoken: text.length, stage: stage === 'complete' ? 'handed-over' : stage };
  });
  return { answer: { ...answer, items }, words };
}
