/** The visitor's turns on their way to the server, and the assistant's answer being cut short by them. */
import { type Answer, hasWords } from './answer.js';
import { appendEntry, entryOf, interimOf, removeEntry } from './conversation.js';
import type { Draft } from './draft.js';
import { VoiceError } from './errors.js';
import {
  enqueueTurn,
  type Turn,
  turnCorrected,
  turnFailed,
  turnOf,
  turnSent,
  turnsAnswered,
} from './outbox.js';
import type { Command } from './protocol/commands.js';
import type { Timer } from './session-effects.js';
import { type Call, type Edit, isSounding, isUp, type SessionState } from './session-state.js';

/** The echo of an item takes one round trip; three seconds are a lost frame or a lost link. */
export const ACK_MS = 3_000;
/** A model that says nothing for so long has stopped (reliability matrix, missing terminal event). */
export const RESPONSE_SILENCE_MS = 20_000;
/**
 * A WebSocket silent for so long in the middle of an answer is asked whether it is there. Of the recorded token streams
 * the slowest begins after 0.8 s and pauses for 0.06 s; a question that proves needless costs one frame.
 */
export const LINK_SILENCE_MS = 5_000;
/** A cancel is answered within a round trip; without an answer the next turn must not wait for ever. */
export const CANCEL_MS = 3_000;
/** Marks commands whose refusal is nobody's business: the item was gone already. */
export const EDIT_PREFIX = 'edit-';

export function ackTimer(turnId: string): Timer {
  return `ack:${turnId}`;
}

type NewTurn = Pick<Turn, 'id' | 'text' | 'endedAtMs'>;

/** Takes a finished user turn: shown, kept, to be sent as soon as there is a link. Cuts a running answer short. */
export function addTurn(draft: Draft, turn: NewTurn): void {
  showTurn(draft, turn);
  const error = refusal(draft.state, turn.text);
  if (error) {
    failTurn(draft, turn.id, error);
    return;
  }
  interruptAnswer(draft, { rejoin: true });
}

function refusal({ access, call }: SessionState, text: string): VoiceError | undefined {
  if (!call) return new VoiceError('link-lost', 'There is no call.');
  const most = access.status === 'open' ? access.terms.turnCharacters : Infinity;
  return text.length > most
    ? new VoiceError('config-invalid', `A turn may have ${most} characters.`)
    : undefined;
}

export function showTurn(draft: Draft, turn: NewTurn): void {
  const { id, text } = turn;
  const { transcript, outbox } = draft.state;
  draft.set({ outbox: enqueueTurn(outbox, turn) });
  if (entryOf(transcript, id)) draft.setEntry(id, { text, status: 'sending' });
  else draft.set({ transcript: appendEntry(transcript, { id, role: 'user', text, status: 'sending' }) });
}

/** Gives a turn up for now: it stays visible, and can be sent again. */
export function failTurn(draft: Draft, id: string, error: VoiceError): void {
  draft.set({ outbox: turnFailed(draft.state.outbox, id, error) });
  draft.setEntry(id, { status: 'not-sent' });
}

/** The server will not have the turn: no answer is one to it. */
export function refuseTurn(draft: Draft, id: string, error: VoiceError): void {
  failTurn(draft, id, error);
  forgetUnanswered(draft, id);
  const { answer } = draft.call ?? {};
  if (!answer?.turnIds.includes(id)) return;
  const turnIds = answer.turnIds.filter((other) => other !== id);
  draft.setCall({ answer: { ...answer, turnIds } });
  if (turnIds.length === 0) interruptAnswer(draft, { rejoin: false });
}

/** Nobody asks for an answer to it any more. */
export function forgetUnanswered(draft: Draft, id: string): void {
  const { unanswered = [] } = draft.call ?? {};
  draft.setCall({ unanswered: unanswered.filter((other) => other !== id) });
}

/** Keeps words that never became an utterance as a turn that was not sent. */
export function draftInterim(draft: Draft, error: VoiceError): void {
  const interim = interimOf(draft.state.transcript);
  if (!interim) return;
  showTurn(draft, { id: interim.id, text: interim.text });
  failTurn(draft, interim.id, error);
}

/** Takes words back that are not going to be a turn. */
export function dropInterim(draft: Draft): void {
  const { transcript } = draft.state;
  const interim = interimOf(transcript);
  if (interim) draft.set({ transcript: removeEntry(transcript, interim.id) });
}

