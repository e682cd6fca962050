/** The session with the backend: opened, refused, left. */
import { endCall } from './call-ending.js';
import type { Handlers } from './draft.js';
import { stepToServedMode } from './mode-transitions.js';

export const ACCESS_HANDLERS: Handlers<'connect' | 'disconnect' | 'session-opened' | 'session-failed'> = {
  connect(draft) {
    const { access, outcome } = draft.state;
    if (access.status === 'none') {
      draft.set({ access: { status: 'opening' }, outcome: undefined });
      draft.run({ type: 'open-session' });
    } else if (outcome) {
      // After a lost call the session is still there: the way back to `connected` is to say so.
      draft.set({ outcome: undefined });
    } else draft.ignore();
  },

  disconnect(draft) {
    endCall(draft);
    draft.set({ access: { status: 'none' }, outcome: undefined, notice: undefined });
    draft.run({ type: 'close-session' });
  },

  /** Also within a call: a session that had ended was opened anew for its key. */
  'session-opened'(draft, { terms, lifetimeMs }) {
    const { access, call } = draft.state;
    if (access.status === 'none') return draft.ignore();
    draft.set({ access: { status: 'open', terms } });
    draft.run({ type: 'arm', timer: 'session', afterMs: lifetimeMs });
    if (!call) draft.run({ type: 'prepare-link' });
    if (!call || access.status === 'open') return;
    stepToServedMode(draft);
    draft.run({ type: 'connect-link' });
  },

  'session-failed'(draft, { error }) {
    if (draft.state.access.status !== 'opening') return draft.ignore();
    endCall(draft, error);
    draft.set({ access: { status: 'none' }, outcome: { type: 'error', error } });
  },
};
