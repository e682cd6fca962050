/**
 * A link in danger, and the second one that is opened beside it: whichever carries first goes on with the call
 * (reliability plan, make before break).
 */
import { failCall } from './call-ending.js';
import type { Draft, Handlers } from './draft.js';
import { VoiceError } from './errors.js';
import { isQuiet } from './quiet.js';
import { AUTOMATIC_MS, isFatal, STABLE_MS } from './reconnect-policy.js';
import { cutByLoss } from './replay.js';
import { NO_RESPONSE } from './response-sequencer.js';
import { NEW_LINK, type Recovery } from './session-state.js';
import { EDIT_PREFIX, send } from './turns.js';

/** Shorter interruptions heal without anybody having noticed. */
const DOUBTFUL_MS = 1_000;
/**
 * A link that carries answers its checks, 20 a second by then, as soon as the network is back (Chromium, measured).
 * By `bench -- link`: a whole second keeps 40 calls of 40 through a blip; after a longer outage half a one leaves the
 * answer 0.9 s after the network's return (p95, 2 s allowed).
 */
const LAST_CHANCE_MS = { short: 1_000, long: 500 };
/** Its longest blip, 8 s, less the 3.3 s until a link is missed (p95), with a second for opening the next one. */
const LONG_MISSED_MS = 6_000;
/** Half as often as such a link is checked: an answer is seen one look late at most, a tenth of the last chance. */
const PROBE_MS = 100;

export const RECOVERY_HANDLERS: Handlers<'standby-opened' | 'standby-failed' | 'session-limit'> = {
  'standby-opened'(draft) {
    const { recovery } = draft.call ?? {};
    if (recovery?.status !== 'opening') return draft.ignore();
    const { why } = recovery;
    const { status, missedAtMs = 0 } = draft.call?.link ?? {};
    if (why === 'hour') return draft.setCall({ recovery: { status: 'ready', why, untilMs: Infinity } });
    if (status !== 'shaky') return takeStandby(draft);
    const chanceMs = draft.nowMs - missedAtMs < LONG_MISSED_MS ? LAST_CHANCE_MS.short : LAST_CHANCE_MS.long;
    draft.setCall({ recovery: { status: 'ready', why, untilMs: draft.nowMs + chanceMs } });
    probeLink(draft);
  },

  'standby-failed'(draft, { error }) {
    const { recovery } = draft.call ?? {};
    if (recovery?.status !== 'opening' && recovery?.status !== 'ready') return draft.ignore();
    const { status } = draft.call?.link ?? {};
    if (!isFatal(error.code)) attemptAgain(draft, recovery.why, error.retryAfterMs);
    else if (status === 'lost') failCall(draft, error);
    else if (status === 'shaky') draft.setCall({ recovery: { status: 'refused', why: 'link', error } });
    // What the provider refuses is told when the call needs it: there is time left.
    else settleRecovery(draft);
  },

  /** A conversation ends with its time, 60 minutes at OpenAI: the next one is opened before, and taken when nobody speaks. */
  'session-limit'(draft, { endsAtMs, lifeMs }) {
    if (!draft.call) return draft.ignore();
    const leftMs = endsAtMs - draft.nowMs;
    draft.run(
      { type: 'arm', timer: 'hour', afterMs: leftMs - Math.min(90_000, lifeMs / 4) },
      { type: 'arm', timer: 'hour-end', afterMs: leftMs - Math.min(5_000, lifeMs / 20) },
    );
  },
};

/** Too much of what was sent over the link has no answer: that took its time already. */
export function suspectLink(draft: Draft): void {
  draft.setLink({ suspect: true });
  draft.run({ type: 'doubt-link' });
  if (draft.call?.link.status === 'open' || draft.call?.link.status === 'doubtful') missLink(draft);
}

/**
 * Only an answer from now on says that the link is good. A WebSocket's own pings are hidden from pages, so it is asked
 * for one, by an event without an effect where no sound is sent (OpenAI Realtime: input_audio_buffer.cleared).
 */
export function questionLink(draft: Draft): void {
  draft.setLink({ suspect: true });
  draft.run({ type: 'doubt-link' });
  if (draft.call?.link.kind === 'websocket') {
    send(draft, { type: 'clear-input', eventId: `${EDIT_PREFIX}input` });
  }
  doubtLink(draft);
}

/** The link may be interrupted. */
export function doubtLink(draft: Draft): void {
  if (draft.call?.link.status !== 'open') return;
  draft.setLink({ status: 'doubtful' });
  draft.run({ type: 'arm', timer: 'link', afterMs: DOUBTFUL_MS });
}

/** It has been for too long. */
function missLink(draft: Draft): void {
  draft.setLink({ status: 'shaky', missedAtMs: draft.nowMs });
  draft.run({ type: 'disarm', timer: 'link' });
  recover(draft, 'link');
}

/** The link has had its time to heal. */
export function linkTimer(draft: Draft): void {
  const { link, recovery } = draft.call ?? {};
  if (link?.status === 'doubtful') missLink(draft);
  else if (recovery?.status !== 'ready') draft.ignore();
  else if (draft.nowMs >= recovery.untilMs) takeStandby(draft);
  else probeLink(draft);
}

/** An open second link says that the network is back; the first, if it is good for anything, says so now, too. */
function probeLink(draft: Draft): void {
  draft.run({ type: 'probe-link' }, { type: 'arm', timer: 'link', afterMs: PROBE_MS });
}

/** The link will not heal. */
export function loseLink(draft: Draft): void {
  draft.setLink({ status: 'lost' });
  if (draft.call?.recovery.status === 'refused') giveUp(draft);
  else recover(draft, 'link');
}

