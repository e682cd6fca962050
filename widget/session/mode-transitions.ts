/** Which ears and which voice a call has, and how they change within it. */
import type { Link as LinkKind, Mode } from '../../server/contract/session.js';
import type { Draft, Handlers } from './draft.js';
import { type ErrorCode, VoiceError } from './errors.js';
import { type Call, hasVoice, servedModes } from './session-state.js';
import { draftInterim, dropInterim, interruptAnswer } from './turns.js';

export const MODE_HANDLERS: Handlers<'switch-mode' | 'native-failed' | 'native'> = {
  'switch-mode'(draft, { to }) {
    const { call } = draft;
    if (!call || call.mode === to || !serves(draft, to)) return draft.ignore();
    // From here on it is the visitor's choice, and nothing better is looked for.
    draft.setCall({ wanted: to });
    enterMode(draft, to, 'visitor');
  },

  'native-failed'(draft, { error }) {
    const { call } = draft;
    if (call?.mode !== 'speech') return draft.ignore();
    draft.notify(error);
    const to = nextBest(draft, call);
    // Without its part the mode is no way out for a recogniser that fails, too.
    if (call.wanted === 'auto') draft.setCall({ wanted: to });
    enterMode(draft, to, error.code);
  },

  native(draft, { handle }) {
    // Also of a mode just left: what was cut off with it is told then.
    if (!draft.call) return draft.ignore();
    handle(draft);
  },
};

/** Takes away what the backend does not serve, and finds the best for a browser that cannot recognise speech. */
export function stepToServedMode(draft: Draft): void {
  const { access, call } = draft.state;
  if (access.status !== 'open' || !call) return;
  const { mode, wanted, recogniser, stage } = call;
  if (wanted === 'auto' && !recogniser) {
    if (serves(draft, 'speech')) return enterMode(draft, 'speech', noRecogniser().code);
    draft.setCall({ ears: 'lost' });
    draft.notify(noRecogniser());
    return draft.changeMode('text', noRecogniser().code);
  }
  if (mode !== 'text' && !serves(draft, mode)) enterMode(draft, nextBest(draft, call), 'not-served');
  else if (mode === 'hybrid' && !access.terms.voice) draft.setCall({ voice: 'none' });
  // The page hears of what was chosen for it even where that is the usual.
  if (stage === 'starting' && wanted === 'auto' && draft.call?.mode === 'hybrid')
    draft.changeMode('hybrid', 'recognition-available');
}

function nextBest(draft: Draft, { mode, recogniser }: Call): Mode {
  if (mode === 'hybrid') return serves(draft, 'speech') ? 'speech' : 'text';
  // Before the backend has said what it serves, the usual is assumed; its answer comes by here again.
  const hybrid = draft.state.access.status !== 'open' || serves(draft, 'hybrid');
  return hybrid && recogniser ? 'hybrid' : 'text';
}

/** The recogniser is lost: a call that was to find its mode by itself lets the server listen, where it can. */
export function stepToSpeech(draft: Draft, { code }: VoiceError): boolean {
  const { call } = draft;
  const isRecognisers = code === 'recognition-failed' || code === 'recognition-unavailable';
  if (call?.wanted !== 'auto' || call.mode !== 'hybrid' || !isRecognisers) return false;
  if (!serves(draft, 'speech')) return false;
  enterMode(draft, 'speech', code);
  return true;
}

/** A link without a media track carries no speech. */
export function stepToCarriedMode(draft: Draft): void {
  const { call } = draft;
  if (call?.mode === 'speech' && !serves(draft, 'speech')) {
    enterMode(draft, nextBest(draft, call), call.link.kind);
  }
}

export function serves({ state }: Draft, mode: Mode): boolean {
  return servedModes(state).includes(mode);
}

/** Gives the call the ears and the voice of `to`, and says so. What was being said is cut short. */
export function enterMode(
  draft: Draft,
  to: Mode,
  reason: ErrorCode | 'not-served' | 'visitor' | 'microphone' | LinkKind,
): void {
  interruptAnswer(draft, { rejoin: true });
  if (draft.call?.mode === 'speech') settleWords(draft);
  else dropInterim(draft);
  const { call, state } = draft;
  if (!call) return;
  // Ears that go tell nobody that they have heard the last of it.
  if (state.talk === 'ending') draft.set({ talk: 'off' });
  const listens = to === 'speech' || (to === 'hybrid' && call.recogniser);
  const microphone = listens ? (call.microphone === 'none' ? 'opening' : call.microphone) : 'none';
  draft.setCall({
    microphone,
    ears: listens ? (microphone === 'live' ? 'starting' : 'opening') : to === 'hybrid' ? 'lost' : 'none',
    voice: call.voice === 'stopping' ? 'stopping' : hasVoice(state, to) ? 'quiet' : 'none',
    echoes: false,
    // The server that listened does not any more: the end of a turn begun before is never found.
    talking: false,
  });
  draft.run({ type: 'enter-mode', mode: to, microphone: microphone !== call.microphone && listens });
  draft.changeMode(to, reason);
}

/** Words of a turn that the server has are sent; of one that is not over, what was written down can be sent again. */
function settleWords(draft: Draft): void {
  const { unanswered = [], answer } = draft.call ?? {};
  const spoken = [...unanswered, ...(answer?.turnIds ?? [])];
  for (const { id, status } of draft.state.transcript) {
    if (status === 'interim' && spoken.includes(id)) draft.setEntry(id, { status: 'sent' });
  }
  draftInterim(draft, VoiceError.aborted());
}

export function noRecogniser(): VoiceError {
  return new VoiceError('recognition-unavailable', 'This browser has no speech recognition.');
}
