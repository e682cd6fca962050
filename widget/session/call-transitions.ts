/** A call's beginning and end, and the state of its link. */
import { interimOf } from './conversation.js';
import type { Draft, Handlers } from './draft.js';
import { VoiceError } from './errors.js';
import { turnFailed } from './outbox.js';
import { NO_RESPONSE } from './response-sequencer.js';
import type { VoiceEvent } from './session-events.js';
import type { Call, Link } from './session-state.js';
import { noRecogniser, stepToCarriedMode, stepToServedMode } from './mode-transitions.js';
import { draftInterim } from './turns.js';

/** Shorter interruptions heal without anybody having noticed. */
const DOUBTFUL_MS = 1_000;
/** With the second before it: how long ICE is given to heal (agents-realtime waits 5 s as well). */
const SHAKY_MS = 4_000;
/** A closed channel does not heal; the wait lets the peer connection say whether the network went with it. */
const CHANNEL_CLOSED_MS = 1_000;

export const CALL_HANDLERS: Handlers<
  'start' | 'stop' | 'link-connected' | 'link-failed' | 'link-kind' | 'peer-state' | 'channel-state'
> = {
  start(draft, event) {
    if (draft.call) return draft.ignore();
    const { access } = draft.state;
    const call = newCall(event);
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
  },

  stop(draft) {
    if (!draft.call) return draft.ignore();
    endCall(draft);
  },

  'link-connected'(draft) {
    const { call } = draft;
    if (call?.link.status !== 'connecting') return draft.ignore();
    setLink(draft, { ...call.link, status: 'open' });
  },

  'link-failed'(draft, { error }) {
    if (!draft.call) return draft.ignore();
    failCall(draft, error);
  },

  'link-kind'(draft, { kind, because }) {
    const { call } = draft;
    if (!call) return draft.ignore();
    setLink(draft, { ...call.link, kind, webrtc: 'none' });
    if (because) draft.notify(because);
    stepToCarriedMode(draft);
  },

  'peer-state'(draft, { state: webrtc }) {
    const { call } = draft;
    if (!call) return draft.ignore();
    const { link } = call;
    setLink(draft, { ...link, webrtc });
    // The port's connect() reports how that ends.
    if (link.status === 'connecting') return;
    if (webrtc === 'failed' || webrtc === 'closed') {
      failCall(draft, new VoiceError('link-lost', 'The peer connection failed.'));
    } else if (webrtc === 'disconnected' && link.status === 'open') {
      setLink(draft, { ...link, webrtc, status: 'doubtful' }, DOUBTFUL_MS);
    } else if (webrtc === 'connected' && link.channel === 'open') {
      setLink(draft, { ...link, webrtc, status: 'open' });
      draft.run({ type: 'disarm', timer: 'link' });
    }
  },

  'channel-state'(draft, { state: channel }) {
    const { call } = draft;
    if (!call) return draft.ignore();
    const { link } = call;
    const closed = channel === 'closed' && link.status !== 'connecting';
    if (closed) setLink(draft, { ...link, channel, status: 'shaky' }, CHANNEL_CLOSED_MS);
    else setLink(draft, { ...link, channel });
  },
};

function setLink(draft: Draft, link: Link, patienceMs?: number): void {
  draft.setCall({ link });
  if (patienceMs !== undefined) draft.run({ type: 'arm', timer: 'link', afterMs: patienceMs });
}

/** The link's patience has run out: first visible, then over. */
export function linkTimer(draft: Draft, { link }: Call): void {
  if (link.status === 'doubtful') setLink(draft, { ...link, status: 'shaky' }, SHAKY_MS);
  else if (link.status !== 'shaky') return draft.ignore();
  else failCall(draft, new VoiceError('link-lost', 'The link was interrupted and did not heal.'));
}

function newCall({ wanted, recogniser, bargeIn, link }: VoiceEvent<'start'>): Call {
  // Whether the backend serves speech to a browser that cannot recognise it is not known before it was asked.
  const mode = wanted !== 'auto' ? wanted : recogniser ? 'hybrid' : 'text';
  const microphone = mode === 'speech' || (mode === 'hybrid' && recogniser);
  return {
    stage: 'starting',
    wanted,
    mode,
    recogniser,
    bargeIn,
    link: { kind: link ?? 'webrtc', status: 'connecting', webrtc: 'none', channel: 'none' },
    microphone: microphone ? 'opening' : 'none',
    ears: microphone ? 'opening' : wanted === 'hybrid' ? 'lost' : 'none',
    voice: mode === 'text' ? 'none' : 'quiet',
    response: NO_RESPONSE,
    unanswered: [],
    edits: [],
    commands: 0,
  };
}

/** Ends the call for a problem. The session stays, unless it is the problem. */
export function failCall(draft: Draft, error: VoiceError): void {
  endCall(draft, error);
  draft.set({ outcome: { type: 'error', error } });
  if (error.code === 'session-expired') draft.set({ access: { status: 'none' } });
}

/**
 * Ends the call. What was on its way becomes `not-sent` and stays in the outbox; half an answer stays as
 * interrupted.
 */
export function endCall(draft: Draft, error: VoiceError = VoiceError.aborted()): void {
  const { call } = draft;
  draft.set({ outcome: undefined });
  if (!call) return;
  if (call.voice === 'audible' || call.voice === 'waiting') draft.run({ type: 'silence' });
  draft.run({ type: 'end-call' });
  if (interimOf(draft.state.transcript)) draftInterim(draft, error);
  let { outbox } = draft.state;
  const undelivered = new Set<string>();
  for (const { id, delivery } of outbox) {
    if (delivery.status !== 'queued' && delivery.status !== 'sent') continue;
    undelivered.add(id);
    outbox = turnFailed(outbox, id, error);
  }
  const transcript = draft.state.transcript.map((entry) => {
    if (undelivered.has(entry.id)) return { ...entry, status: 'not-sent' as const };
    return entry.status === 'streaming' ? { ...entry, status: 'interrupted' as const } : entry;
  });
  draft.set({ call: undefined, outbox, transcript });
}
