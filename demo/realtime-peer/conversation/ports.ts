/**
 * What the conversation needs from the outside. It knows no network, no codec and no real clock:
 * a WebRTC call, a WebSocket and a simulation each bring their own.
 */

/** The only source of time and of timers. */
export interface Clock {
  /** Milliseconds since any fixed moment; never goes backwards. */
  nowMs(): number;
  /** Wall-clock Unix time in seconds, for `expires_at`. */
  unixSeconds(): number;
  /** Calls `run` once after at least `delayMs`. The returned function cancels; it may be called twice. */
  after(delayMs: number, run: () => void): () => void;
}

/** What one spoken content part says, and with which voice. */
export interface Utterance {
  readonly responseId: string;
  readonly itemId: string;
  /** The Realtime voice's name (`marin`, `cedar` …). An adapter with one voice ignores it. */
  readonly voice: string;
  /** 0.25–1.5, 1 is normal. */
  readonly speed: number;
}

/**
 * How an utterance fares. Called in this order: `onStarted`, any `onAudio`, `onGenerated`,
 * `onDrained`; nothing after {@link SpokenUtterance.stop}. `onGenerated` may come before
 * `onStarted` while an earlier utterance still plays. Never called from inside `speak`,
 * `append` or `end` themselves: the conversation would answer before it has finished its sentence.
 */
export interface UtteranceListener {
  /** The first sample has left for the listener: `output_audio_buffer.started`. */
  onStarted(): void;
  /** All sound exists (it may still be playing): `response.output_audio.done`. Total length in ms. */
  onGenerated(durationMs: number): void;
  /** The last sample has been played out in real time: `output_audio_buffer.stopped`. */
  onDrained(): void;
  /** No sound could be made. Takes the place of whatever would have followed. */
  onFailed(message: string): void;
  /**
   * Sound for a link without a media track, 24 kHz mono; becomes `response.output_audio.delta`.
   * An adapter that plays on a track never calls it (OpenAI Realtime: no audio deltas over WebRTC).
   */
  onAudio?(pcm: Int16Array): void;
}

/** One utterance on its way to the listener's ear. */
export interface SpokenUtterance {
  /** Adds text as the brain produces it; may start sounding before {@link end}. */
  append(text: string): void;
  /** No more text comes. Required for `onGenerated` and `onDrained`. Idempotent. */
  end(): void;
  /**
   * Silence at once, whatever is queued is thrown away, no listener is called afterwards.
   *
   * @returns milliseconds of this utterance that were played, 0 if it had not begun. Idempotent.
   */
  stop(): number;
  /** What was played so far, 24 kHz mono; for `conversation.item.retrieve`. The caller may keep it. */
  playedAudio(): Int16Array;
}

/**
 * The assistant's voice on one call. Utterances sound one after the other in the order of `speak`:
 * the next may be generated, but is not heard, while an earlier one still plays.
 */
export interface SpeechOut {
  speak(utterance: Utterance, listener: UtteranceListener): SpokenUtterance;
}

/** Effective turn detection of the session, defaults filled in. */
export type TurnDetection =
  | {
      readonly type: 'server_vad';
      /** 0–1. */
      readonly threshold: number;
      readonly prefixPaddingMs: number;
      readonly silenceDurationMs: number;
    }
  | { readonly type: 'semantic_vad'; readonly eagerness: 'low' | 'medium' | 'high' | 'auto' };

export interface SpeechInSettings {
  /** `null`: nothing is detected; sound collects until `commit` or `clear` (push to talk). */
  readonly turnDetection: TurnDetection | null;
  /** ISO-639-1, where the client named one. */
  readonly language?: string;
}

/**
 * What the ears report. A segment is one stretch of speech that becomes one user item; ids are the
 * adapter's own, unique per call. Positions are ms of input sound since the call began.
 *
 * Order per segment: `speech-started` → any `transcript-delta` → `speech-stopped` → any
 * `transcript-delta` → `transcript-completed` or `transcript-failed`. `speech-stopped` implies the
 * commit. A segment made by {@link SpeechIn.commit} has the transcript events only, unless speech
 * had been detected in it. Segments may overlap: the next may start before an earlier transcript
 * is complete. `transcript-completed` (or `-failed`) always comes, for an empty segment with ''.
 */
export type SpeechInEvent =
  | { readonly type: 'speech-started'; readonly segmentId: string; readonly audioStartMs: number }
  | { readonly type: 'speech-stopped'; readonly segmentId: string; readonly audioEndMs: number }
  | { readonly type: 'transcript-delta'; readonly segmentId: string; readonly delta: string }
  | {
      readonly type: 'transcript-completed';
      readonly segmentId: string;
      /** The whole transcript; equals the joined deltas where deltas were sent. */
      readonly transcript: string;
      readonly durationMs: number;
    }
  | { readonly type: 'transcript-failed'; readonly segmentId: string; readonly message: string };

/** Answer of {@link SpeechIn.commit}: the new segment, or how little there was. */
export type CommitResult =
  | { readonly committed: true; readonly segmentId: string; readonly durationMs: number }
  | { readonly committed: false; readonly bufferedMs: number };

/** The visitor's voice on one call. */
export interface SpeechIn {
  /** Replaces the settings; holds from the next sample on. */
  configure(settings: SpeechInSettings): void;
  /** The one receiver of events; a second call replaces it. Never called from inside a method. */
  listen(receive: (event: SpeechInEvent) => void): void;
  /**
   * Ends the buffer here and makes it a segment (`input_audio_buffer.commit`). Refuses less than
   * 100 ms (OpenAI Realtime: `input_audio_buffer_commit_empty`). While speech is detected it ends
   * that speech's segment without `speech-stopped`.
   */
  commit(): CommitResult;
  /** Throws the buffered sound away (`input_audio_buffer.clear`). Speech under way is forgotten. */
  clear(): void;
  /** Adds sound that came as an event instead of over a track, 24 kHz mono. */
  append(pcm: Int16Array): void;
  /** Sound received since the call began, in ms. */
  positionMs(): number;
  /** The sound of a committed segment, 24 kHz mono; `undefined` when unknown or dropped. */
  segmentAudio(segmentId: string): Int16Array | undefined;
}
