import type { TtsRequest } from '../../server/contract/tts.js';
import { VoiceError } from '../session/errors.js';
import type { Clock, SpeechSynthesiser, SpokenSentence } from '../session/ports.js';
import { readRefusal } from './api-error.js';
import { Backend } from './backend.js';

/** What a failed sentence can tell the session beside "speech failed". */
const PASSED_ON = new Set(['session-expired', 'rate-limited', 'aborted']);

/**
 * Speech from the backend: one request a sentence, sound handed on as it arrives.
 *
 * @param server where the backend is, an http(s) URL.
 * @param preconnect called with an address that will be asked soon.
 */
export function createHttpSpeechSynthesiser(
  server: string,
  clock: Clock,
  preconnect: (url: string) => void,
): SpeechSynthesiser {
  return {
    warm: () => preconnect(server),
    async synthesise({ text, lang, voice, token, format, signal }) {
      const sentence = { text, lang, format, ...(voice === undefined ? {} : { voice }) } satisfies TtsRequest;
      try {
        const response = await new Backend(server, clock).fetch('api/realtime/tts', {
          method: 'POST',
          // A form: of JSON, and of a header of ours, browsers ask first whether a page may send them.
          body: new URLSearchParams({ token, ...sentence }),
          signal,
        });
        if (!response.ok) throw (await readRefusal(response)).error;
        return soundOf(response);
      } catch (error) {
        throw asSpeechError(error);
      }
    },
  };
}

function soundOf({ headers, body, url }: Response): SpokenSentence {
  const type = headers.get('Content-Type') ?? '';
  // A login page played as sound would be a burst of noise at full volume.
  if (body === null || /^text\/|json|html/.test(type)) {
    throw new VoiceError('speech-failed', `${url} answered "${type}" instead of sound.`);
  }
  const pace = /voice;dur=([\d.]+)/.exec(headers.get('Server-Timing') ?? '');
  return { stream: body, ...(pace ? { voiceMsPerSecond: Number(pace[1]) } : {}) };
}

function asSpeechError(error: unknown): unknown {
  if (!(error instanceof VoiceError) || error.code === 'speech-failed' || PASSED_ON.has(error.code))
    return error;
  const hint = error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs };
  return new VoiceError('speech-failed', error.message, { cause: error, ...hint });
}
