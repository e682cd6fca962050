/** Everything the session knows, as one immutable record of closed unions. Written by `transition` alone. */
import type { Link as LinkKind, Mode, TurnDetection } from '../../server/contract/session.js';
import type { Answer } from './answer.js';
import type { Transcript } from './conversation.js';
import type { VoiceError } from './errors.js';
import type { Quality } from './link-quality.js';
import type { Outbox } from './outbox.js';
import type { ResponseStage } from './response-sequencer.js';
import type { EndReason, TurnLatency } from './snapshot.js';

/** The session with the backend. */
export type Access =
  | { readonly status: 'none' }
  | { readonly status: 'opening' }
  | { readonly status: 'open'; readonly terms: Terms };

/** What the backend allows. */
export interface Terms {
  readonly modes: readonly Mode[];
  /** How the provider finds the end of a turn in `speech`. */
  readonly turnDetection?: TurnDetection | undefined;
  /** What can carry a call. */
  readonly links: readonly LinkKind[];
  /** Whether it can speak. */
  readonly voice: boolean;
  /** Longest user turn. */
  readonly turnCharacters: number;
}

/** The way to the model. `webrtc` and `channel` are the words of the objects themselves. */
export interface Link {
  /** What carries it, or is being tried. */
  readonly kind: LinkKind;
  readonly status:
    | 'connecting'
    | 'open'
    /** Interrupted for less than a second: nothing to worry a visitor with. */
    | 'doubtful'
    /** Interrupted for longer; it may heal. */
    | 'shaky'
    /** It will not heal. */
    | 'lost';
  readonly webrtc: RTCPeerConnectionState | 'none';
  readonly channel: RTCDataChannelState | 'none';
  /** Too much of what was sent has no answer. */
  readonly suspect: boolean;
  /** When it became shaky, on the session clock. */
  readonly missedAtMs: number;
  readonly quality: Quality;
  /** Whether the conversation behind it knows what was said before. It is the first thing it is told. */
  readonly told: boolean;
}

/** A second link on its way, because the first is in danger (`link`) or at the end of its time (`hour`). */
export type Recovery =
  | { readonly status: 'none' }
  | {
      readonly status:
        | 'opening'
        /** For the next attempt's time, or for the network. */
        | 'waiting';
      readonly why: 'link' | 'hour';
    }
  /** What refused it would refuse the next in the same words: the first link heals, or the call ends in `error`. */
  | { readonly status: 'refused'; readonly why: 'link'; readonly error: VoiceError }
  /** It is open, and takes over in the first quiet moment (`hour`), or unless the first link answers now (`link`). */
  | { readonly status: 'ready'; readonly why: 'link' | 'hour'; readonly untilMs: number };

export type Ears =
  | 'none' // nobody asked for any: the visitor types
  | 'opening' // waiting for the microphone
  | 'starting' // the recogniser has not said yet that it hears
  | 'hearing'
  | 'lost'
  | 'returning'; // lost, and tried for again

export type Voice =
  | 'none'
  | 'quiet'
  | 'waiting' // there is something to say and nothing to hear yet
  | 'audible'
  | 'stopping' // told to be silent; what was heard is not known yet
  | 'blocked'; // the browser wants a gesture first

/** What the server's conversation has to be told before the next response. */
export type Edit =
  | { readonly type: 'delete'; readonly itemId: string }
  /** In place of `itemId`: what was heard of it. */
  | {
      readonly type: 'replace';
      readonly itemId: string;
      readonly replacementId: string;
      readonly role: 'user' | 'assistant';
      readonly text: string;
    };

/** What a call is started with. */
export interface CallRequest {
  /** What is asked for; the call's `mode` is what it becomes. */
  readonly wanted: 'auto' | Mode;
  /** Whether this browser has a recogniser. */
  readonly recogniser: boolean;
  /** The only link wanted, where it is not left to be found. */
  readonly onlyLink?: LinkKind | undefined;
}

