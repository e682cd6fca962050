/** What the visitor does with the conversation, and the timers that watch it. */
import { hasWords } from './answer.js';
import { finishAnswer } from './answering.js';
import { sessionTimer, tryAgain } from './access-transitions.js';
import type { Draft, Handlers } from './draft.js';
import { regainEars } from './ears-return.js';
import { VoiceError } from './errors.js';
import { releaseAnswers } from './held-answers.js';
import { requeueTurn, turnOf } from './outbox.js';
import { NO_RESPONSE } from './response-sequencer.js';
import { leave } from './page-transitions.js';
import type { Timer } from './session-effects.js';
import { linkTimer, questionLink, recoveryTimer, suspectLink } from './recovery.js';
import type { Call, Link } from './session-state.js';
import {
  ACK_MS,
  ackTimer,
  addTurn,
  CANCEL_MS,
  cancelResponse,
  failTurn,
  interruptAnswer,
  LINK_SILENCE_MS,
  markAnswered,
  RESPONSE_SILENCE_MS,
} from './turns.js';

/** Timers are late by milliseconds, unless the machine was asleep. */
const LATE_MS = 3_000;
/** Chromium sends a lost piece again after 0.4 s, and after twice as long each time. */
const LATE_ACK_MS = 3 * ACK_MS;
/** So often a turn is handed to links before its silence is taken for a refusal. */
const MOST_ATTEMPTS = 3;

export const TURN_HANDLERS: Handlers<'send' | 'resend' | 'interrupt' | 'dismiss-notice' | 'timer'> = {
  send(draft, { id, text }) {
    unlockByGesture(draft);
    // Who types does not speak, whatever sound the server takes for a voice.
    if (draft.state.talk !== 'on') draft.setCall({ talking: false });
    addTurn(draft, { id, text });
  },

  resend(draft, { id }) {
    const { outbox, call } = draft.state;
    if (!call || turnOf(outbox, id)?.delivery.status !== 'failed') return draft.ignore();
    draft.set({ outbox: requeueTurn(outbox, id) });
    draft.setEntry(id, { status: 'sending' });
    interruptAnswer(draft, { rejoin: true });
  },

  interrupt(draft) {
    if (!interruptAnswer(draft, { rejoin: false })) return draft.ignore();
  },

  'dismiss-notice'(draft) {
    if (!draft.state.notice) return draft.ignore();
    draft.set({ notice: undefined });
    unlockByGesture(draft);
  },

  timer(draft, { timer }) {
    const { call } = draft;
    if (timer === 'session' || timer === 'session-end') return sessionTimer(draft, timer);
    if (timer === 'again') return tryAgain(draft);
    if (!call) return draft.ignore();
    if (timer === 'hidden') return leave(draft);
    if (timer === 'limit') return releaseAnswers(draft);
    if (timer === 'ears') return regainEars(draft);
    if (timer === 'link') return linkTimer(draft);
    if (timer === 'response') return responseSilence(draft, call);
    if (timer === 'cancel') return cancelUnanswered(draft, call);
    if (isAckTimer(timer)) return ackMissing(draft, call, timer);
    return recoveryTimer(draft, timer);
  },
};

function isAckTimer(timer: Timer): timer is Extract<Timer, `ack:${string}`> {
  return timer.startsWith('ack:');
}

/** A visitor's gesture is what a blocked player waits for. */
function unlockByGesture(draft: Draft): void {
  if (draft.call?.voice === 'blocked') draft.run({ type: 'unlock-voice' });
}

function ackMissing(draft: Draft, { link }: Call, timer: Timer): void {
  const turn = draft.state.outbox.find(({ id }) => ackTimer(id) === timer);
  if (turn?.delivery.status !== 'sent') return draft.ignore();
  // A server that answers everything else will not take this one from the next link either.
  if (turn.attempts >= MOST_ATTEMPTS && turn.delivery.heard) {
    failTurn(draft, turn.id, new VoiceError('link-lost', 'The server did not confirm the turn.'));
    return;
  }
  draft.run({ type: 'arm', timer, afterMs: ACK_MS });
  suspectIfLate(draft, link, turn.delivery.atMs);
}

function suspectIfLate(draft: Draft, { kind, status }: Link, sentAtMs: number): void {
  // A dead path is found by its checks. On a living one SCTP loses nothing, and sends again after ever longer pauses.
  const patienceMs = kind === 'webrtc' ? LATE_ACK_MS : ACK_MS;
  // An interrupted link holds frames back; from one that looks well an answer is late.
  if (status === 'open' && draft.nowMs - sentAtMs >= patienceMs) suspectLink(draft);
}

/**
 * A link keeps its order, so the cancelled response and the end of it come first of all that it still brings. Only a
 * server that has had the time to speak of other things will not say it any more.
 */
function cancelUnanswered(draft: Draft, { response, link }: Call): void {
  if (response.status !== 'cancelling') return draft.ignore();
  const { heard = false, isLate, atMs } = response;
  if (isLate) return draft.setCall({ response: NO_RESPONSE });
  draft.setCall({ response: { ...response, isLate: heard } });
  draft.run({ type: 'arm', timer: 'cancel', afterMs: CANCEL_MS });
  if (!heard) suspectIfLate(draft, link, atMs);
}

function responseSilence(draft: Draft, { response, answer, link, unanswered }: Call): void {
  if (response.status === 'none' || response.status === 'cancelling') return draft.ignore();
  if (response.status === 'refused') {
    draft.setCall({ response: NO_RESPONSE, unanswered: [...(answer?.turnIds ?? []), ...unanswered] });
    return;
  }
  // What an interrupted link holds back is not the model's silence.
  if (link.status !== 'open') {
    draft.run({ type: 'arm', timer: 'response', afterMs: ACK_MS });
    return;
  }
  const { lastTextAtMs = 0, turnIds = [], retried } = answer ?? {};
  let silentMs = draft.nowMs - lastTextAtMs;
  // A timer that comes so late comes from a machine that slept: the words may be waiting behind it.
  if (answer && silentMs > RESPONSE_SILENCE_MS + LATE_MS) {
    draft.setCall({ answer: { ...answer, lastTextAtMs: draft.nowMs } });
    silentMs = 0;
  }
  if (silentMs < RESPONSE_SILENCE_MS) {
    if (link.kind === 'websocket' && silentMs >= LINK_SILENCE_MS) questionLink(draft);
    draft.run({ type: 'arm', timer: 'response', afterMs: LINK_SILENCE_MS - (silentMs % LINK_SILENCE_MS) });
    return;
  }
  cancelResponse(draft);
  if (hasWords(answer)) markAnswered(draft, turnIds);
  else if (!retried) return draft.setCall({ unanswered: [...turnIds, ...unanswered] });
  finishAnswer(draft, 'interrupted');
  draft.notify(new VoiceError('response-failed', 'The model stopped in the middle of its answer.'));
}
