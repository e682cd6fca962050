/** The session with the backend: opened, refused, left. */
import { endCall, failCall, leaveSession } from './call-ending.js';
import { startCall } from './call-transitions.js';
import type { Draft, Handlers } from './draft.js';
import { automaticRetryMs } from './error-retry.js';
import type { VoiceError } from './errors.js';
import { stepToServedMode } from './mode-transitions.js';
import { isFatal } from './reconnect-policy.js';
import { recover } from './recovery.js';

/** Before the end of a session: the call goes over to the next one, and waits for a quiet moment to do so. */
const RENEW_BEFORE_MS = 120_000;
const RENEW_AGAIN_MS = 10_000;

export const ACCESS_HANDLERS: Handlers<'connect' | 'disconnect' | 'session-opened' | 'session-failed'> = {
  connect,

  /** What was said goes, too: the site calls this where its visitors sign out, and the next one may be another. */
  disconnect(draft) {
    endCall(draft);
    draft.set({ outcome: undefined, notice: undefined, transcript: [], outbox: [] });
    leaveSession(draft);
  },

  /** Also within a call, whose session was about to end, or had ended and was opened anew for its key. */
  'session-opened'(draft, { terms, lifetimeMs }) {
    const { access, call } = draft.state;
    if (access.status === 'none') return draft.ignore();
    draft.set({ access: { status: 'open', terms } });
    draft.run(
      { type: 'arm', timer: 'session', afterMs: lifetimeMs - Math.min(RENEW_BEFORE_MS, lifetimeMs / 4) },
      { type: 'arm', timer: 'session-end', afterMs: lifetimeMs },
    );
    if (!call) return draft.run({ type: 'prepare-link' });
    if (access.status === 'open') {
      // With proxy signalling the backend ends the calls of a session with the session.
      if (call.link.status === 'open') recover(draft, 'hour');
      return;
    }
    stepToServedMode(draft);
    draft.run({ type: 'connect-link' });
  },

  'session-failed'(draft, { error }) {
    const { access, call } = draft.state;
    if (access.status === 'open' && call) return renewalFailed(draft, error);
    if (access.status !== 'opening') return draft.ignore();
    failCall(draft, error);
    draft.set({ access: { status: 'none' } });
  },
};

/** The time is over that a server asked to wait: what it refused is tried again, unless the visitor has moved on. */
export function tryAgain(draft: Draft): void {
  const { outcome } = draft.state;
  if (outcome?.type !== 'error' || automaticRetryMs(outcome.error) === undefined) return draft.ignore();
  if (outcome.again) startCall(draft, outcome.again);
  else connect(draft);
}

function connect(draft: Draft): void {
  const { access, outcome } = draft.state;
  if (access.status === 'none') {
    draft.set({ access: { status: 'opening' }, outcome: undefined });
    draft.run({ type: 'open-session' });
  } else if (outcome) {
    // After a lost call the session is still there: the way back to `connected` is to say so.
    draft.set({ outcome: undefined });
  } else draft.ignore();
}

/** The session with the backend nears its end, or is over. An open call is given another one; without a call it ends. */
export function sessionTimer(draft: Draft, timer: 'session' | 'session-end'): void {
  if (draft.call) draft.run({ type: 'renew-session' });
  else if (timer === 'session-end') expire(draft);
  else draft.ignore();
}

function renewalFailed(draft: Draft, { code }: VoiceError): void {
  if (isFatal(code)) expire(draft);
  else draft.run({ type: 'arm', timer: 'session', afterMs: RENEW_AGAIN_MS });
}

function expire(draft: Draft): void {
  endCall(draft);
  draft.set({ outcome: { type: 'ended', reason: 'expired' } });
  leaveSession(draft);
}
