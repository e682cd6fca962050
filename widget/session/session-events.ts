/** Every input of the session, from whomever it comes, as one closed union. */
import type { Link, Mode } from '../../server/contract/session.js';
import type { Draft } from './draft.js';
import type { VoiceError } from './errors.js';
import type { Quality } from './link-quality.js';
import type { ListeningLoss } from './listening.js';
import type { ServerEvent } from './protocol/server-events.js';
import type { Timer } from './session-effects.js';
import type { PageEvent } from './ports.js';
import type { CallRequest, Terms } from './session-state.js';
import type { TranscriptEntry } from './snapshot.js';

/** What the player had played of one item when it was stopped. */
export interface HeardItem {
  readonly itemId: string;
  readonly heard: string;
  /** Everything of it was heard. */
  readonly complete: boolean;
  /** A fresh id for the item that takes its place in the conversation. */
  readonly replacementId: string;
}

type Nothing = unknown;

interface VisitorEvents {
  connect: Nothing;
  start: CallRequest;
  stop: Nothing;
  disconnect: Nothing;
  send: { readonly id: string; readonly text: string };
  resend: { readonly id: string };
  interrupt: Nothing;
  mute: { readonly on: boolean };
  /** Whether the visitor holds a button to speak. */
  'push-to-talk': { readonly on: boolean };
  /** The visitor speaks another language than before. */
  language: Nothing;
  talk: { readonly on: boolean };
  'dismiss-notice': Nothing;
  /** The conversation of an earlier page, oldest first. */
  restore: { readonly entries: readonly TranscriptEntry[] };
  /** Within a call. */
  'switch-mode': { readonly to: Mode };
}

interface LinkEvents {
  'session-opened': { readonly terms: Terms; readonly lifetimeMs: number };
  'session-failed': { readonly error: VoiceError };
  'link-connected': Nothing;
  'link-failed': { readonly error: VoiceError };
  /** Something else than a peer connection carries the call; `because` of this, where nobody asked for it. */
  'link-kind': { readonly kind: Link; readonly because?: VoiceError };
  /** Too much of what was sent over the link has no answer; `link-good`: it has one again. */
  'link-suspect': Nothing;
  'link-good': Nothing;
  /** How well the link in use carries, from growing delay and loss. */
  'link-quality': { readonly quality: Quality };
  'standby-opened': Nothing;
  'standby-failed': { readonly error: VoiceError };
  /** The provider's limit of the conversation over the link in use. */
  'session-limit': { readonly endsAtMs: number; readonly lifeMs: number };
  'peer-state': { readonly state: RTCPeerConnectionState };
  'channel-state': { readonly state: RTCDataChannelState };
  server: { readonly event: ServerEvent };
  'binary-message': Nothing;
}

interface PageEvents {
  page: { readonly event: PageEvent['type'] };
}

interface EarsEvents {
  'microphone-opened': Nothing;
  'microphone-failed': { readonly error: VoiceError };
  /** The device is gone. */
  'microphone-ended': Nothing;
  /** There may be one again: it was allowed, or plugged in. */
  'microphone-back': Nothing;
  /** The microphone is there and gives nothing at all; `on` is false when it gives something again. */
  'dead-air': { readonly on: boolean };
  /** Somebody speaks up while the assistant speaks, by the loudness of the microphone. */
  onset: Nothing;
  /** What was said while the button was held has been heard out. */
  talked: Nothing;
  /** The microphone hears the assistant, again and again. */
  echo: Nothing;
  hearing: Nothing;
  /** `id` will be the turn's. An empty text takes back what was shown. */
  interim: { readonly id: string; readonly text: string };
  utterance: { readonly id: string; readonly text: string; readonly endedAtMs: number };
  /** The turn should have been `text`; `rest` is what was added to it. `id` is a fresh one. */
  correct: {
    readonly turnId: string;
    readonly id: string;
    readonly text: string;
    readonly rest: string;
    readonly endedAtMs: number;
  };
  'ears-lost': { readonly reason: ListeningLoss };
}

interface SpeechEvents {
  unlocked: Nothing;
  'unlock-failed': { readonly error: VoiceError };
  audible: { readonly atMs: number };
  silent: Nothing;
  'speech-mark': { readonly name: 'first-sentence' | 'first-byte'; readonly atMs: number };
  'speech-gap': { readonly gapMs: number };
  'speech-failed': { readonly error: VoiceError };
  /** `byServer`: the server knows by itself what was heard. */
  silenced: { readonly items: readonly HeardItem[]; readonly byServer?: boolean };
  /** The part that `speech` needs could not be had. */
  'native-failed': { readonly error: VoiceError };
  /** Of the mode `speech`, whose rules are fetched with it: the event brings its own, as pure as any other. */
  native: { readonly handle: (draft: Draft) => void };
}

interface Events extends VisitorEvents, LinkEvents, PageEvents, EarsEvents, SpeechEvents {
  timer: { readonly timer: Timer };
}

export type EventType = keyof Events;
export type VoiceEvent<T extends EventType = EventType> = {
  [P in T]: { readonly type: P } & Events[P];
}[T];