/** The link carries again, if nothing speaks against it: it is kept, and a second one is not needed. */
export function healLink(draft: Draft): void {
  const { link, recovery } = draft.call ?? {};
  if (!link || (link.status !== 'doubtful' && link.status !== 'shaky')) return;
  // Where the network is known to be back an answer says it all; the browser's own word comes later.
  const isPeerWell = link.webrtc === 'connected' || link.kind === 'websocket' || recovery?.status === 'ready';
  if (link.suspect || !isPeerWell || link.channel !== 'open') return;
  draft.setLink({ status: 'open' });
  draft.run({ type: 'disarm', timer: 'link' });
  if (recovery && 'why' in recovery && recovery.why === 'link') {
    draft.run({ type: 'drop-standby' });
    settleRecovery(draft);
  }
}

/** Has a second link opened; for the reason `link` it is taken as soon as it is there. */
export function recover(draft: Draft, why: 'link' | 'hour'): void {
  const { recovery } = draft.call ?? {};
  if (!recovery || recovery.status === 'refused' || (recovery.status !== 'none' && why === 'hour')) return;
  if (recovery.status === 'ready') return takeStandby(draft);
  if (why === 'link' && !('why' in recovery && recovery.why === 'link')) {
    draft.run({ type: 'disarm', timer: 'stable' }, { type: 'arm', timer: 'give-up', afterMs: AUTOMATIC_MS });
  }
  if (recovery.status === 'none') attempt(draft, why);
  else draft.setCall({ recovery: { ...recovery, why } });
}

/** Something has changed that makes an attempt worth while now. */
export function hurry(draft: Draft): void {
  const { recovery, link } = draft.call ?? {};
  if (recovery?.status === 'waiting') openStandby(draft, recovery.why);
  else if (link?.status === 'doubtful') missLink(draft);
}

/** There is no network: attempts wait for it. */
export function standBack(draft: Draft): void {
  const { recovery } = draft.call ?? {};
  if (recovery?.status === 'opening') draft.run({ type: 'drop-standby' });
  if (recovery?.status === 'opening' || recovery?.status === 'waiting') wait(draft, recovery.why);
}

/** The timers that only the way back has. */
export function recoveryTimer(
  draft: Draft,
  timer: 'reconnect' | 'give-up' | 'stable' | 'hour' | 'hour-end',
): void {
  const { recovery } = draft.call ?? {};
  if (timer === 'stable') draft.setCall({ attempts: 0 });
  else if (timer === 'hour') recover(draft, 'hour');
  else if (timer === 'hour-end') recover(draft, 'link');
  else if (timer === 'give-up') giveUp(draft);
  else if (recovery?.status === 'waiting') openStandby(draft, recovery.why);
  else draft.ignore();
}

function giveUp(draft: Draft): void {
  const { recovery } = draft.call ?? {};
  const lost = new VoiceError('link-lost', 'The link was lost and did not come back.');
  failCall(draft, recovery?.status === 'refused' ? recovery.error : lost);
}

/** A second link that waits for a quiet moment has found it. */
export function takeWhenQuiet(draft: Draft): void {
  const { recovery } = draft.call ?? {};
  if (recovery?.status === 'ready' && recovery.why === 'hour' && isQuiet(draft.state)) takeStandby(draft);
}

type Why = Exclude<Recovery, { status: 'none' }>['why'];

/** A planned attempt has no reason to wait; one after a loss has, if the last one was not long ago. */
function attempt(draft: Draft, why: Why): void {
  const { attempts } = draft.call ?? {};
  if (why === 'link' && attempts !== 0) attemptAgain(draft, why);
  else if (draft.state.offline) wait(draft, why);
  else openStandby(draft, why);
}

function attemptAgain(draft: Draft, why: Why, retryAfterMs?: number): void {
  const { attempts = 0, triedAtMs = 0 } = draft.call ?? {};
  wait(draft, why);
  if (draft.state.offline) return;
  const tookMs = draft.nowMs - triedAtMs;
  draft.run({ type: 'arm-reconnect', attempt: attempts, tookMs, retryAfterMs });
}

function wait(draft: Draft, why: Why): void {
  draft.setCall({ recovery: { status: 'waiting', why } });
  draft.run({ type: 'disarm', timer: 'reconnect' });
}

function openStandby(draft: Draft, why: Why): void {
  const { attempts = 0, link } = draft.call ?? {};
  draft.setCall({ recovery: { status: 'opening', why }, attempts: attempts + 1, triedAtMs: draft.nowMs });
  draft.run(
    { type: 'disarm', timer: 'reconnect' },
    { type: 'open-standby', kind: link?.kind === 'websocket' ? 'websocket' : undefined },
  );
}

function takeStandby(draft: Draft): void {
  const { call } = draft;
  if (!call) return;
  cutByLoss(draft, call);
  // What was planned says nothing against the link.
  if (call.recovery.status === 'ready' && call.recovery.why === 'hour') draft.setCall({ attempts: 0 });
  draft.setCall({
    link: { ...NEW_LINK, kind: call.link.kind },
    talking: false,
    response: NO_RESPONSE,
    edits: [],
    corrected: {},
  });
  draft.run(
    { type: 'disarm', timer: 'link' },
    { type: 'disarm', timer: 'response' },
    { type: 'disarm', timer: 'cancel' },
    { type: 'take-standby' },
  );
  settleRecovery(draft);
}

function settleRecovery(draft: Draft): void {
  draft.setCall({ recovery: { status: 'none' } });
  draft.run(
    { type: 'disarm', timer: 'reconnect' },
    { type: 'disarm', timer: 'give-up' },
    { type: 'arm', timer: 'stable', afterMs: STABLE_MS },
  );
}
