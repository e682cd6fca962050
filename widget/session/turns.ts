/** The visitor's turns on their way to the server, and the assistant's answer being cut short by them. */
import { appendEntry, changeEntry, entryOf, interimOf, removeEntry } from './conversation.js';
import { VoiceError } from './errors.js';
import { enqueueTurn, type Turn, turnFailed, turnOf, turnSent, turnsAnswered } from './outbox.js';
import type { Command } from './protocol/commands.js';
import { cancelStage, mayRequest } from './response-sequencer.js';
import type { Effect, Timer } from './session-effects.js';
import type { Call, Edit, SessionState } from './session-state.js';
import { inCall, type Step, step, andThen, withCall } from './step.js';

/** The echo of an item takes one round trip; three seconds are a lost frame or a lost link. */
export const ACK_MS = 3_000;
/** A model that says nothing for so long has stopped (reliability matrix, missing terminal event). */
export const RESPONSE_SILENCE_MS = 20_000;
/** A cancel is answered within a round trip; without an answer the next turn must not wait for ever. */
const CANCEL_MS = 3_000;

export function ackTimer(turnId: string): Timer {
  return `ack:${turnId}`;
}

export interface NewTurn {
  readonly id: string;
  readonly text: string;
  readonly endedAtMs?: number;
}

/** Takes a finished user turn: shown, kept, and sent as soon as there is a link. Cuts a running answer short. */
export function addTurn(state: SessionState, turn: NewTurn, nowMs: number): Step {
  const error = refusal(state, turn.text);
  const queued = { ...showTurn(state, turn), outbox: enqueueTurn(state.outbox, turn) };
  if (error) return step(failTurn(queued, turn.id, error));
  return andThen(interruptAnswer(queued, { rejoin: true }), (left) => pump(left, nowMs));
}

function refusal({ access, call }: SessionState, text: string): VoiceError | undefined {
  if (!call) return new VoiceError('link-lost', 'There is no call.');
  if (access.status === 'open' && text.length > access.terms.turnCharacters) {
    return new VoiceError('config-invalid', `A turn may have ${access.terms.turnCharacters} characters.`);
  }
  return undefined;
}

function showTurn(state: SessionState, { id, text }: NewTurn): SessionState {
  const { transcript } = state;
  const shown = entryOf(transcript, id);
  return {
    ...state,
    transcript: shown
      ? changeEntry(transcript, id, { text, status: 'sending' })
      : appendEntry(transcript, { id, role: 'user', text, status: 'sending' }),
  };
}

/** Gives a turn up for now: it stays visible, and can be sent again. */
export function failTurn(state: SessionState, id: string, error: VoiceError): SessionState {
  return {
    ...state,
    outbox: turnFailed(state.outbox, id, error),
    transcript: changeEntry(state.transcript, id, { status: 'not-sent' }),
  };
}

/** Keeps words that never became an utterance as a turn that was not sent. */
export function draftInterim(
  state: SessionState,
  draft: string | undefined,
  error: VoiceError,
): SessionState {
  const interim = interimOf(state.transcript);
  if (!interim) return state;
  const turn = { id: interim.id, text: draft ?? interim.text };
  return failTurn({ ...showTurn(state, turn), outbox: enqueueTurn(state.outbox, turn) }, turn.id, error);
}

/** Sends whatever may be sent now: queued turns, edits of the conversation, the request for an answer. */
export function pump(state: SessionState, nowMs: number): Step {
  const { call } = state;
  if (!call || call.link.status === 'connecting' || call.link.channel !== 'open') return step(state);
  let next = step(state);
  for (const turn of state.outbox) {
    if (turn.delivery.status === 'queued') next = andThen(next, (left) => sendTurn(left, turn, nowMs));
  }
  return andThen(next, (left) => request(left, nowMs));
}

function sendTurn(state: SessionState, { id, text }: Turn, nowMs: number): Step {
  return inCall(state, ({ unanswered }) =>
    step(
      {
        ...withCall(state, { unanswered: [...unanswered.filter((other) => other !== id), id] }),
        outbox: turnSent(state.outbox, id, nowMs),
      },
      { type: 'send', command: { type: 'create-item', eventId: id, itemId: id, role: 'user', text } },
      { type: 'arm', timer: ackTimer(id), afterMs: ACK_MS },
    ),
  );
}

function request(state: SessionState, nowMs: number): Step {
  return inCall(state, (call) => {
    if (!mayRequest(call.response) || call.voice.status === 'stopping') return step(state);
    const edited = flushEdits(state, call);
    return call.unanswered.length === 0 ? edited : andThen(edited, (left) => requestResponse(left, nowMs));
  });
}

