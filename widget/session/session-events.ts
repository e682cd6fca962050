/** Every input of the session, from whomever it comes, as one closed union. */
import type { Mode } from '../../server/contract/session.js';
import type { VoiceError } from './errors.js';
import type { ListeningLoss } from './listening.js';
import type { ServerEvent } from './protocol/server-events.js';
import type { Timer } from './session-effects.js';
import type { Terms } from './session-state.js';

/** What the player had played of one item when it was stopped. */
export interface HeardItem {
  readonly itemId: string;
  readonly heard: string;
  /** Everything of it was heard. */
  readonly complete: boolean;
  /** A fresh id for the item that takes its place in the conversation. */
  readonly replacementId: string;
}

type VisitorEvent =
  | { readonly type: 'connect' }
  | {
      readonly type: 'start';
      readonly wanted: 'auto' | Mode;
      readonly recogniser: boolean;
      readonly bargeIn: boolean;
    }
  | { readonly type: 'stop' }
  | { readonly type: 'disconnect' }
  | { readonly type: 'send'; readonly id: string; readonly text: string }
  | { readonly type: 'resend'; readonly id: string }
  | { readonly type: 'interrupt' }
  | { readonly type: 'mute'; readonly on: boolean }
  | { readonly type: 'dismiss-notice' };

type AccessEvent =
  | { readonly type: 'session-opened'; readonly terms: Terms; readonly lifetimeMs: number }
  | { readonly type: 'session-failed'; readonly error: VoiceError };

type LinkEvent =
  | { readonly type: 'link-connected' }
  | { readonly type: 'link-failed'; readonly error: VoiceError }
  | { readonly type: 'peer-state'; readonly state: RTCPeerConnectionState }
  | { readonly type: 'channel-state'; readonly state: RTCDataChannelState }
  | { readonly type: 'server'; readonly event: ServerEvent }
  | { readonly type: 'binary-message' };

type EarsEvent =
  | { readonly type: 'microphone-opened' }
  | { readonly type: 'microphone-failed'; readonly error: VoiceError }
  /** The device is gone. */
  | { readonly type: 'microphone-ended' }
  /** Somebody began to speak, by the loudness of the microphone. */
  | { readonly type: 'onset' }
  | { readonly type: 'hearing' }
  /** `id` becomes the turn's, unless words are already being recognised. */
  | { readonly type: 'interim'; readonly id: string; readonly text: string }
  | { readonly type: 'utterance'; readonly id: string; readonly text: string; readonly endedAtMs: number }
  | {
      readonly type: 'ears-lost';
      readonly reason: ListeningLoss;
      readonly draft?: string;
    };

type SpeechEvent =
  | { readonly type: 'unlocked' }
  | { readonly type: 'unlock-failed'; readonly error: VoiceError }
  | { readonly type: 'audible'; readonly atMs: number }
  | { readonly type: 'silent' }
  | { readonly type: 'speech-mark'; readonly name: 'first-sentence' | 'first-byte'; readonly atMs: number }
  | { readonly type: 'speech-gap'; readonly gapMs: number }
  | { readonly type: 'speech-failed'; readonly error: VoiceError }
  | { readonly type: 'silenced'; readonly items: readonly HeardItem[] };

export type VoiceEvent =
  | VisitorEvent
  | AccessEvent
  | LinkEvent
  | EarsEvent
  | SpeechEvent
  | { readonly type: 'timer'; readonly timer: Timer };
