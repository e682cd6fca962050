import type { Clock, SpeechIn, SpeechOut } from './conversation/ports.js';
import type { CallMedia } from './link/media.js';

/** Both directions of speech on one call; ends with `media.closed` or the signal it was made with. */
export interface CallSpeech {
  readonly speechIn: SpeechIn;
  readonly speechOut: SpeechOut;
}

/**
 * Voice and ears for all calls of one peer. Loads nothing before it is needed: `attach` is called
 * for every call, the silent and text-only ones too.
 */
export interface SpeechEngine {
  attach(media: CallMedia, clock: Clock): CallSpeech;
  /** For a call whose sound comes and goes as events. Ends when `closed` aborts. */
  attachEvents(closed: AbortSignal): CallSpeech;
  /** Ends workers and models. Calls are closed before. */
  close(): Promise<void>;
}
