/**
 * What the session needs from the outside world. Every port has one real adapter (`widget/adapters`) and one
 * typed fake (`widget/testing`). Rules that hold for all of them:
 *
 * - A promise rejects with a `VoiceError`; when its `signal` aborts it rejects with `VoiceError.aborted()`
 *   and has already released what it opened.
 * - Callbacks stop at once when the signal aborts or the handle is closed; `close()` may be called twice.
 * - Whoever creates a resource closes it.
 */
import type {
  IceServer,
  Link,
  Mode,
  SessionReply,
  TtsFormat,
  TurnDetection,
} from '../../server/contract/session.js';
import type { VoiceError } from './errors.js';
import type { VoiceEvent } from './session-events.js';
import type { HeardItem } from './spoken-answer.js';

/** The only source of time and timers. */
export interface Clock {
  /** Monotonic milliseconds, the origin is arbitrary. */
  now(): number;
  /** Unix milliseconds. Only to compare with times that another machine has told: a visitor may set their clock. */
  wallMs(): number;
  /** Calls `callback` once after `delayMs`, unless `signal` aborts first. An aborted timer leaves nothing behind. */
  after(delayMs: number, callback: () => void, signal: AbortSignal): void;
}

/** Developer messages. Never given a key, an e-mail, a session description or a transcript. */
export interface Logger {
  debug(message: string, details?: Readonly<Record<string, unknown>>): void;
  warn(message: string, details?: Readonly<Record<string, unknown>>): void;
}

// ---------------------------------------------------------------------------------------------- backend

export interface SessionQuery {
  readonly email?: string;
  readonly userToken?: string;
  readonly mode?: Mode;
  readonly lang?: string;
  /** Said for a link that needs a key of its own. */
  readonly link?: Link;
}

/** The site owner's backend, and the SDP exchange it points to. */
export interface SessionApi {
  /** Opens a session. Rejects with the codes of `backend-*`, `origin-refused`, `identity-*`, `rate-limited`, `disabled`, `quota-exhausted`, `model-unavailable`. */
  open(query: SessionQuery, signal: AbortSignal): Promise<SessionReply>;
  /** A fresh ephemeral key within the session of `token`. Rejects with `session-expired` when the hour is over. */
  renew(token: string, signal: AbortSignal, link?: Link): Promise<SessionReply>;
  /** Sends the SDP offer where `session` says and resolves with the answer SDP. Rejects with `exchange-refused` (4xx) or `exchange-failed`. */
  exchange(session: SessionReply, offerSdp: string, signal: AbortSignal): Promise<string>;
  /** Opens a socket to where the offer of `session` will go, if there is none: a hint, without an answer. */
  warm(session: SessionReply): void;
  /** Ends the session. Best effort: also used while a page unloads, so it never rejects. */
  close(token: string): Promise<void>;
}

// ---------------------------------------------------------------------------------------------- the link

export type LinkEvent =
  /** What carries the call, where that is no peer connection. `because`: what was tried first has failed so. */
  | { readonly type: 'link-kind'; readonly kind: Link; readonly because?: VoiceError }
  | { readonly type: 'peer-state'; readonly state: RTCPeerConnectionState }
  | { readonly type: 'channel-state'; readonly state: RTCDataChannelState }
  /** One text frame of the `oai-events` channel, unparsed. */
  | { readonly type: 'message'; readonly data: string }
  /** A frame that is not text. The protocol has none; it is counted and ignored. */
  | { readonly type: 'binary-message'; readonly sizeBytes: number };

/** Where a WebSocket goes, and the ephemeral key that opens it. */
export interface SocketPlace {
  readonly url: string;
  readonly key: string;
}

/**
 * Lets `open` in with a key; with a new one a second time when it rejects with `exchange-refused`. Rejects with what
 * `open` rejects with, as `SessionApi.renew` does, or with `link-failed` where the backend offers no WebSocket.
 */
export type EnterSocket = (open: (place: SocketPlace) => Promise<void>, signal: AbortSignal) => Promise<void>;

