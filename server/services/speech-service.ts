import type { Readable } from 'node:stream';
import type { SessionReply, TtsFormat } from '../contract/session.js';
import type { TtsRequest } from '../contract/tts.js';
import { HttpError } from './http-error.js';
import type { Caller } from './session-service.js';
import type { SessionClaims } from './session-tokens.js';
import type { SpeechProvider } from './speech-provider.js';
import type { Pumped } from './speech-pump.js';
import type { SpendLimits } from './spend-limits.js';
import type { StreamSlots } from './stream-slots.js';
import { VoicePace } from './voice-pace.js';

const CONTENT_TYPE = {
  pcm: 'audio/pcm;rate=24000',
  mp3: 'audio/mpeg',
  opus: 'audio/ogg;codecs=opus',
  wav: 'audio/wav',
} as const satisfies Record<TtsFormat, string>;

export interface SpeechServiceOptions {
  readonly provider: SpeechProvider;
  readonly limits: SpendLimits;
  readonly slots: StreamSlots;
  /** Characters (UTF-16 code units) in one request. */
  readonly maxCharacters: number;
}

export interface SpeechStream {
  readonly contentType: string;
  /** Milliseconds that the provider has taken of late for a second of sound, where that is known. */
  readonly msPerSecond: number | undefined;
  /** Paused, with its first byte there; the caller drains or destroys it. */
  readonly body: Readable;
  /** To be told once all of it has been handed on. */
  readonly handedOn: (pumped: Pumped) => void;
}

/** Speaks sentences. */
export class SpeechService {
  readonly #options: SpeechServiceOptions;
  readonly #pace = new VoicePace();

  constructor(options: SpeechServiceOptions) {
    this.#options = options;
  }

  /** What visitors are told about the voice. */
  get offer(): NonNullable<SessionReply['tts']> {
    const { formats, voices } = this.#options.provider;
    return { formats: [...formats], voices: [...voices] };
  }

  /**
   * Resolves when the first byte is there. The session's slot is held until the stream has closed.
   * Rejects with `HttpError` or `UpstreamError`.
   */
  async open(request: TtsRequest, session: SessionClaims, caller: Caller): Promise<SpeechStream> {
    const { provider, limits, slots, maxCharacters } = this.#options;
    const { text, lang } = request;
    const voice = offered('voice', request.voice, provider.voices);
    const format = offered('format', request.format, provider.formats);
    if (text.length > maxCharacters)
      throw new HttpError('too-large', `At most ${maxCharacters} characters can be spoken at once.`);
    const release = slots.acquire(session.id);
    try {
      await limits.chargeSpeech({ address: caller.address, sessionId: session.id }, text.length);
      const body = await provider.open({ text, voice, format, lang, signal: caller.signal });
      body.once('close', release);
      const handedOn = (pumped: Pumped): void => {
        // Of a compressed second nobody knows how many bytes it has.
        if (format === 'pcm') this.#pace.note(pumped);
      };
      return { contentType: CONTENT_TYPE[format], msPerSecond: this.#pace.msPerSecond, body, handedOn };
    } catch (error) {
      release();
      throw error;
    }
  }
}

/** The wish where it is on offer, else the first offer. */
function offered<T extends string>(what: string, wish: string | undefined, offers: readonly T[]): T {
  const chosen = wish === undefined ? offers[0] : offers.find((offer) => offer === wish);
  if (chosen === undefined)
    throw new HttpError('tts-unsupported', `This ${what} is not offered; offered: ${offers.join(', ')}.`);
  return chosen;
}
