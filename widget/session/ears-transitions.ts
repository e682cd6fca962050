/** Microphone and recogniser: what they hear, and what happens without them. */
import { appendEntry, interimOf } from './conversation.js';
import type { Draft, Handlers } from './draft.js';
import { type ErrorCode, VoiceError } from './errors.js';
import { awaitEars, leaveText, regainEars } from './ears-return.js';
import type { ListeningLoss } from './listening.js';
import { enterMode, stepToSpeech } from './mode-transitions.js';
import { type Call, earsHeld } from './session-state.js';
import { addTurn, correctTurn, draftInterim, dropInterim, interruptAnswer, isCorrectable } from './turns.js';

export const EARS_HANDLERS: Handlers<
  | 'microphone-opened'
  | 'microphone-failed'
  | 'microphone-ended'
  | 'microphone-back'
  | 'dead-air'
  | 'onset'
  | 'echo'
  | 'mute'
  | 'push-to-talk'
  | 'language'
  | 'talk'
  | 'talked'
  | 'hearing'
  | 'interim'
  | 'utterance'
  | 'correct'
  | 'ears-lost'
> = {
  'microphone-opened'(draft) {
    const { call } = draft;
    if (!isOpening(call)) return draft.ignore();
    draft.setCall({ microphone: 'live', ears: call.ears === 'opening' ? 'starting' : 'returning' });
    if (call.mode === 'text') leaveText(draft);
    else draft.run({ type: 'start-ears' });
  },

  'microphone-failed'(draft, { error }) {
    if (!isOpening(draft.call)) return draft.ignore();
    loseEars(draft, error);
  },

  'microphone-ended'(draft) {
    if (draft.call?.microphone !== 'live') return draft.ignore();
    loseEars(draft, new VoiceError('microphone-missing', 'The microphone is gone.'));
  },

  'microphone-back': regainEars,

  'dead-air'(draft, { on }) {
    if (!listens(draft.call)) return draft.ignore();
    if (on)
      draft.notify(new VoiceError('microphone-busy', 'The microphone has given nothing for ten seconds.'));
    else draft.mend('microphone-busy');
  },

  onset(draft) {
    if (draft.call?.voice !== 'audible' || earsHeld(draft.state)) return draft.ignore();
    interruptAnswer(draft, { rejoin: false });
  },

  echo(draft) {
    if (!draft.call || draft.call.echoes) return draft.ignore();
    draft.setCall({ echoes: true });
    draft.notify(new VoiceError('microphone-echo', 'The microphone hears the loudspeakers.'));
  },

  mute(draft, { on }) {
    if (draft.state.muted === on) return draft.ignore();
    // Words cut off by the button are not meant to be sent.
    dropInterim(draft);
    draft.set({ muted: on });
  },

  'push-to-talk'(draft, { on }) {
    if ((draft.state.talk !== undefined) === on) return draft.ignore();
    dropInterim(draft);
    draft.set({ talk: on ? 'off' : undefined });
    // The end of a turn that was begun the other way is never found.
    draft.setCall({ talking: false });
    if (draft.call?.mode === 'speech') draft.run({ type: 'push-to-talk' });
  },

  language(draft) {
    if (draft.call?.mode !== 'hybrid') return draft.ignore();
    draft.run({ type: 'renew-ears' });
  },

  talk(draft, { on }) {
    const { talk, muted } = draft.state;
    if (!draft.call || talk === undefined || muted || (talk === 'on') === on || (talk === 'off' && !on))
      return draft.ignore();
    const isHeardOut = draft.call.mode === 'speech';
    draft.set({ talk: on ? 'on' : isHeardOut ? 'off' : 'ending' });
    // Until the server has the turn.
    if (on && isHeardOut) draft.setCall({ talking: true });
    // Whoever presses it speaks up.
    if (on) interruptAnswer(draft, { rejoin: !isHeardOut });
    draft.run({ type: 'talk', on });
  },

  talked(draft) {
    if (draft.state.talk !== 'ending') return draft.ignore();
    draft.set({ talk: 'off' });
  },

  hearing(draft) {
    if (!listens(draft.call)) return draft.ignore();
    draft.setCall({ ears: 'hearing' });
    draft.mend(...HEARING_MENDS);
  },

  interim(draft, { id, text }) {
    const { call } = draft;
    if (!listens(call) || earsHeld(draft.state)) return draft.ignore();
    const { transcript } = draft.state;
    const current = interimOf(transcript);
    if (text === '') {
      dropInterim(draft);
    } else if (current) draft.setEntry(current.id, { text });
    else draft.set({ transcript: appendEntry(transcript, { id, role: 'user', text, status: 'interim' }) });
    // Some recognisers have a microphone of their own.
    draft.mend('microphone-busy');
    // The visitor goes on before a word of the answer was heard: it is answered with what they are saying now.
    if (text !== '') interruptAnswer(draft, { rejoin: true });
  },

  utterance(draft, { id, text, endedAtMs }) {
    if (!listens(draft.call) || earsHeld(draft.state)) return draft.ignore();
    const said = text.trim();
    if (said === '') return draft.ignore();
    addTurn(draft, { id: interimOf(draft.state.transcript)?.id ?? id, text: said, endedAtMs });
  },

  correct(draft, { turnId, id, text, rest, endedAtMs }) {
    if (!listens(draft.call) || earsHeld(draft.state)) return draft.ignore();
    if (isCorrectable(draft, turnId)) correctTurn(draft, { id: turnId, text, endedAtMs, itemId: id });
    // The answer to the words before stands; what was added is a turn of its own.
    else if (rest !== '') addTurn(draft, { id, text: rest, endedAtMs });
    // What seemed to be added was not said after all.
    else if (interimOf(draft.state.transcript)) dropInterim(draft);
    else draft.ignore();
  },

  'ears-lost'(draft, { reason }) {
    if (!listens(draft.call)) return draft.ignore();
    loseEars(draft, new VoiceError(LOSS_CODES[reason], `Speech recognition stopped: ${reason}.`));
  },
};

function isOpening(call: Call | undefined): call is Call {
  return call?.microphone === 'opening' && (call.ears === 'opening' || call.ears === 'returning');
}

function listens(call: Call | undefined): boolean {
  return call?.ears === 'starting' || call?.ears === 'hearing' || call?.ears === 'returning';
}

/** What was wrong with ears that hear now. */
const HEARING_MENDS = [
  'recognition-failed',
  'microphone-denied',
  'microphone-missing',
  'microphone-busy',
] as const satisfies readonly ErrorCode[];

const LOSS_CODES = {
  unavailable: 'recognition-unavailable',
  denied: 'microphone-denied',
  'no-microphone': 'microphone-missing',
  network: 'recognition-failed',
  stuck: 'recognition-failed',
} as const satisfies Record<ListeningLoss, ErrorCode>;

/** Without ears the visitor types; a call that was to find its mode by itself becomes a text call. */
function loseEars(draft: Draft, error: VoiceError): void {
  const { call } = draft;
  draftInterim(draft, error);
  if (stepToSpeech(draft, error)) return;
  draft.run({ type: 'close-ears' });
  if (call?.stage === 'starting' && call.wanted !== 'hybrid') enterMode(draft, 'text', error.code);
  draft.setCall({ microphone: 'none', ears: 'lost' });
  awaitEars(draft, error.code);
  // The visitor has read it, and lost nothing since.
  if (call?.ears !== 'returning') draft.notify(error);
}
