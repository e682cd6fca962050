/** What happens to the page around the session. */
import { endCall } from './call-ending.js';
import { startCall } from './call-transitions.js';
import type { Draft, Handlers } from './draft.js';
import { VoiceError } from './errors.js';
import { hurry, questionLink, standBack } from './recovery.js';
import type { SessionState } from './session-state.js';

export const PAGE_HANDLERS: Handlers<'page'> = {
  page(draft, { event }) {
    switch (event) {
      case 'offline':
        return loseNetwork(draft);
      case 'online':
        draft.set({ offline: false });
        return comeBack(draft);
      case 'visible':
        draft.set({ hidden: false });
        draft.run({ type: 'disarm', timer: 'hidden' });
        return comeBack(draft);
      case 'restored':
      case 'resumed':
        if (draft.state.access.status === 'open' && !draft.call) draft.run({ type: 'prepare-link' });
        return comeBack(draft);
      case 'leaving':
      case 'frozen':
        return leave(draft);
      case 'hidden':
        return draft.set({ hidden: true });
      default:
        return event satisfies never;
    }
  },
};

function loseNetwork(draft: Draft): void {
  draft.set({ offline: true });
  if (!draft.call || draft.call.link.status === 'connecting') return;
  questionLink(draft);
  standBack(draft);
}

function comeBack(draft: Draft): void {
  const { call, outcome } = draft.state;
  if (call) hurry(draft);
  else if (outcome?.type === 'error' && outcome.error.code === 'link-lost' && outcome.again)
    startCall(draft, outcome.again);
}

/** A microphone that nobody remembers must not stay open (reliability matrix I7). */
const FORGOTTEN_MS = 600_000;

/** Somebody may talk with a page that they do not look at: every word counts as a look. */
export function watchHidden(draft: Draft, before: SessionState): void {
  const { call, hidden, transcript } = draft.state;
  if (!call || !hidden || (before.call && before.hidden && transcript === before.transcript)) return;
  draft.run({ type: 'arm', timer: 'hidden', afterMs: FORGOTTEN_MS });
}

/** The page may come back as it is, if it holds no connection; the call does not. */
export function leave(draft: Draft): void {
  if (draft.call) {
    endCall(draft, new VoiceError('link-lost', 'The page was left.'));
    draft.set({ outcome: { type: 'ended', reason: 'page' } });
  }
  draft.run({ type: 'drop-prepared' });
}
