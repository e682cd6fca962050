import type { Readable } from 'node:stream';
import type { TtsFormat } from '../contract/session.js';

export interface SpeechRequest {
  readonly text: string;
  readonly voice: string;
  readonly format: TtsFormat;
  /** BCP 47, a hint. */
  readonly lang?: string | undefined;
  /** Ends the upstream request at any stage. */
  readonly signal: AbortSignal;
}

/** The port to a text-to-speech provider. */
export interface SpeechProvider {
  /** Best first. */
  readonly formats: readonly TtsFormat[];
  /** Best first; the first is used when a request names none. */
  readonly voices: readonly string[];
  /**
   * Resolves once the first byte of sound has arrived, with a paused stream that the caller must drain or
   * destroy; rejects with an `UpstreamError` before that. Destroying the stream ends the upstream request.
   */
  open(request: SpeechRequest): Promise<Readable>;
}
