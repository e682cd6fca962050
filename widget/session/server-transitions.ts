/** What the Realtime server says. */
import { appendText, changeItem, closePart, itemOf, addItem } from './answer.js';
import { completeItem, finishAnswer, growAnswer } from './answering.js';
import { endCall } from './call-transitions.js';
import { changeEntry, placeEntry } from './conversation.js';
import { type ErrorCode, VoiceError } from './errors.js';
import { saysDuplicate, turnAcked, turnOf } from './outbox.js';
import type { ServerEvent } from './protocol/server-events.js';
import { createdStage, doneStage, errorStage, isCurrent } from './response-sequencer.js';
import type { VoiceEvent } from './session-events.js';
import type { Call, SessionState } from './session-state.js';
import { mended, notify, type Step, step, andThen, withCall } from './step.js';
import { ackTimer, EDIT_PREFIX, failTurn, markAnswered, pump } from './turns.js';

type Arrival = Extract<VoiceEvent, { type: 'server' | 'binary-message' }>;
type Of<T extends ServerEvent['type']> = Extract<ServerEvent, { type: T }>;

export function serverTransition(state: SessionState, arrival: Arrival, nowMs: number): Step | undefined {
  if (arrival.type === 'binary-message') return drop(state, 'binary');
  const { event } = arrival;
  if (event.type === 'unknown' || event.type === 'malformed') return drop(state, event.type);
  const { call } = state;
  return call && fromServer(state, call, { event, nowMs });
}

function drop(state: SessionState, kind: keyof SessionState['dropped']): Step {
  return step({ ...state, dropped: { ...state.dropped, [kind]: state.dropped[kind] + 1 } });
}

type Known = Exclude<ServerEvent, { type: 'unknown' | 'malformed' }>;

function fromServer(
  state: SessionState,
  call: Call,
  { event, nowMs }: { readonly event: Known; readonly nowMs: number },
): Step | undefined {
  switch (event.type) {
    case 'session-created':
    case 'item-deleted':
    case 'unused':
      return step(state);
    case 'item':
      return itemSeen(state, call, { event, nowMs });
    case 'response-created': {
      const response = createdStage(call.response, event.responseId);
      return response && step(withCall(state, { response }));
    }
    case 'response-done':
      return responseDone(state, call, { event, nowMs });
    case 'server-error':
      return serverError(state, call, { event, nowMs });
    case 'output-item':
    case 'text-delta':
    case 'text-done':
      // Text of a response that was cancelled goes on arriving for a moment.
      return isCurrent(call.response, event.responseId)
        ? answerPart(state, call, { event, nowMs })
        : undefined;
    default:
      return event satisfies never;
  }
}

function itemSeen(
  state: SessionState,
  call: Call,
  { event, nowMs }: { readonly event: Of<'item'>; readonly nowMs: number },
): Step {
  const { itemId, previousItemId } = event;
  const answer = call.answer;
  let next = state;
  if (previousItemId !== undefined && answer && itemOf(answer, itemId)) {
    const known = changeItem(answer, itemId, (item) => ({
      ...item,
      previousItemId: previousItemId ?? 'root',
    }));
    next = withCall(next, { answer: known });
  }
  if (typeof previousItemId === 'string') {
    next = { ...next, transcript: placeEntry(next.transcript, itemId, previousItemId) };
  }
  return turnOf(state.outbox, itemId) ? acknowledge(next, itemId, nowMs) : step(next);
}

function acknowledge(state: SessionState, turnId: string, nowMs: number): Step {
  if (turnOf(state.outbox, turnId)?.delivery.status === 'acked') return step(state);
  return step(
    {
      ...state,
      outbox: turnAcked(state.outbox, turnId, nowMs),
      transcript: changeEntry(state.transcript, turnId, { status: 'sent' }),
    },
    { type: 'disarm', timer: ackTimer(turnId) },
  );
}

function answerPart(
  state: SessionState,
  call: Call,
  {
    event,
    nowMs,
  }: { readonly event: Of<'output-item' | 'text-delta' | 'text-done'>; readonly nowMs: number },
): Step {
  switch (event.type) {
    case 'output-item': {
      if (event.stage === 'done') return completeItem(state, event.itemId);
      const { answer } = call;
      return step(
        answer ? withCall(state, { answer: addItem(answer, event.itemId, event.outputIndex) }) : state,
      );
    }
    case 'text-delta': {
      const { itemId, delta } = event;
      return growAnswer(mended(state, 'response-failed'), itemId, {
        change: (item) => appendText(item, delta),
        nowMs,
      });
    }
    case 'text-done': {
      const { itemId, text } = event;
      return growAnswer(state, itemId, { change: (item) => closePart(item, text), nowMs });
    }
    default:
      return event satisfies never;
  }
}