export interface LinkOptions {
  /** `auto` (when left out): WebRTC, and where that cannot connect a WebSocket. */
  readonly kind?: 'auto' | Link;
  readonly iceServers: readonly IceServer[];
  readonly onEvent: (event: LinkEvent) => void;
  /** Ends the link at any stage. */
  readonly signal: AbortSignal;
}

/** The way to the Realtime peer. */
export interface RealtimeLink {
  /**
   * Builds what the link consists of: for WebRTC the peer connection, the `oai-events` channel and one sendrecv
   * audio transceiver with an empty sender, with the local offer set. No network traffic towards the provider yet.
   */
  prepare(options: LinkOptions): Promise<PreparedLink>;
}

export interface PreparedLink {
  /**
   * Posts the offer through `exchange` without waiting for ICE gathering, applies the answer and resolves when
   * the channel is open; a WebSocket is let in by `enterSocket` instead. Rejects with what these reject with, or
   * with `link-failed`. May be called once.
   */
  connect(
    exchange: (offerSdp: string, signal: AbortSignal) => Promise<string>,
    enterSocket?: EnterSocket,
  ): Promise<void>;
  /** Hands one text frame to the channel. Throws `link-lost` when the channel is not open: nothing is queued here. */
  send(data: string): void;
  /** The peer's voice, silent until it speaks; absent where the link carries no sound of its own. */
  readonly remoteTrack?: MediaStreamTrack | undefined;
  /** What the peer hears. `null` sends nothing. The track stays the caller's. */
  replaceTrack(track: MediaStreamTrack | null): Promise<void>;
  /** How the path fares. Never rejects; nothing where there is no path (yet, or any more) or the link counts nothing. */
  stats?(): Promise<LinkStats | undefined>;
  close(): void;
}

/** Counters of the path in use, all from its beginning; another path may begin anew. */
export interface LinkStats {
  /** Checks that the peer is still there, and the answers to them (RFC 7675). */
  readonly requestsSent: number;
  readonly responsesReceived: number;
  /** Of the last check that was answered. */
  readonly roundTripMs?: number;
  /** Of sound, both ways as far as told: sent and received, and those lost. 0 where the call carries none. */
  readonly packets: number;
  readonly packetsLost: number;
}

// ---------------------------------------------------------------------------------------------- ears

export type RecogniserEvent =
  /** The platform's start event: from here on words are heard. */
  | { readonly type: 'started' }
  /** The current text of the utterance being recognised. `final` closes the utterance. */
  | { readonly type: 'result'; readonly text: string; readonly final: boolean }
  | { readonly type: 'failed'; readonly reason: RecogniserFailure }
  /** The run is over; always the last event of a run, also after `failed`. */
  | { readonly type: 'ended' };

export type RecogniserFailure =
  | 'no-speech' // nothing was said for a while: normal
  | 'aborted' // by us or by another tab
  | 'network' // the browser's recognition service cannot be reached
  | 'denied' // permission, or switched off by policy
  | 'no-microphone'
  | 'unavailable' // the service is switched off, or does not know the language
  | 'other';

/** One run of the browser's speech recogniser. Restarting, and noticing silence, is the session's business. */
export interface SpeechRecogniser {
  /** Whether this browser has one at all; says nothing about whether it works. */
  readonly available: boolean;
  /**
   * Starts a run and reports it through `onEvent` until `ended`. Aborting `signal` ends the run; nothing is
   * reported afterwards.
   */
  listen(options: {
    readonly lang: string;
    /** The echo-cancelled track, for browsers that can take one; others use their own capture. */
    readonly track?: MediaStreamTrack;
    readonly onEvent: (event: RecogniserEvent) => void;
    /** Aborted when no more sound is to be taken in: the last result and `ended` follow. */
    readonly finish: AbortSignal;
    readonly signal: AbortSignal;
  }): void;
}

export interface Microphone {
  /**
   * Asks for the microphone. Rejects with `microphone-denied`, `-missing`, `-busy`, `insecure-context` or
   * `policy-blocked`.
   */
  open(options: {
    readonly processing: 'processed' | 'raw';
    readonly signal: AbortSignal;
  }): Promise<OpenMicrophone>;
  /**
   * Calls `listener` whenever there may be a microphone that could not be had before, because it was allowed or
   * plugged in, until `signal` aborts. Asks the visitor nothing.
   */
  onAvailable(listener: () => void, signal: AbortSignal): void;
}

