/** What a session may keep, whatever the server says: as much as was said, and no more. */
import type { SessionState } from '../../widget/session/session-state.js';
import type { FuzzedCall } from './fuzzed-call.js';

export interface Said {
  /** By the visitor, so far. */
  readonly turns: number;
  /** Names of items that there are or were. */
  readonly items: number;
  /** Characters of words that frames of permitted size have brought, and that the visitor has said. */
  readonly characters: number;
}

/** Everything but words: an entry, a turn, an edit, an answer's item, with their names, times and errors. */
const CHARACTERS_PER_THING = 200;
/** The call itself, with a notice. */
const CHARACTERS_PER_CALL = 3_000;
/** Begins the id of every turn that a true server was told by voice. */
export const SPOKEN_PREFIX = 'spoken_';
/** Of a session and its call, besides one for every turn: the one that waits for its echo runs on for seconds after that. */
const MOST_TIMERS = 32;

/** The first bound that does not hold. */
export function overgrown({ state, ports }: FuzzedCall, said: Said): string | undefined {
  const { outbox, transcript, call } = state;
  const { edits = [], unanswered = [], answer } = call ?? {};
  const things = said.turns + said.items;
  const sizes: readonly (readonly [name: string, is: number, most: number])[] = [
    ['turns in the outbox', outbox.length, said.turns],
    // A spoken turn may stand there beside its answer when the server contradicts itself.
    ['unanswered turns', unanswered.length, 2 * said.turns],
    ['edits', edits.length, things],
    ['items of an answer', answer?.items.length ?? 0, said.items],
    ['turns of an answer', answer?.turnIds.length ?? 0, 2 * said.turns],
    ['entries', transcript.length, things],
    ['timers', ports.clock.running, MOST_TIMERS + said.turns],
    ['characters shown', textOf(transcript), said.characters],
    ['characters of an answer', textOf(answer?.items ?? []), said.characters],
    ['characters of all', sizeOf(state), boundOf(said)],
  ];
  const over = sizes.find(([, is, most]) => is > most);
  if (over) return `there are ${over[1]} ${over[0]}, at most ${over[2]} expected`;
  if (new Set(outbox.map(({ id }) => id)).size < outbox.length) return 'a turn is in the outbox twice';
  return heldTooLong(state, ports.clock.now());
}

function heldTooLong({ call }: SessionState, nowMs: number): string | undefined {
  const leftMs = (call?.held?.untilMs ?? 0) - nowMs;
  return leftMs > 60_000 ? `answers are held for ${leftMs} ms` : undefined;
}

function textOf(list: readonly { readonly text: string }[]): number {
  return list.reduce((sum, { text }) => sum + text.length, 0);
}

function sizeOf(state: SessionState): number {
  return JSON.stringify(state).length;
}

/** Words may be kept in an entry, in the part of it that was heard, in a turn or an answer, and in an edit. */
function boundOf({ turns, items, characters }: Said): number {
  return CHARACTERS_PER_CALL + CHARACTERS_PER_THING * (turns + items) + 4 * characters;
}

/** What a session still keeps of a conversation in which everything has come to its end. */
export function leftOver({ state: { outbox, call, transcript } }: FuzzedCall): string | undefined {
  const unanswered = new Set(
    transcript.filter(({ role, status }) => role === 'user' && status === 'sent').map(({ id }) => id),
  );
  const needless = outbox.find(({ id }) => !unanswered.delete(id));
  if (needless) return `turn ${needless.id} is kept in the outbox, and needs no answer`;
  // A turn that the server heard by itself need not be kept.
  const missing = [...unanswered].find((id) => !id.startsWith(SPOKEN_PREFIX));
  if (missing !== undefined) return `turn ${missing} has no answer, and is not kept`;
  if (!call || call.response.status !== 'none')
    return `a response is still ${call?.response.status ?? 'gone'}`;
  const open = call.edits.length + call.unanswered.length;
  return open > 0 ? 'something waits to be said to the server' : undefined;
}