/** Hands a turn to the link, with the id it has: for the first time, or to a conversation that may not know it. */
export function sendTurn(draft: Draft, { id, text, delivery }: Turn): void {
  const { outbox, call } = draft.state;
  draft.set({ outbox: turnSent(outbox, id, draft.nowMs) });
  // Whether a turn that was delivered before is still to be answered is known already.
  if (delivery.status !== 'acked') {
    draft.setCall({ unanswered: [...(call?.unanswered ?? []).filter((other) => other !== id), id] });
  }
  send(draft, { type: 'create-item', eventId: id, itemId: id, role: 'user', text });
  draft.run({ type: 'arm', timer: ackTimer(id), afterMs: ACK_MS });
}

/** Says something while there is somebody to hear it: a link that is lost, or not open yet, is told later, all at once. */
export function send(draft: Draft, command: Command): void {
  const { link } = draft.call ?? {};
  if (link && isUp(link)) draft.run({ type: 'send', command });
}

/** Numbers a command, so that an error can be told to be about it. */
function nextEventId(draft: Draft): string {
  const commands = (draft.call?.commands ?? 0) + 1;
  draft.setCall({ commands });
  return `command-${commands}`;
}

/** Asks for an answer to everything unanswered. */
export function requestResponse(draft: Draft, { unanswered, answer, voice, mode }: Call): void {
  const turnId = unanswered.at(-1) ?? '';
  const turn = turnOf(draft.state.outbox, turnId);
  const delivery = turn?.delivery;
  const eventId = nextEventId(draft);
  const sentAtMs = delivery && 'atMs' in delivery ? delivery.atMs : draft.nowMs;
  draft.setCall({
    response: { status: 'requested', eventId },
    answer: {
      turnIds: unanswered,
      items: [],
      watch: { turnId, sentAtMs, maxGapMs: 0, endedAtMs: turn?.endedAtMs },
      lastTextAtMs: draft.nowMs,
      unspoken: voice === 'none' || voice === 'blocked',
      retried: answer?.turnIds.at(-1) === turnId,
    },
    unanswered: [],
  });
  send(draft, { type: 'create-response', eventId, output: mode === 'speech' ? 'audio' : 'text' });
  draft.run({ type: 'arm', timer: 'response', afterMs: LINK_SILENCE_MS });
}

export function sendEdit(draft: Draft, edit: Edit): void {
  const { itemId } = edit;
  if (edit.type === 'replace') {
    const { replacementId, role, text } = edit;
    // Behind what it replaces, while that is there: its place needs no other name.
    send(draft, {
      type: 'create-item',
      eventId: EDIT_PREFIX + replacementId,
      itemId: replacementId,
      role,
      text,
      previousItemId: itemId,
    });
  }
  send(draft, { type: 'delete-item', eventId: EDIT_PREFIX + itemId, itemId });
}

/**
 * Cuts the answer short: silence first, then the cancel. What was heard follows as the event `silenced`.
 *
 * @param rejoin whether turns of whose answer nothing was heard yet are to be answered with the next one.
 * @returns whether there was anything to cut.
 */
export function interruptAnswer(draft: Draft, { rejoin }: { readonly rejoin: boolean }): boolean {
  const { call } = draft;
  if (!call) return false;
  const { response, voice, answer, unanswered } = call;
  const pending = response.status === 'requested' || response.status === 'active';
  const sounding = isSounding(voice);
  if (!pending && !sounding) return false;
  const items = answer?.items ?? [];
  // Words may have been spoken already while the next are still to come.
  const spoken = sounding || (voice === 'quiet' && items.some((item) => item.spoken > 0));
  if (spoken) {
    draft.run({ type: 'silence' });
    draft.setCall({ voice: 'stopping' });
  } else markCut(draft, items);
  if (pending) cancelResponse(draft);
  // In this order (OpenAI Realtime: output_audio_buffer.clear); the server then says what was heard. Also before the
  // first word is here: what is generated by then would be played to its end.
  if (call.mode === 'speech') {
    send(draft, { type: 'clear-output', eventId: nextEventId(draft) });
  }
  if (!answer) return true;
  const rejoins = rejoin && !isHeard(answer);
  // The server may have written what nobody will see: its model must not take that for an answer.
  if (pending && !hasWords(answer)) for (const { itemId } of items) forgetItem(draft, itemId);
  // A cut answer is an answer, and who wanted none is asked for none by the next call.
  if (pending && !rejoins) markAnswered(draft, answer.turnIds);
  if (rejoins) {
    for (const id of answer.turnIds) unanswer(draft, id, answer.watch.endedAtMs);
    draft.setCall({ unanswered: [...answer.turnIds, ...unanswered], answer: { ...answer, turnIds: [] } });
  }
  return true;
}

