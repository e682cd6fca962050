/** What the Realtime server says. */
import { addItem, appendText, changeItem, closePart, hasWords, itemOf } from './answer.js';
import { completeItem, finishAnswer, growAnswer } from './answering.js';
import { placeEntry } from './conversation.js';
import type { Draft, Handlers } from './draft.js';
import { VoiceError } from './errors.js';
import { saysDuplicate, turnAcked, turnOf, turnsHeard } from './outbox.js';
import { providerErrorCode } from './errors-of-provider.js';
import type { ServerEvent } from './protocol/server-events.js';
import { BUSY_MS, holdAnswers } from './held-answers.js';
import { loseLink } from './recovery.js';
import {
  createdStage,
  errorStage,
  heardStage,
  isCurrent,
  isOver,
  NO_RESPONSE,
} from './response-sequencer.js';
import type { Call, SessionState } from './session-state.js';
import { ackTimer, EDIT_PREFIX, forgetItem, markAnswered, refuseTurn } from './turns.js';

type Of<T extends ServerEvent['type']> = Extract<ServerEvent, { type: T }>;

export const SERVER_HANDLERS: Handlers<'server' | 'binary-message'> = {
  'binary-message'(draft) {
    drop(draft, 'binary');
  },

  server(draft, { event }) {
    if (event.type === 'unknown' || event.type === 'malformed') drop(draft, event.type);
    else if (draft.call) {
      draft.setCall({ response: heardStage(draft.call.response) });
      draft.set({ outbox: turnsHeard(draft.state.outbox) });
      fromServer(draft, draft.call, event);
    } else draft.ignore();
  },
};

function drop(draft: Draft, kind: keyof SessionState['dropped']): void {
  const { dropped } = draft.state;
  draft.set({ dropped: { ...dropped, [kind]: dropped[kind] + 1 } });
}

type Known = Exclude<ServerEvent, { type: 'unknown' | 'malformed' }>;

function fromServer(draft: Draft, call: Call, event: Known): void {
  switch (event.type) {
    case 'session-created':
    case 'item-deleted':
    case 'unused':
      return;
    case 'item':
      return itemSeen(draft, call, event);
    case 'response-created': {
      const response = createdStage(call.response, event.responseId);
      if (!response) return draft.ignore();
      return draft.setCall({ response });
    }
    case 'rate-limits':
      return holdAnswers(draft, event.waitMs);
    case 'response-done':
      return responseDone(draft, call, event);
    case 'server-error':
      return serverError(draft, call, event);
    case 'output-item':
    case 'text-delta':
    case 'text-done':
      // Text of a response that was cancelled goes on arriving for a moment.
      return isCurrent(call.response, event.responseId)
        ? answerPart(draft, call, event)
        : unshownPart(draft, call, event);
    default:
      return event satisfies never;
  }
}

function itemSeen(draft: Draft, { answer }: Call, { itemId, previousItemId }: Of<'item'>): void {
  if (previousItemId !== undefined && answer && itemOf(answer, itemId)) {
    const place = { previousItemId: previousItemId ?? 'root' };
    draft.setCall({ answer: changeItem(answer, itemId, (item) => ({ ...item, ...place })) });
  }
  if (previousItemId) {
    draft.set({ transcript: placeEntry(draft.state.transcript, itemId, previousItemId) });
  }
  acknowledge(draft, itemId);
}

function acknowledge(draft: Draft, turnId: string): void {
  const { outbox } = draft.state;
  const { delivery } = turnOf(outbox, turnId) ?? {};
  if (!delivery || delivery.status === 'acked') return;
  draft.set({ outbox: turnAcked(outbox, turnId, draft.nowMs) });
  draft.setEntry(turnId, { status: 'sent' });
  draft.run({ type: 'disarm', timer: ackTimer(turnId) });
}

function answerPart(
  draft: Draft,
  { answer }: Call,
  event: Of<'output-item' | 'text-delta' | 'text-done'>,
): void {
  const { itemId } = event;
  if (event.type === 'text-delta') {
    draft.mend('response-failed');
    growAnswer(draft, itemId, (item) => appendText(item, event.delta));
  } else if (event.type === 'text-done') {
    growAnswer(draft, itemId, (item) => closePart(item, event.text));
  } else if (event.stage === 'done') completeItem(draft, itemId, 'done');
  else if (answer) draft.setCall({ answer: addItem(answer, itemId, event.outputIndex) });
}

