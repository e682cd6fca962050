/** Snapshot → what is shown. Pure; keeps nothing. */
import type { ErrorCode } from '../session/errors.js';
import type { Problem, PublicState, TranscriptEntry, VoiceSnapshot } from '../session/snapshot.js';
import type { Choice } from './options.js';

/** A colour family and, because colour alone says nothing to many, a shape: see `icons.ts`. */
export type Tone = 'off' | 'busy' | 'on' | 'problem' | 'muted';

/** What the lower end of the panel offers. */
export type Zone = 'identify' | 'ready' | 'call' | 'none';

export interface ViewOptions {
  readonly identify: Choice<'identify'>;
  readonly hasEmail: boolean;
  readonly mode: Choice<'mode'>;
  readonly textInput: Choice<'textInput'>;
  readonly transcriptDisplay: Choice<'transcriptDisplay'>;
}

export interface Indicator {
  readonly name: 'webrtc' | 'channel' | 'audio';
  readonly value: VoiceSnapshot['webrtc'] | VoiceSnapshot['channel'] | VoiceSnapshot['audio'];
  readonly tone: Tone;
}

export interface View {
  readonly state: PublicState;
  readonly tone: Tone;
  readonly zone: Zone;
  /** Something was asked for and is on its way: the button that asked must not ask again. */
  readonly busy: boolean;
  readonly field: 'required' | 'optional' | 'none';
  /** None before the first `connect()`: nothing has a state yet. */
  readonly indicators: readonly Indicator[];
  readonly showsLog: boolean;
  readonly showsComposer: boolean;
  readonly showsMic: boolean;
  readonly showsInterrupt: boolean;
  readonly muted: boolean;
  readonly typesOnly: boolean;
  readonly calledBefore: boolean;
  readonly problem?: { readonly problem: Problem; readonly kind: 'error' | 'notice' };
}

export function view(snapshot: VoiceSnapshot, options: ViewOptions): View {
  const { state, muted, notice, error } = snapshot;
  const zone = zoneOf(snapshot);
  const typesOnly = (snapshot.activeMode ?? options.mode) === 'text';
  const problem = error ?? notice;
  return {
    state,
    tone: TONES[state],
    zone,
    busy: state === 'connecting' || state === 'starting',
    field: fieldOf(options),
    indicators: state === 'idle' ? [] : indicatorsOf(snapshot),
    showsLog: options.transcriptDisplay === 'on' && snapshot.transcript.length > 0,
    showsComposer: zone === 'call' && options.textInput === 'on',
    showsMic: zone === 'call' && snapshot.audio !== 'none',
    showsInterrupt: zone === 'call' && (state === 'speaking' || state === 'thinking'),
    muted,
    typesOnly,
    calledBefore: snapshot.transcript.length > 0 || state === 'ended' || state === 'error',
    ...(problem === undefined
      ? {}
      : { problem: { problem, kind: error === undefined ? 'notice' : 'error' } as const }),
  };
}

export function isInCall(state: PublicState): boolean {
  return ZONES[state] === 'call';
}

/** Whether more words of this entry may come. */
export function isStillChanging({ status }: TranscriptEntry): boolean {
  return status === 'interim' || status === 'streaming';
}

const TONES: Readonly<Record<PublicState, Tone>> = {
  idle: 'off',
  connecting: 'busy',
  connected: 'on',
  starting: 'busy',
  listening: 'on',
  thinking: 'busy',
  speaking: 'on',
  reconnecting: 'busy',
  ended: 'off',
  error: 'problem',
};

const ZONES: Readonly<Record<PublicState, Zone>> = {
  idle: 'identify',
  connecting: 'identify',
  connected: 'ready',
  starting: 'ready',
  listening: 'call',
  thinking: 'call',
  speaking: 'call',
  reconnecting: 'call',
  ended: 'ready',
  // The error's own action is the way on; a second button beside it would be a riddle.
  error: 'none',
};

/** Problems that another e-mail address can mend. */
const ASKS_AGAIN: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['identity-required', 'identity-refused']);

function zoneOf({ state, error }: VoiceSnapshot): Zone {
  return error !== undefined && ASKS_AGAIN.has(error.code) ? 'identify' : ZONES[state];
}

function fieldOf({ identify, hasEmail }: ViewOptions): View['field'] {
  if (hasEmail || identify === 'none') return 'none';
  return identify === 'email' ? 'required' : 'optional';
}

const LINK_TONES: Readonly<Record<VoiceSnapshot['webrtc'], Tone>> = {
  none: 'off',
  new: 'busy',
  connecting: 'busy',
  connected: 'on',
  disconnected: 'problem',
  failed: 'problem',
  closed: 'off',
};
const CHANNEL_TONES: Readonly<Record<VoiceSnapshot['channel'], Tone>> = {
  none: 'off',
  connecting: 'busy',
  open: 'on',
  closing: 'busy',
  closed: 'off',
};
const AUDIO_TONES: Readonly<Record<VoiceSnapshot['audio'], Tone>> = {
  none: 'off',
  live: 'on',
  muted: 'muted',
};

function indicatorsOf({ webrtc, channel, audio }: VoiceSnapshot): readonly Indicator[] {
  return [
    { name: 'webrtc', value: webrtc, tone: LINK_TONES[webrtc] },
    { name: 'channel', value: channel, tone: CHANNEL_TONES[channel] },
    { name: 'audio', value: audio, tone: AUDIO_TONES[audio] },
  ];
}
