import { z } from 'zod';

import { ProtocolError } from '../conversation/protocol-error.js';
import { schemaError } from '../conversation/schema-error.js';
import { voiceName } from '../conversation/session-config.js';
import { HttpError } from './http-error.js';
import { requireSpeechModel } from './models.js';
import { SPEECH_FORMATS, type SpeechFormat } from './speech-file.js';

const VOICES = [
  'alloy',
  'ash',
  'ballad',
  'coral',
  'echo',
  'fable',
  'onyx',
  'nova',
  'sage',
  'shimmer',
  'verse',
  'marin',
  'cedar',
] as const;

/** `POST /v1/audio/speech` (OpenAI API reference). */
const SpeechRequest = z.strictObject({
  input: z.string().min(1).max(4096),
  model: z.string(),
  voice: z.union([z.enum(VOICES), z.strictObject({ id: z.string() })]),
  instructions: z.string().optional(),
  response_format: z.enum(['mp3', 'opus', 'aac', 'flac', 'wav', 'pcm']).default('mp3'),
  speed: z.number().min(0.25).max(4).default(1),
  stream_format: z.enum(['audio', 'sse']).default('audio'),
});

export interface WantedSpeech {
  readonly input: string;
  readonly voice: string;
  /** 0.25–4. */
  readonly speed: number;
  readonly format: SpeechFormat;
  readonly stream: 'audio' | 'sse';
}

/** @throws HttpError 400 or 404; a format that this peer does not speak is refused naming those it does. */
export function parseSpeechRequest(body: object): WantedSpeech {
  const result = SpeechRequest.safeParse(body);
  if (!result.success) throw HttpError.from(schemaError(result.error, body));
  const { input, model, speed, response_format: wish, stream_format: stream } = result.data;
  const voice = voiceName(result.data.voice);
  requireSpeechModel(model);
  if (stream === 'sse' && model.startsWith('tts-1')) {
    throw unsupported('stream_format', `'sse' is not supported with the model '${model}'.`);
  }
  const format = SPEECH_FORMATS.find((offer) => offer === wish);
  if (format === undefined) {
    const offers = SPEECH_FORMATS.map((offer) => `'${offer}'`).join(', ');
    throw unsupported('response_format', `This local peer speaks ${offers} only, not '${wish}'.`);
  }
  return { input, voice, speed, format, stream };
}

function unsupported(param: string, message: string): HttpError {
  return HttpError.from(new ProtocolError(message, { code: 'unsupported_value', param }));
}