export interface Call extends CallRequest {
  readonly stage: 'starting' | 'running';
  readonly mode: Mode;
  /** The loudspeakers are heard again and again: nobody listens while they sound. */
  readonly echoes?: boolean;
  readonly link: Link;
  readonly recovery: Recovery;
  /** How often a second link was tried since the call was last stable. */
  readonly attempts: number;
  /** When the last of them began, on the session clock. */
  readonly triedAtMs: number;
  readonly microphone: 'none' | 'opening' | 'live';
  readonly ears: Ears;
  readonly voice: Voice;
  /** In `speech`: the visitor is in the middle of a turn. */
  readonly talking: boolean;
  readonly response: ResponseStage;
  /** The current or the last one. */
  readonly answer?: Answer | undefined;
  /** User turns that the next response is for. */
  readonly unanswered: readonly string[];
  /** Spoken turns that were answered before their words were written down. */
  readonly answeredEarly?: readonly string[] | undefined;
  readonly edits: readonly Edit[];
  /** By turn: what its words are called in the server's conversation since they were corrected. */
  readonly corrected: Readonly<Record<string, string>>;
  /** Until when no answer may be asked for, on the session clock; whether the visitor knows. */
  readonly held?: { readonly untilMs: number; readonly isTold: boolean } | undefined;
  /** How many commands have been numbered; makes event ids unique within the call. */
  readonly commands: number;
}

export type Outcome =
  | {
      readonly type: 'error';
      readonly error: VoiceError;
      /** The call that is to go on by itself when the network is back. */
      readonly again?: CallRequest | undefined;
    }
  | { readonly type: 'ended'; readonly reason: EndReason };

/** Whether answers are spoken in this mode. */
export function hasVoice({ access }: SessionState, mode: Mode): boolean {
  return mode === 'speech' || (mode === 'hybrid' && access.status === 'open' && access.terms.voice);
}

/** A link that has not said anything yet. */
export const NEW_LINK: Link = {
  kind: 'webrtc',
  status: 'connecting',
  webrtc: 'none',
  channel: 'none',
  suspect: false,
  missedAtMs: 0,
  quality: 'good',
  told: false,
};

/** Whether what is said goes out, now or when the link heals. */
export function isUp({ channel, status }: Link): boolean {
  return channel === 'open' && status !== 'connecting' && status !== 'lost';
}

/** Whether the assistant is heard, or about to be. */
export function isSounding(voice: Voice | undefined): boolean {
  return voice === 'waiting' || voice === 'audible';
}

export interface SessionState {
  readonly access: Access;
  readonly call?: Call | undefined;
  /** Why there is no call, until the next attempt. */
  readonly outcome?: Outcome | undefined;
  readonly lastMode?: Mode;
  readonly muted: boolean;
  /** Push-to-talk, where it is on: the button is up, held, or let go a moment ago. */
  readonly talk?: 'off' | 'on' | 'ending' | undefined;
  /** The browser knows that it has no network. That it says nothing does not mean that it has one. */
  readonly offline: boolean;
  /** Nobody sees the page. */
  readonly hidden?: boolean;
  readonly notice?: VoiceError | undefined;
  readonly transcript: Transcript;
  readonly outbox: Outbox;
  readonly latency?: TurnLatency;
  /** Frames that were dropped, since the session began. */
  readonly dropped: { readonly unknown: number; readonly malformed: number; readonly binary: number };
}

export const INITIAL_STATE: SessionState = {
  access: { status: 'none' },
  muted: false,
  offline: false,
  transcript: [],
  outbox: [],
  dropped: { unknown: 0, malformed: 0, binary: 0 },
};

/** Whether what is heard is not the visitor's to send: the microphone is closed, or only the assistant would be heard. */
export function earsHeld(state: SessionState): boolean {
  const { call } = state;
  const sounding = call?.voice === 'audible' || call?.voice === 'stopping';
  return !micOpen(state) || (sounding && call.echoes === true);
}

/** Whether the microphone may take in sound. */
export function micOpen({ muted, talk }: SessionState): boolean {
  return !muted && talk !== 'off';
}

const NO_MODES: readonly Mode[] = Object.freeze([]);

/** What the backend serves and the call's link can carry: sound needs a media track. */
export function servedModes({ access, call }: SessionState): readonly Mode[] {
  if (access.status !== 'open') return NO_MODES;
  const { modes } = access.terms;
  return call?.link.kind === 'websocket' ? modes.filter((mode) => mode !== 'speech') : modes;
}