export interface OpenMicrophone {
  readonly track: MediaStreamTrack;
  /** False while the visitor is muted: the track then yields silence. */
  setEnabled(enabled: boolean): void;
  /**
   * About every 20 ms: loudness as root mean square of full scale (0–1), and the pitch of a voice in hertz, where
   * there is one. Finding it costs something: it is looked for when asked for, which only the listener may do.
   */
  onLevel(listener: (rms: number, pitchHz: () => number | undefined) => void): void;
  /** The device is gone (unplugged, permission taken back). */
  onEnded(listener: () => void): void;
  close(): void;
}

// ---------------------------------------------------------------------------------------------- voice

/** Sound of one sentence as it arrives: 24 kHz signed 16-bit little-endian mono. */
export type PcmStream = ReadableStream<Uint8Array<ArrayBuffer>>;

export interface SpokenSentence {
  /** In the format that was asked for: with `pcm` a `PcmStream`. */
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>;
  /** Milliseconds that the backend's voice has taken of late for a second of sound, where it says so. */
  readonly voiceMsPerSecond?: number;
}

/**
 * Decodes one whole sentence, in any format but `pcm`, to samples as of `PcmStream`. Rejects with `speech-failed`
 * where this browser cannot.
 */
export type DecodeSpeech = (parts: Uint8Array<ArrayBuffer>[]) => Promise<Uint8Array<ArrayBuffer>>;

export interface SpeechSynthesiser {
  /** Opens a socket to where sentences are asked for, if there is none: a hint, without an answer. */
  warm(): void;
  /**
   * Asks the backend to speak `text`. Resolves at the answer's headers. Rejects with `speech-failed`,
   * `session-expired` or `rate-limited`. Aborting `signal` also ends the stream.
   */
  synthesise(request: {
    readonly text: string;
    readonly lang: string;
    readonly voice?: string;
    readonly token: string;
    readonly format: TtsFormat;
    readonly signal: AbortSignal;
  }): Promise<SpokenSentence>;
}

export type PlaybackEvent =
  /** The first byte of this segment's sound reached the player. */
  | { readonly type: 'first-byte'; readonly segmentId: string; readonly atMs: number }
  /** Its first sample left the speaker queue. `atMs` on the session clock. */
  | { readonly type: 'audible'; readonly segmentId: string; readonly atMs: number }
  /** Its last sample was played, or nothing of it was (a stream without sound). `gapMs` is silence put before it. */
  | { readonly type: 'finished'; readonly segmentId: string; readonly atMs: number }
  /** The sound ran dry inside or between segments for `gapMs`. */
  | { readonly type: 'gap'; readonly gapMs: number }
  /** Its stream broke: what had arrived is played, then `finished` follows. */
  | { readonly type: 'broken'; readonly segmentId: string; readonly error: unknown };

/** How much of a segment has been heard. `totalSamples` is known once the stream has ended. */
export interface SegmentProgress {
  readonly segmentId: string;
  readonly playedSamples: number;
  readonly totalSamples: number | undefined;
}

/** Plays segments one after another without a seam. One per call; the audio context is its own. */
export interface AudioPlayer {
  /**
   * Creates or resumes the audio context. Call it inside a visitor's gesture. Resolves when sound is let out, which may
   * be never: without a gesture, or a sound device.
   */
  unlock(): Promise<void>;
  /** Appends a segment. Streams are read at once; sound keeps the order of the calls. */
  enqueue(segment: { readonly segmentId: string; readonly stream: PcmStream }): void;
  /** Loudness of what is leaving now, root mean square of full scale (0–1). */
  level(): number;
  /** Silence now (a ramp of a few milliseconds), streams cancelled, queue empty. Returns what had been heard of every segment begun. */
  stop(): readonly SegmentProgress[];
  /** Until `signal` aborts or the player is closed: a call has one player and many listeners one after another. */
  onEvent(listener: (event: PlaybackEvent) => void, signal?: AbortSignal): void;
  close(): void;
}