/** A turn that was taken for answered waits for an answer again. */
function unanswer(draft: Draft, id: string, endedAtMs: number | undefined): void {
  const { outbox, transcript } = draft.state;
  draft.setCall({ answeredEarly: draft.call?.answeredEarly?.filter((early) => early !== id) });
  const entry = entryOf(transcript, id);
  if (entry?.status !== 'answered') return;
  draft.set({ outbox: turnCorrected(outbox, { id, text: entry.text, endedAtMs }, draft.nowMs) });
  draft.setEntry(id, { status: 'sent' });
}

/** Has an item taken out of the server's conversation. */
export function forgetItem(draft: Draft, itemId: string): void {
  const { edits = [] } = draft.call ?? {};
  if (edits.some((edit) => edit.itemId === itemId)) return;
  draft.setCall({ edits: [...edits, { type: 'delete', itemId }] });
}

/** What is only read counts as heard when it is shown. */
function isHeard({ unspoken, items, watch }: Answer): boolean {
  return unspoken ? items.some(({ text }) => text !== '') : watch.audibleAtMs !== undefined;
}

/** Whether the turn's words can still be changed: nothing of an answer to it was heard. */
export function isCorrectable({ state: { call, outbox } }: Draft, id: string): boolean {
  if (call?.unanswered.includes(id)) return true;
  const { answer } = call ?? {};
  return answer?.turnIds.includes(id) ? !isHeard(answer) : turnOf(outbox, id) !== undefined;
}

/** Changes a turn's words here and in the server's conversation, and has it answered anew. */
export function correctTurn(draft: Draft, { itemId, ...turn }: NewTurn & { readonly itemId: string }): void {
  const { id, text } = turn;
  interruptAnswer(draft, { rejoin: true });
  dropInterim(draft);
  const { outbox, transcript } = draft.state;
  const { delivery } = turnOf(outbox, id) ?? {};
  const status = entryOf(transcript, id)?.status;
  draft.setEntry(id, status === 'answered' ? { text, status: 'sent' } : { text });
  const isUnsent = delivery?.status === 'queued' || delivery?.status === 'failed';
  draft.set({ outbox: turnCorrected(outbox, turn, draft.nowMs) });
  const { call } = draft;
  if (isUnsent || !call) return;
  const { edits, unanswered, corrected } = call;
  const before = corrected[id] ?? id;
  draft.setCall({
    edits: [...edits, { type: 'replace', itemId: before, replacementId: itemId, role: 'user', text }],
    corrected: { ...corrected, [id]: itemId },
    unanswered: [...unanswered.filter((other) => other !== id), id],
  });
}

export function cancelResponse(draft: Draft): void {
  const { response } = draft.call ?? {};
  const responseId = response?.status === 'active' ? response.responseId : undefined;
  const eventId = nextEventId(draft);
  send(draft, { type: 'cancel-response', eventId, responseId });
  awaitCancel(draft, { eventId, responseId });
}

/** Waits for the end of a response that is being cancelled. */
export function awaitCancel(
  draft: Draft,
  cancel: { readonly eventId: string; readonly responseId?: string | undefined },
): void {
  draft.setCall({ response: { status: 'cancelling', ...cancel, atMs: draft.nowMs } });
  draft.run({ type: 'disarm', timer: 'response' }, { type: 'arm', timer: 'cancel', afterMs: CANCEL_MS });
}

/** An answer that is only read: what was shown was read, on both sides. */
export function markCut(
  draft: Draft,
  items: readonly { readonly itemId: string; readonly text: string }[],
): void {
  for (const { itemId } of items) draft.setEntry(itemId, { status: 'interrupted' });
  const heard = items.map(({ text }) => text).join(' ');
  const [first] = items;
  if (first && heard !== '') draft.tell({ type: 'interrupt', id: first.itemId, heard });
}

/** The turns have their answer. */
export function markAnswered(draft: Draft, turnIds: readonly string[]): void {
  const { outbox, transcript } = draft.state;
  const early = turnIds.filter((id) => !entryOf(transcript, id));
  if (early.length > 0) draft.setCall({ answeredEarly: [...(draft.call?.answeredEarly ?? []), ...early] });
  for (const id of turnIds) draft.setEntry(id, { status: 'answered' });
  draft.set({ outbox: turnsAnswered(outbox, turnIds) });
}
