/** What the world may know of a session: one frozen value, replaced at every change. */
import type { Link, Mode } from '../../server/contract/session.js';
import type { ErrorCode } from './errors.js';

/** The contract's one word list of states. */
export type PublicState =
  | 'idle'
  | 'connecting'
  | 'connected'
  | 'starting'
  | 'listening'
  | 'thinking'
  | 'speaking'
  | 'reconnecting'
  | 'ended'
  | 'error';

export type TranscriptStatus =
  | 'interim' // words still being recognised
  | 'sending' // handed to the link
  | 'sent' // the peer echoed our item id
  | 'answered'
  | 'not-sent' // kept, can be sent again
  | 'streaming' // the assistant's text is still arriving
  | 'done'
  | 'interrupted';

export interface TranscriptEntry {
  /** Our own id, stable for the life of the entry. */
  readonly id: string;
  readonly role: 'user' | 'assistant';
  readonly text: string;
  readonly status: TranscriptStatus;
  /** The part of an interrupted answer that was really heard. */
  readonly heard?: string;
}

/** Figures of one turn in milliseconds; a leg that did not happen is absent or, in `text`, zero. */
export interface TurnLatency {
  readonly id: string;
  readonly endOfSpeechToSent?: number;
  readonly sentToFirstDelta: number;
  readonly firstDeltaToFirstSentence: number;
  readonly firstSentenceToFirstByte: number;
  readonly firstByteToAudible: number;
  readonly total: number;
  readonly maxGap: number;
}

/** A problem to show. What the visitor reads and can do is chosen by `code`. */
export interface Problem {
  readonly code: ErrorCode;
  readonly message: string;
  readonly retryable: boolean;
  /** After so many milliseconds it is tried again by itself. */
  readonly retryInMs?: number;
}

export type EndReason = 'visitor' | 'page' | 'expired';

export interface VoiceSnapshot {
  readonly state: PublicState;
  /** Why the state is what it is, where that is not obvious (`nutrina-state`). */
  readonly reason?: string;
  /** The mode of the current or the last call. */
  readonly activeMode?: Mode;
  /** What can carry a call here; none before there is a session. */
  readonly links: readonly Link[];
  /** Characters that one turn may have; known while there is a session. */
  readonly turnCharacters?: number;
  readonly webrtc: RTCPeerConnectionState | 'none';
  readonly channel: RTCDataChannelState | 'none';
  /** What the backend serves, best first; none before it was asked. */
  readonly modes: readonly Mode[];
  /** The microphone's. */
  readonly audio: 'none' | 'live' | 'muted';
  readonly speech: 'idle' | 'recognising' | 'speaking';
  readonly muted: boolean;
  /** With push-to-talk: whether the visitor holds the button. */
  readonly talking?: boolean;
  /** The link loses much or has become slow, and may break. */
  readonly weak?: boolean;
  /** The call goes on without something (voice, ears), of which `notice` tells, or over a weak link. */
  readonly degraded: boolean;
  /** A problem that did not end the call; stays until it is mended or dismissed. */
  readonly notice?: Problem;
  /** Only in the state `error`. */
  readonly error?: Problem;
  /** Only in the state `ended`. */
  readonly endReason?: EndReason;
  readonly transcript: readonly TranscriptEntry[];
  readonly latency?: TurnLatency;
}

/** A moment that no snapshot can show. Everything else the element tells the page comes from snapshot changes. */
export type VoiceMoment =
  | { readonly type: 'interrupt'; readonly id: string; readonly heard: string }
  | { readonly type: 'mode-change'; readonly from: Mode | 'auto'; readonly to: Mode; readonly reason: string }
  | { readonly type: 'speech-start'; readonly id: string }
  | { readonly type: 'speech-end'; readonly id: string };

/** What the element asks for; read at `connect()` and `start()`, `lang` also in between. */
export interface SessionOptions {
  readonly mode: 'auto' | Mode;
  readonly lang: string;
  readonly microphone: 'processed' | 'raw';
  readonly email?: string;
  readonly userToken?: string;
  readonly voice?: string;
  /** The visitor holds a button to speak. */
  readonly pushToTalk?: boolean;
  /** What carries the call; left out or `auto`: WebRTC, and where that cannot connect a WebSocket. */
  readonly link?: 'auto' | Link;
}

/** The session as the element sees it. Promises reject with `VoiceError`. */
export interface VoiceSession {
  readonly snapshot: VoiceSnapshot;
  /** Replaces the options; they take effect as the contract's table says. */
  configure(options: SessionOptions): void;
  /** Opens a session with the backend. Resolves in `connected`; at once if there is one. */
  connect(): Promise<void>;
  /** Starts a call (connects first). Must run inside a visitor's gesture. Resolves in `listening`. */
  start(): Promise<void>;
  /** Ends the call, keeps the session. */
  stop(): Promise<void>;
  /** Ends call and session. */
  disconnect(): Promise<void>;
  /** Adds a user turn. Resolves once the peer has echoed it. Without a call it rejects and loses nothing: the entry stays as `not-sent`. */
  send(text: string): Promise<void>;
  /** Sends a `not-sent` entry again. */
  resend(id: string): Promise<void>;
  /** Silence now; what was heard stays. Nothing happens when the assistant is quiet. */
  interrupt(): void;
  mute(on: boolean): void;
  /** With push-to-talk: the button is held, or let go. Nothing happens without a call. */
  talk(on: boolean): void;
  /** Changes ears and voice of the call, which keeps its conversation. Nothing happens without a call. */
  switchMode(to: Mode): void;
  /**
   * Takes back the conversation of an earlier page, oldest first; the next call goes on with it. Nothing happens
   * where there is a call or a conversation already.
   */
  restore(entries: readonly TranscriptEntry[]): void;
  /** The visitor has read the notice. */
  dismissNotice(): void;
  /** The visitor is near: what a call needs and what ages meanwhile is made fresh. */
  approach(): void;
  /** Calls `listener` after every change until `signal` aborts. */
  subscribe(listener: (snapshot: VoiceSnapshot) => void, signal: AbortSignal): void;
  /** Calls `listener` for every moment until `signal` aborts. */
  onMoment(listener: (moment: VoiceMoment) => void, signal: AbortSignal): void;
  /** Releases everything at once, for a removed element or an unloading page. Cannot be undone. */
  dispose(): void;
}
