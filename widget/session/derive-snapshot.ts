/** The state as the world may see it. Derived, never stored. */
import type { Transcript } from './conversation.js';
import { problemOf } from './draft.js';
import { automaticRetryMs } from './error-retry.js';
import type { VoiceError } from './errors.js';
import { type Call, earsHeld, type Link, servedModes, type SessionState } from './session-state.js';
import type { Problem, PublicState, VoiceSnapshot } from './snapshot.js';

const NO_LINKS: VoiceSnapshot['links'] = Object.freeze([]);

export function deriveSnapshot(state: SessionState): VoiceSnapshot {
  const { call, outcome, notice, lastMode, latency, muted, talk, transcript } = state;
  const reason = reasonOf(state);
  const terms = state.access.status === 'open' ? state.access.terms : undefined;
  return Object.freeze({
    state: publicState(state),
    ...(reason === undefined ? {} : { reason }),
    ...(lastMode === undefined ? {} : { activeMode: lastMode }),
    modes: servedModes(state),
    links: terms?.links ?? NO_LINKS,
    ...(terms && { turnCharacters: terms.turnCharacters }),
    webrtc: call?.link.webrtc ?? 'none',
    channel: call?.link.channel ?? 'none',
    audio: call?.microphone !== 'live' ? 'none' : muted ? 'muted' : 'live',
    speech: speechOf(state),
    muted,
    ...(talk === undefined ? {} : { talking: talk === 'on' }),
    ...(call && isWeak(call.link) ? { weak: true } : {}),
    degraded: call !== undefined && isDegraded(state, call),
    ...(notice === undefined ? {} : { notice: problemOf(notice) }),
    ...(outcome?.type === 'error' ? { error: endingProblem(outcome.error) } : {}),
    ...(outcome?.type === 'ended' ? { endReason: outcome.reason } : {}),
    transcript,
    ...(latency === undefined ? {} : { latency }),
  } satisfies VoiceSnapshot);
}

function endingProblem(error: VoiceError): Problem {
  const retryInMs = automaticRetryMs(error);
  return { ...problemOf(error), ...(retryInMs === undefined ? {} : { retryInMs }) };
}

export function publicState({ access, call, outcome, transcript }: SessionState): PublicState {
  if (call) return access.status === 'opening' ? 'connecting' : callState(call, transcript);
  if (outcome) return outcome.type;
  switch (access.status) {
    case 'none':
      return 'idle';
    case 'opening':
      return 'connecting';
    case 'open':
      return 'connected';
    default:
      return access satisfies never;
  }
}

function callState(call: Call, transcript: Transcript): PublicState {
  const { stage, mode, link, voice, response, unanswered } = call;
  if (stage === 'starting') return 'starting';
  if (isMissed(link)) return 'reconnecting';
  if (voice === 'audible') return 'speaking';
  // In `speech` words may still be written down when the server is thinking already.
  if (mode !== 'speech' && transcript.at(-1)?.status === 'interim') return 'listening';
  const answering = response.status !== 'none' && response.status !== 'cancelling';
  return answering || voice === 'waiting' || unanswered.length > 0 ? 'thinking' : 'listening';
}

function reasonOf({ call, outcome, offline }: SessionState): string | undefined {
  if (outcome) return outcome.type === 'error' ? outcome.error.code : outcome.reason;
  const { link } = call ?? {};
  if (!link || !isMissed(link)) return undefined;
  if (offline) return 'offline';
  if (link.channel === 'closed') return 'channel-closed';
  return link.suspect ? 'link-suspect' : 'link-interrupted';
}

function isWeak(link: Link): boolean {
  return link.quality === 'poor' && !isMissed(link);
}

function isMissed({ status }: Link): boolean {
  return status === 'shaky' || status === 'lost';
}

function speechOf(state: SessionState): VoiceSnapshot['speech'] {
  const { call } = state;
  if (call?.voice === 'audible') return 'speaking';
  return call?.ears === 'hearing' && !earsHeld(state) ? 'recognising' : 'idle';
}

function isDegraded({ notice }: SessionState, { ears, voice, link, echoes }: Call): boolean {
  // `link-failed` as a notice: another link carries the call.
  const isMissing = notice?.code === 'speech-failed' || notice?.code === 'link-failed';
  const isDeaf = ears === 'lost' || ears === 'returning';
  return isWeak(link) || echoes === true || isDeaf || voice === 'blocked' || isMissing;
}
