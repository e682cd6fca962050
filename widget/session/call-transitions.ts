/** A call's beginning, and what is done to it from outside. */
import { endCall } from './call-ending.js';
import type { Draft, Handlers } from './draft.js';
import type { ErrorCode } from './errors.js';
import { noRecogniser, stepToServedMode } from './mode-transitions.js';
import { requeueTurn } from './outbox.js';
import { NO_RESPONSE } from './response-sequencer.js';
import { type Call, type CallRequest, NEW_LINK, type SessionState } from './session-state.js';

export const CALL_HANDLERS: Handlers<'start' | 'stop'> = {
  start(draft, event) {
    if (draft.call) return draft.ignore();
    startCall(draft, event);
  },

  stop(draft) {
    const { call, outcome } = draft.state;
    // Also one that was going to begin again by itself.
    if (!call && !(outcome?.type === 'error' && outcome.again)) return draft.ignore();
    if (!call) draft.run({ type: 'disarm', timer: 'again' });
    endCall(draft);
  },
};

export function startCall(draft: Draft, request: CallRequest): void {
  const { access } = draft.state;
  requeueLost(draft);
  const call = newCall(request, draft.state);
  draft.set({ call, lastMode: call.mode, outcome: undefined, notice: undefined });
  // First of all: creating the audio context and asking for the microphone belong to the visitor's gesture.
  draft.run({
    type: 'begin-call',
    mode: call.mode,
    voice: call.voice !== 'none',
    microphone: call.microphone === 'opening',
  });
  if (access.status === 'none') {
    draft.set({ access: { status: 'opening' } });
    draft.run({ type: 'open-session' });
  }
  if (call.ears === 'lost') draft.notify(noRecogniser());
  if (access.status === 'open') {
    stepToServedMode(draft);
    draft.run({ type: 'connect-link' });
  }
}

const PASSING: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['link-lost', 'rate-limited']);

/** What only the network or a limit kept from being sent goes out with the next call. */
function requeueLost(draft: Draft): void {
  for (const { id, delivery } of draft.state.outbox) {
    if (delivery.status !== 'failed' || !PASSING.has(delivery.error.code)) continue;
    draft.set({ outbox: requeueTurn(draft.state.outbox, id) });
    draft.setEntry(id, { status: 'sending' });
  }
}

function newCall({ wanted, recogniser, onlyLink }: CallRequest, state: SessionState): Call {
  // Whether the backend serves speech to a browser that cannot recognise it is not known before it was asked.
  const mode = wanted !== 'auto' ? wanted : recogniser ? 'hybrid' : 'text';
  const microphone = mode === 'speech' || (mode === 'hybrid' && recogniser);
  return {
    stage: 'starting',
    wanted,
    mode,
    recogniser,
    onlyLink,
    link: { ...NEW_LINK, kind: onlyLink ?? 'webrtc' },
    recovery: { status: 'none' },
    attempts: 0,
    triedAtMs: 0,
    microphone: microphone ? 'opening' : 'none',
    ears: microphone ? 'opening' : wanted === 'hybrid' ? 'lost' : 'none',
    voice: mode === 'text' ? 'none' : 'quiet',
    talking: false,
    response: NO_RESPONSE,
    unanswered: leftUnanswered(state),
    edits: [],
    corrected: {},
    commands: 0,
  };
}

/** Turns that the last call has delivered and not answered, and that the conversation has not gone beyond. */
function leftUnanswered({ transcript, outbox }: SessionState): readonly string[] {
  const answeredTo = transcript.findLastIndex(({ status }) => status === 'answered');
  const later = new Set(transcript.slice(answeredTo + 1).map(({ id }) => id));
  return outbox
    .filter(({ id, delivery }) => delivery.status === 'acked' && later.has(id))
    .map(({ id }) => id);
}
