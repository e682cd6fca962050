/**
 * What the visitor said and the server has not answered yet, oldest first. It outlives a call: nothing leaves
 * it but by an answer.
 */
import type { VoiceError } from './errors.js';

export interface Turn {
  /** The item id in the conversation, ours from the beginning: sending twice can never say it twice. */
  readonly id: string;
  readonly text: string;
  /** When the visitor stopped speaking, on the session clock; absent for typed turns. */
  readonly endedAtMs?: number | undefined;
  /** How often it was handed to a link. */
  readonly attempts: number;
  readonly delivery: Delivery;
}

export type Delivery =
  | { readonly status: 'queued' }
  | {
      readonly status: 'sent';
      readonly atMs: number;
      /** The server has said anything since. */
      readonly heard?: boolean;
    }
  /** The server has echoed our item id. */
  | { readonly status: 'acked'; readonly atMs: number }
  | { readonly status: 'failed'; readonly error: VoiceError };

export type Outbox = readonly Turn[];

export function turnOf(outbox: Outbox, id: string): Turn | undefined {
  return outbox.find((turn) => turn.id === id);
}

export function enqueueTurn(outbox: Outbox, turn: Pick<Turn, 'id' | 'text' | 'endedAtMs'>): Outbox {
  return [...outbox, { ...turn, attempts: 0, delivery: { status: 'queued' } }];
}

/** Other words for a turn; one that was taken for answered is back. Where it was sent, it counts as sent now. */
export function turnCorrected(
  outbox: Outbox,
  turn: Pick<Turn, 'id' | 'text' | 'endedAtMs'>,
  nowMs: number,
): Outbox {
  const { attempts = 1, delivery = { status: 'acked', atMs: nowMs } } = turnOf(outbox, turn.id) ?? {};
  const others = outbox.filter(({ id }) => id !== turn.id);
  return [
    ...others,
    { ...turn, attempts, delivery: 'atMs' in delivery ? { ...delivery, atMs: nowMs } : delivery },
  ];
}

/** Back to the queue, with the same id. */
export function requeueTurn(outbox: Outbox, id: string): Outbox {
  return changeTurn(outbox, id, (turn) => ({ ...turn, delivery: { status: 'queued' } }));
}

export function turnSent(outbox: Outbox, id: string, atMs: number): Outbox {
  return changeTurn(outbox, id, (turn) => ({
    ...turn,
    attempts: turn.attempts + 1,
    delivery: { status: 'sent', atMs },
  }));
}

/** The server has spoken: of whatever is still unconfirmed, it has had the time to. */
export function turnsHeard(outbox: Outbox): Outbox {
  return outbox.map((turn) =>
    turn.delivery.status === 'sent' ? { ...turn, delivery: { ...turn.delivery, heard: true } } : turn,
  );
}

/** Also for a turn already given up: the server has it after all. */
export function turnAcked(outbox: Outbox, id: string, nowMs: number): Outbox {
  return changeTurn(outbox, id, (turn) => ({
    ...turn,
    delivery: { status: 'acked', atMs: turn.delivery.status === 'sent' ? turn.delivery.atMs : nowMs },
  }));
}

export function turnFailed(outbox: Outbox, id: string, error: VoiceError): Outbox {
  return changeTurn(outbox, id, (turn) => ({ ...turn, delivery: { status: 'failed', error } }));
}

export function turnsAnswered(outbox: Outbox, ids: readonly string[]): Outbox {
  return outbox.filter((turn) => !ids.includes(turn.id));
}

/**
 * Whether an error about a resent item says that the server has it already. OpenAI documents no code for that: these
 * are the local peer's, and the one that OpenAI has for a bad value (`ga-errors.jsonl`), of an id that was good before.
 */
export function saysDuplicate({ attempts }: Turn, { code, param }: ItemError): boolean {
  const isIdRefused = code === 'invalid_value' && param === 'item.id';
  return attempts > 1 && (isIdRefused || code === 'item_create_duplicate_item_id');
}

interface ItemError {
  readonly code: string;
  readonly param: string;
}

function changeTurn(outbox: Outbox, id: string, change: (turn: Turn) => Turn): Outbox {
  return outbox.map((turn) => (turn.id === id ? change(turn) : turn));
}
