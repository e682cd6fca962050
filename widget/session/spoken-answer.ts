import type { SegmentProgress } from './ports.js';
import type { SentenceSplitter } from './sentence-splitter.js';
import type { SpeechPace } from './speech-pace.js';
import type { SpokenPiece } from './spoken-piece.js';

/** What a visitor has heard of one item: a beginning of its text, cut after a whole word. */
export interface HeardItem {
  readonly itemId: string;
  readonly heard: string;
  readonly complete: boolean;
}

export interface SpokenItem {
  readonly id: string;
  readonly splitter: SentenceSplitter;
  text: string;
  finished: boolean;
  /** Aborts the timer that notices a pause in the writing. */
  stall: AbortController;
}

/** Everything that is forgotten when an answer is over. */
export interface SpokenAnswer {
  readonly items: SpokenItem[];
  readonly pieces: SpokenPiece[];
  /** Aborts its requests. */
  readonly over: AbortController;
  readonly told: Set<'audible' | 'first-sentence' | 'first-byte'>;
  finished: boolean;
  /** Since when there is nothing to play because no sentence had been asked for. */
  idleSinceMs: number | undefined;
  /** Aborts the timer that looks again whether the next sentence is due. */
  replan: AbortController;
}

export function newAnswer(): SpokenAnswer {
  return {
    items: [],
    pieces: [],
    over: new AbortController(),
    told: new Set(),
    finished: false,
    idleSinceMs: undefined,
    replan: new AbortController(),
  };
}

/** Requests whose sound is still arriving. */
export function openRequests({ pieces }: SpokenAnswer): number {
  return pieces.filter(
    ({ phase, sound }) => phase.name !== 'waiting' && phase.name !== 'played' && sound === 'arriving',
  ).length;
}

/** Sound that has been asked for and not been heard: arrived, or estimated from the text. */
export function soundInHandMs(
  { pieces }: SpokenAnswer,
  { pace, nowMs }: { readonly pace: SpeechPace; readonly nowMs: number },
): number {
  let sumMs = 0;
  for (const { phase, sound, spoken, arrivedMs } of pieces) {
    if (phase.name === 'waiting' || phase.name === 'played') continue;
    const wholeMs = sound === 'arriving' ? Math.max(arrivedMs, pace.durationMs(spoken.text)) : arrivedMs;
    sumMs += phase.name === 'audible' ? Math.max(0, wholeMs - (nowMs - phase.atMs)) : wholeMs;
  }
  return sumMs;
}

/** What was heard of `item`, from what the player says it played of each segment. */
export function heardOf(
  item: SpokenItem,
  {
    answer,
    progress,
    charactersPerSecond,
  }: {
    readonly answer: SpokenAnswer;
    readonly progress: ReadonlyMap<string, SegmentProgress>;
    readonly charactersPerSecond: number;
  },
): HeardItem {
  let heard = '';
  let complete = item.finished;
  let seenTo = 0;
  for (const piece of answer.pieces.filter(({ itemId }) => itemId === item.id)) {
    const end = piece.heardEnd(progress.get(piece.segmentId), charactersPerSecond);
    if (end > piece.start) heard += item.text.slice(seenTo, end);
    seenTo = piece.end;
    if (end === piece.end) continue;
    complete = false;
    // A sentence that could not be spoken is passed over; anything else is where the visitor stopped listening.
    if (piece.phase.name !== 'played') break;
  }
  return { itemId: item.id, heard: heard.trim(), complete };
}
