import { z } from 'zod';
import { TtsFormat } from './session.js';

/** OpenAI's limit for `input` of `/v1/audio/speech`; ours is a setting at or below it. */
export const TTS_MAX_CHARACTERS = 4096;

/** `POST /api/realtime/tts`, with a session token. */
export const TtsRequest = z.strictObject({
  text: z.string().trim().min(1).max(TTS_MAX_CHARACTERS),
  voice: z.string().min(1).max(64).optional(),
  lang: z.string().max(35).optional(),
  format: TtsFormat.optional(),
});
export type TtsRequest = z.infer<typeof TtsRequest>;