/** Asks for an answer to everything unanswered. */
function requestResponse(state: SessionState, nowMs: number): Step {
  return inCall(state, (call) => {
    const turnId = call.unanswered.at(-1) ?? '';
    const turn = turnOf(state.outbox, turnId);
    const eventId = `response-${call.commands}`;
    const retried =
      call.answer !== undefined && call.answer.turnIds.at(-1) === turnId && call.answer.items.length === 0;
    const watch = {
      turnId,
      sentAtMs:
        turn && turn.delivery.status !== 'queued' && turn.delivery.status !== 'failed'
          ? turn.delivery.atMs
          : nowMs,
      maxGapMs: 0,
      ...(turn?.endedAtMs === undefined ? {} : { endedAtMs: turn.endedAtMs }),
    };
    return step(
      withCall(state, {
        response: { status: 'requested', eventId },
        answer: {
          turnIds: call.unanswered,
          items: [],
          watch,
          lastTextAtMs: nowMs,
          voiceFailed: false,
          retried,
        },
        unanswered: [],
        commands: call.commands + 1,
      }),
      { type: 'send', command: { type: 'create-response', eventId } },
      { type: 'arm', timer: 'response', afterMs: RESPONSE_SILENCE_MS },
    );
  });
}

function flushEdits(state: SessionState, call: Call): Step {
  if (call.edits.length === 0) return step(state);
  const commands = call.edits.flatMap((edit) => editCommands(edit));
  return step(
    withCall(state, { edits: [] }),
    ...commands.map((command): Effect => ({ type: 'send', command })),
  );
}

/** Errors about these are nobody's business: the item was gone already. */
export const EDIT_PREFIX = 'edit-';

function editCommands(edit: Edit): Command[] {
  const { itemId } = edit;
  const remove: Command = { type: 'delete-item', eventId: EDIT_PREFIX + itemId, itemId };
  if (edit.type === 'delete') return [remove];
  const { replacementId, heard: text, previousItemId } = edit;
  return [
    remove,
    {
      type: 'create-item',
      eventId: EDIT_PREFIX + replacementId,
      itemId: replacementId,
      role: 'assistant',
      text,
      ...(previousItemId === undefined ? {} : { previousItemId }),
    },
  ];
}

/**
 * Cuts the answer short: silence first, andThen the cancel. What was heard follows as the event `silenced`.
 *
 * @param rejoin whether turns that got no word of an answer yet are to be answered with the next one.
 */
export function interruptAnswer(state: SessionState, { rejoin }: { readonly rejoin: boolean }): Step {
  return inCall(state, (call) => {
    const { response, voice, answer } = call;
    const pending = response.status === 'requested' || response.status === 'active';
    const speaking = voice.status === 'audible' || voice.status === 'waiting';
    if (!pending && !speaking) return step(state);
    const spoken =
      speaking || (voice.status === 'quiet' && answer?.items.some((item) => item.spoken > 0) === true);
    const wordless = answer?.items.every((item) => item.text === '') ?? true;
    const cut = pending ? cancelResponse(state) : step(state);
    const again =
      rejoin && pending && wordless ? [...(answer?.turnIds ?? []), ...call.unanswered] : call.unanswered;
    const joined = { ...cut, state: withCall(cut.state, { unanswered: again }) };
    return spoken
      ? { ...silence(joined.state), effects: [{ type: 'silence' }, ...joined.effects] }
      : markCut(joined);
  });
}

function silence(state: SessionState): Step {
  return step(withCall(state, { voice: { status: 'stopping' } }));
}

export function cancelResponse(state: SessionState): Step {
  return inCall(state, (call) => {
    const { response } = call;
    const eventId = `cancel-${call.commands}`;
    const command: Command =
      response.status === 'active'
        ? { type: 'cancel-response', eventId, responseId: response.responseId }
        : { type: 'cancel-response', eventId };
    return step(
      withCall(state, { response: cancelStage(response, eventId), commands: call.commands + 1 }),
      { type: 'send', command },
      { type: 'disarm', timer: 'response' },
      { type: 'arm', timer: 'cancel', afterMs: CANCEL_MS },
    );
  });
}

/** An answer that is only read: what was shown was read, on both sides. */
function markCut({ state, effects }: Step): Step {
  const items = state.call?.answer?.items ?? [];
  let { transcript } = state;
  for (const { itemId } of items) transcript = changeEntry(transcript, itemId, { status: 'interrupted' });
  const first = items[0];
  if (!first || first.text === '') return { state: { ...state, transcript }, effects };
  const heard = items.map((item) => item.text).join(' ');
  return {
    state: { ...state, transcript },
    effects: [...effects, { type: 'moment', moment: { type: 'interrupt', id: first.itemId, heard } }],
  };
}

/** The turns have their answer. */
export function markAnswered(state: SessionState, turnIds: readonly string[]): SessionState {
  let { transcript } = state;
  for (const id of turnIds) transcript = changeEntry(transcript, id, { status: 'answered' });
  return { ...state, transcript, outbox: turnsAnswered(state.outbox, turnIds) };
}

/** Takes words back that are not going to be a turn. */
export function dropInterim(state: SessionState): SessionState {
  const interim = interimOf(state.transcript);
  return interim ? { ...state, transcript: removeEntry(state.transcript, interim.id) } : state;
}
