/** Snapshot → what a call shows beyond the shell. Pure. */
import type { Mode } from '../../../server/contract/session.js';
import type { PublicState, TranscriptEntry, VoiceSnapshot } from '../../session/snapshot.js';
import { CHOICES, type Choice } from '../options.js';
import { ZONES, type Tone, type View } from '../view.js';

export interface Indicator {
  readonly name: 'webrtc' | 'channel' | 'audio';
  readonly value: VoiceSnapshot['webrtc'] | VoiceSnapshot['channel'] | VoiceSnapshot['audio'];
  readonly tone: Tone;
}

export interface CallViewOptions {
  readonly mode: Choice<'mode'>;
  readonly link: Choice<'link'>;
  readonly textInput: Choice<'textInput'>;
}

export interface CallView extends View {
  /** None before the first `connect()`: nothing has a state yet. */
  readonly indicators: readonly Indicator[];
  readonly showsComposer: boolean;
  readonly showsMic: boolean;
  /** With push-to-talk: whether the button is held. */
  readonly talking: boolean | undefined;
  readonly showsInterrupt: boolean;
  /** Nothing is spoken in this call. */
  readonly typesOnly: boolean;
  readonly calledBefore: boolean;
  /** The visitor has been away: on another page, or on this one before it was loaded again. */
  readonly wasAway: boolean;
  /** What the visitor may choose from; none where there is no choice. */
  readonly modes: readonly Mode[];
  /** What may carry the next call; none where there is no choice. */
  readonly links: readonly Choice<'link'>[];
  readonly link: Choice<'link'>;
  /** The one in use, or of the next call. */
  readonly mode: Mode | undefined;
}

export function callView(shell: View, snapshot: VoiceSnapshot, options: CallViewOptions): CallView {
  const { state } = snapshot;
  const isCall = shell.zone === 'call';
  const isStarting = state === 'starting';
  return {
    ...shell,
    indicators: state === 'idle' ? [] : indicatorsOf(snapshot),
    // Who types need not wait until the microphone is allowed.
    showsComposer: (isCall || isStarting) && options.textInput !== 'off',
    talking: snapshot.talking,
    showsMic: isCall && snapshot.audio !== 'none',
    showsInterrupt: isCall && (state === 'speaking' || state === 'thinking'),
    typesOnly: (snapshot.activeMode ?? options.mode) === 'text',
    modes: (isCall || shell.zone === 'ready') && snapshot.modes.length > 1 ? snapshot.modes : [],
    links: shell.zone === 'ready' && !isStarting && snapshot.links.length > 1 ? CHOICES.link : [],
    link: options.link,
    mode: isCall ? snapshot.activeMode : options.mode === 'auto' ? snapshot.modes[0] : options.mode,
    wasAway: state === 'idle' || snapshot.endReason === 'page',
    calledBefore: snapshot.transcript.length > 0 || state === 'ended',
  };
}

export function isInCall(state: PublicState): boolean {
  return ZONES[state] === 'call';
}

/** Whether more words of this entry may come. */
export function isStillChanging({ status }: TranscriptEntry): boolean {
  return status === 'interim' || status === 'streaming';
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