function responseDone(
  state: SessionState,
  call: Call,
  { event, nowMs }: { readonly event: Of<'response-done'>; readonly nowMs: number },
): Step | undefined {
  const response = doneStage(call.response, event.responseId);
  if (!response) return undefined;
  const over = step(withCall(state, { response }), {
    type: 'disarm',
    timer: call.response.status === 'cancelling' ? 'cancel' : 'response',
  });
  const closed = andThen(over, (left) =>
    call.response.status === 'active' ? conclude(left, call, event) : step(left),
  );
  const answered = andThen(closed, (left) =>
    step(wasAnswered(call, event) ? markAnswered(left, turnIds(call)) : left),
  );
  return andThen(answered, (left) => pump(left, nowMs));
}

function turnIds({ answer }: Call): readonly string[] {
  return answer?.turnIds ?? [];
}

/** A cut answer is an answer, if there was a word of it. */
function wasAnswered(call: Call, { outcome }: Of<'response-done'>): boolean {
  if (outcome === 'completed' || outcome === 'incomplete') return call.response.status !== 'refused';
  return call.answer?.items.some((item) => item.text !== '') ?? false;
}

function conclude(state: SessionState, call: Call, { outcome, reason }: Of<'response-done'>): Step {
  const { answer } = call;
  if (outcome === 'completed') return finishAnswer(state, 'done');
  if (outcome === 'cancelled') return finishAnswer(state, 'interrupted');
  if (outcome === 'failed' && answer && answer.items.length === 0 && !answer.retried && isPassing(reason)) {
    return step(withCall(state, { unanswered: [...answer.turnIds, ...call.unanswered] }));
  }
  const status = outcome === 'incomplete' ? 'done' : 'interrupted';
  return andThen(finishAnswer(state, status), (left) => notify(left, responseError(reason)));
}

/** Failures of the provider that a second attempt usually survives. */
function isPassing(reason: string): boolean {
  return reason === 'server_error' || reason === 'internal_error';
}

const RESPONSE_CODES: ReadonlyMap<string, ErrorCode> = new Map([
  ['insufficient_quota', 'quota-exhausted'],
  ['rate_limit_exceeded', 'rate-limited'],
  ['model_not_found', 'model-unavailable'],
  ['invalid_model', 'model-unavailable'],
]);

function responseError(reason: string): VoiceError {
  const code = RESPONSE_CODES.get(reason) ?? 'response-failed';
  return new VoiceError(code, `The model did not answer in full: ${reason || 'no reason given'}.`);
}

function serverError(
  state: SessionState,
  call: Call,
  { event, nowMs }: { readonly event: Of<'server-error'>; readonly nowMs: number },
): Step {
  const sequenced = errorStage(call.response, event);
  if (sequenced) {
    const next = withCall(state, { response: sequenced.stage });
    if (sequenced.failed) {
      return andThen(step(next, { type: 'disarm', timer: 'response' }), (left) =>
        notify(left, responseError(event.code)),
      );
    }
    return pump(next, nowMs);
  }
  const turn = turnOf(state.outbox, event.eventId);
  if (turn) {
    if (saysDuplicate(turn, event)) return acknowledge(state, turn.id, nowMs);
    const error = protocolError(event.code);
    return notify(
      step(failTurn(state, turn.id, error), { type: 'disarm', timer: ackTimer(turn.id) }).state,
      error,
    );
  }
  if (event.code === 'session_expired') return expired(state);
  return event.eventId.startsWith(EDIT_PREFIX) || BENIGN.has(event.code)
    ? step(state)
    : notify(state, protocolError(event.code));
}

const BENIGN: ReadonlySet<string> = new Set([
  'response_cancel_not_active',
  'conversation_already_has_active_response',
]);

function protocolError(code: string): VoiceError {
  return new VoiceError('protocol', `The Realtime server refused a message: ${code}.`);
}

/** The provider's longest session (60 minutes, OpenAI Realtime §2.6). */
function expired(state: SessionState): Step {
  return andThen(endCall(state), (left) => step({ ...left, outcome: { type: 'ended', reason: 'expired' } }));
}
