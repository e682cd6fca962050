/** Microphone and recogniser: what they hear, and what happens without them. */
import { stepToText } from './call-transitions.js';
import { appendEntry, changeEntry, interimOf } from './conversation.js';
import { type ErrorCode, VoiceError } from './errors.js';
import type { ListeningLoss } from './listening.js';
import type { VoiceEvent } from './session-events.js';
import { type Call, earsHeld, type SessionState } from './session-state.js';
import { mended, notify, type Step, step, andThen, withCall } from './step.js';
import { addTurn, draftInterim, dropInterim, interruptAnswer, pump } from './turns.js';

type EarsEvent = Extract<
  VoiceEvent,
  {
    type:
      | 'microphone-opened'
      | 'microphone-failed'
      | 'microphone-ended'
      | 'onset'
      | 'mute'
      | 'hearing'
      | 'interim'
      | 'utterance'
      | 'ears-lost';
  }
>;

export function earsTransition(state: SessionState, event: EarsEvent, nowMs: number): Step | undefined {
  const { call } = state;
  if (event.type === 'mute') return mute(state, event.on);
  if (!call) return undefined;
  switch (event.type) {
    case 'microphone-opened':
      return microphoneOpened(state, call);
    case 'microphone-failed':
      return call.ears.status === 'opening' ? loseEars(state, event.error) : undefined;
    case 'microphone-ended':
      if (call.microphone !== 'live') return undefined;
      return loseEars(state, new VoiceError('microphone-missing', 'The microphone is gone.'));
    case 'onset':
      return onset(state, call, nowMs);
    case 'hearing':
      if (!listens(call)) return undefined;
      return step(mended(withCall(state, { ears: { status: 'hearing' } }), 'recognition-failed'));
    case 'interim':
      return listens(call) ? interim(state, call, event) : undefined;
    case 'utterance':
      return listens(call) ? utterance(state, event, nowMs) : undefined;
    case 'ears-lost':
      if (!listens(call)) return undefined;
      return loseEars(state, lossError(event.reason), event.draft);
    default:
      return event satisfies never;
  }
}

function listens({ ears }: Call): boolean {
  return ears.status === 'starting' || ears.status === 'hearing';
}

function mute(state: SessionState, on: boolean): Step | undefined {
  if (state.muted === on) return undefined;
  // Words cut off by the button are not meant to be sent.
  const next = dropInterim({ ...state, muted: on });
  return state.call?.microphone === 'live' ? step(next, { type: 'enable-microphone', on: !on }) : step(next);
}

function microphoneOpened(state: SessionState, call: Call): Step | undefined {
  if (call.ears.status !== 'opening') return undefined;
  const next = withCall(state, { microphone: 'live', ears: { status: 'starting' } });
  return state.muted
    ? step(
        next,
        { type: 'enable-microphone', on: false },
        { type: 'hold-ears', held: true },
        { type: 'start-ears' },
      )
    : step(next, { type: 'start-ears' });
}

function onset(state: SessionState, call: Call, nowMs: number): Step | undefined {
  if (!call.bargeIn || state.muted || call.voice.status !== 'audible') return undefined;
  return andThen(interruptAnswer(state, { rejoin: false }), (left) => pump(left, nowMs));
}

function interim(
  state: SessionState,
  call: Call,
  { id, text }: { readonly id: string; readonly text: string },
): Step | undefined {
  if (earsHeld(state)) return undefined;
  if (text === '') return step(dropInterim(state));
  const current = interimOf(state.transcript);
  const transcript = current
    ? changeEntry(state.transcript, current.id, { text })
    : appendEntry(state.transcript, { id, role: 'user', text, status: 'interim' });
  const shown = { ...state, transcript };
  // The visitor goes on before a word of the answer was heard: it is answered with what they are saying now.
  return call.response.status === 'none' && call.voice.status !== 'waiting'
    ? step(shown)
    : interruptAnswer(shown, { rejoin: true });
}

function utterance(
  state: SessionState,
  { id, text, endedAtMs }: { readonly id: string; readonly text: string; readonly endedAtMs: number },
  nowMs: number,
): Step | undefined {
  if (earsHeld(state)) return undefined;
  const said = text.trim();
  if (said === '') return pump(dropInterim(state), nowMs);
  return addTurn(state, { id: interimOf(state.transcript)?.id ?? id, text: said, endedAtMs }, nowMs);
}

const LOSS_CODES = {
  unavailable: 'recognition-unavailable',
  language: 'recognition-unavailable',
  denied: 'microphone-denied',
  'no-microphone': 'microphone-missing',
  network: 'recognition-failed',
  stuck: 'recognition-failed',
} as const satisfies Record<ListeningLoss, ErrorCode>;

function lossError(reason: ListeningLoss): VoiceError {
  return new VoiceError(LOSS_CODES[reason], `Speech recognition stopped: ${reason}.`);
}

/** Without ears the visitor types; a call that was to find its mode by itself becomes a text call. */
function loseEars(state: SessionState, error: VoiceError, draft?: string): Step {
  const drafted = draftInterim(state, draft, error);
  const deaf = withCall(drafted, { microphone: 'none', ears: { status: 'lost' } });
  const told = notify(deaf, error);
  const { call } = state;
  return call?.stage === 'starting' && call.wanted !== 'hybrid'
    ? andThen(told, (left) => stepToText(left, error.code))
    : andThen(told, (left) => step(left, { type: 'close-ears' }));
}
