import type { TurnDetection } from '../conversation/ports.js';

/** What one window of sound means for the turn. */
export type TurnMark =
  | { readonly type: 'none' }
  | { readonly type: 'started' }
  /** A pause that may be the end: time to recognise what there is so far. */
  | { readonly type: 'paused' }
  | { readonly type: 'resumed' }
  | { readonly type: 'stopped' };

/**
 * How long a pause may be in a turn. For `semantic_vad` the two differ: a speaker whose last words sound
 * unfinished is waited for longer. OpenAI publishes no figures for ordinary pauses, only that `low`,
 * `medium` and `high` wait at most 8, 4 and 2 s; those are the long ones here.
 */
export interface Patience {
  readonly finishedMs: number;
  readonly unfinishedMs: number;
}

export function patienceOf(detection: TurnDetection): Patience {
  if (detection.type === 'server_vad') {
    return { finishedMs: detection.silenceDurationMs, unfinishedMs: detection.silenceDurationMs };
  }
  switch (detection.eagerness) {
    case 'low':
      return { finishedMs: 800, unfinishedMs: 8000 };
    case 'medium':
    case 'auto':
      return { finishedMs: 500, unfinishedMs: 4000 };
    case 'high':
      return { finishedMs: 300, unfinishedMs: 2000 };
    default:
      return detection.eagerness satisfies never;
  }
}

/** After this much silence the recogniser begins, so that its text is there when the turn ends. */
const RECOGNISE_AFTER_MS = 160;

type Phase =
  | { readonly name: 'quiet' }
  | { readonly name: 'speech' }
  | { readonly name: 'pause'; readonly silentMs: number; readonly marked: boolean };

/** Turns a voice detector's yes and no into beginnings and ends of turns. Counts sound, not time. */
export class Endpointing {
  #phase: Phase = { name: 'quiet' };
  #unfinished = false;

  get inTurn(): boolean {
    return this.#phase.name !== 'quiet';
  }

  /** What the recogniser made of the sound up to the present pause. */
  heard(text: string): void {
    this.#unfinished = soundsUnfinished(text);
  }

  push(window: { readonly speech: boolean; readonly durationMs: number }, patience: Patience): TurnMark {
    const before = this.#phase;
    if (window.speech) {
      this.#phase = { name: 'speech' };
      if (before.name === 'quiet') return { type: 'started' };
      return { type: before.name === 'pause' && before.marked ? 'resumed' : 'none' };
    }
    if (before.name === 'quiet') return { type: 'none' };
    const silentMs = (before.name === 'pause' ? before.silentMs : 0) + window.durationMs;
    const marked = before.name === 'pause' && before.marked;
    if (!marked) this.#unfinished = false;
    if (silentMs >= (this.#unfinished ? patience.unfinishedMs : patience.finishedMs)) {
      this.reset();
      return { type: 'stopped' };
    }
    const pausesNow = !marked && silentMs >= RECOGNISE_AFTER_MS;
    this.#phase = { name: 'pause', silentMs, marked: marked || pausesNow };
    return { type: pausesNow ? 'paused' : 'none' };
  }

  /** The turn is over for another reason. */
  reset(): void {
    this.#phase = { name: 'quiet' };
    this.#unfinished = false;
  }
}

/** Words after which an English speaker goes on. */
const LEADS_ON =
  /\b(?:a|an|and|as|at|because|but|by|for|from|if|in|is|my|of|on|or|so|than|that|the|then|to|uh|um|when|with|your)[\s.,…-]*$/i;

/** Whether a transcript stops in the middle of a thought. */
export function soundsUnfinished(text: string): boolean {
  const said = text.trim();
  return said !== '' && (LEADS_ON.test(said) || /[,…-]$|\.\.\.$/.test(said));
}