// ---------------------------------------------------------------------------------------------- speech mode

/** The peer's voice, played as it comes. */
export interface RemoteAudio {
  /**
   * Creates or resumes the audio context. Call it inside a visitor's gesture. Resolves when sound is let out, which may
   * be never: without a gesture, or a sound device.
   */
  unlock(): Promise<void>;
  /** Plays `track`, which stays the caller's, in place of the one before. */
  play(track: MediaStreamTrack): void;
  /** Silence within a few milliseconds, whatever the track goes on to bring. */
  silence(): void;
  /** Ends `silence()`. */
  resume(): void;
  /** Loudness of what is heard, root mean square of full scale (0–1), about every 20 ms while sound is let out. */
  onLevel(listener: (rms: number) => void): void;
  close(): void;
}

/** A voice that says an answer's text and knows what of it has been heard. */
export interface AnswerVoice {
  push(itemId: string, delta: string): void;
  finishItem(itemId: string): void;
  finishAnswer(): void;
  /** Silence now. Returns what was heard of every item of the answer under way. */
  stop(): readonly HeardItem[];
}

/** Sound in and sound out on the call's own link: what a call has in the mode `speech` alone. */
export interface NativeCall extends AnswerVoice {
  /** As `RemoteAudio.unlock`. */
  unlock(): Promise<void>;
  /** Asks the server to listen (with `null` to what `talk` brackets) and to answer in sound, and plays its voice. The link stays the caller's. */
  open(link: PreparedLink, turnDetection: TurnDetection | null): void;
  /** The peer hears `microphone` from now on. Rejects with `link-failed`. */
  listen(microphone: OpenMicrophone): Promise<void>;
  /** One text frame of the channel, before the session reads it. Once it is closed only words that come late count. */
  frame(data: string): void;
  /** Loudness of the microphone. */
  level(rms: number): void;
  /** Push-to-talk: what the visitor says between the two is a turn. */
  talk(on: boolean): void;
  /** The peer hears nothing any more and answers in text again. */
  leave(): void;
  /** Gives everything back. May be called twice. */
  close(): void;
}

export interface NativeCallOptions {
  readonly clock: Clock;
  readonly dispatch: (event: VoiceEvent) => void;
}

// ---------------------------------------------------------------------------------------------- the page

export interface PageEvent {
  readonly type:
    | 'offline'
    | 'online'
    /** Another tab or window is in front, or the screen is off. */
    | 'hidden'
    | 'visible'
    /** No script of the page runs from here on, for seconds or for days. */
    | 'frozen'
    /** The end of `frozen`. */
    | 'resumed'
    /** The visitor came back to a page that the browser had kept as it was (`pageshow`, persisted). */
    | 'restored'
    /** The page is being left (`pagehide`). What runs must end within this very call; nothing later is certain. */
    | 'leaving';
}

/** What happens to the page around a call (WHATWG HTML, Page Lifecycle). */
export interface PageLife {
  /** False where the browser knows that there is no network; true proves nothing. */
  readonly online: boolean;
  onEvent(listener: (event: PageEvent) => void, signal: AbortSignal): void;
}

export interface Ports {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly page: PageLife;
  readonly api: SessionApi;
  readonly link: RealtimeLink;
  readonly recogniser: SpeechRecogniser;
  readonly microphone: Microphone;
  readonly synthesiser: SpeechSynthesiser;
  readonly decodeSpeech: DecodeSpeech;
  /** A new player for every call. */
  readonly createPlayer: () => AudioPlayer;
  /** Fetches what only the mode `speech` needs. Rejects when it cannot be had; may be called often. */
  readonly loadNativeCall: () => Promise<(options: NativeCallOptions) => NativeCall>;
  /** A fresh id of at most 32 characters, unique in this browser (client item ids, OpenAI Realtime §7). */
  readonly createId: (prefix: string) => string;
  /** In [0, 1): spreads attempts of many visitors over time. */
  readonly random: () => number;
}