/** What the server writes on after a cancel: when nothing of it was shown, its model must not remember it either. */
function unshownPart(
  draft: Draft,
  { response, answer, mode }: Call,
  { responseId, itemId }: Of<'output-item' | 'text-delta' | 'text-done'>,
): void {
  const isCut = response.status === 'cancelling' && response.responseId === responseId;
  if (!isCut || mode === 'speech' || hasWords(answer)) return draft.ignore();
  forgetItem(draft, itemId);
}

function responseDone(draft: Draft, call: Call, event: Of<'response-done'>): void {
  const { response, answer } = call;
  if (!isOver(response, event.responseId)) return draft.ignore();
  draft.setCall({ response: NO_RESPONSE });
  const turnIds = answer?.turnIds ?? [];
  if (response.status === 'refused') {
    draft.setCall({ unanswered: [...turnIds, ...call.unanswered] });
  } else {
    draft.run({ type: 'disarm', timer: response.status === 'cancelling' ? 'cancel' : 'response' });
    if (response.status === 'active') conclude(draft, call, event);
    const isWhole = response.status === 'active' && event.outcome === 'completed';
    if (hasWords(answer) || isWhole) markAnswered(draft, turnIds);
  }
}

function conclude(
  draft: Draft,
  { answer, unanswered }: Call,
  { outcome, reason }: Of<'response-done'>,
): void {
  const wordless = !answer?.items.length;
  const isBusy = reason === 'rate_limit_exceeded';
  if (outcome === 'failed' && answer && wordless && !answer.retried && (isBusy || isPassing(reason))) {
    if (isBusy && !draft.call?.held) holdAnswers(draft, BUSY_MS);
    draft.setCall({ unanswered: [...answer.turnIds, ...unanswered] });
    return;
  }
  const whole = outcome === 'completed' || outcome === 'incomplete';
  finishAnswer(draft, whole ? 'done' : 'interrupted');
  if (outcome === 'failed' || outcome === 'incomplete') draft.notify(responseError(reason));
}

/** Failures of the provider that a second attempt usually survives. */
function isPassing(reason: string): boolean {
  return reason === 'server_error' || reason === 'internal_error';
}

function responseError(reason: string): VoiceError {
  const code = providerErrorCode(reason) ?? 'response-failed';
  return new VoiceError(code, `The model did not answer in full: ${reason || 'no reason given'}.`);
}

function serverError(draft: Draft, { response }: Call, event: Of<'server-error'>): void {
  const { code, eventId } = event;
  // What the button has bracketed is no turn.
  if (code === NO_SOUND && draft.state.talk !== 'on') draft.setCall({ talking: false });
  const next = errorStage(response, event);
  const turn = turnOf(draft.state.outbox, eventId);
  if (next) {
    draft.setCall({ response: next });
    if (next.status === 'none') {
      draft.run({ type: 'disarm', timer: response.status === 'cancelling' ? 'cancel' : 'response' });
    }
    if (response.status === 'requested' && next.status === 'none') {
      draft.notify(responseError(code));
    }
  } else if (turn && saysDuplicate(turn, event)) acknowledge(draft, turn.id);
  // The provider's longest session (60 minutes, OpenAI Realtime §2.6): the call goes on in the next one.
  else if (code === 'session_expired') loseLink(draft);
  else if (!eventId.startsWith(EDIT_PREFIX) && !BENIGN.has(code)) {
    const error = new VoiceError('protocol', `The Realtime server refused a message: ${code}.`);
    if (turn) refuseTurn(draft, turn.id, error);
    draft.notify(error);
  }
}

/** Push-to-talk: the button was held too briefly for a sound. */
const NO_SOUND = 'input_audio_buffer_commit_empty';

/** Races between us and the end of a response, also when the server does not say which command it means. */
const BENIGN: ReadonlySet<string> = new Set([
  'response_cancel_not_active',
  NO_SOUND,
  'conversation_already_has_active_response',
]);
