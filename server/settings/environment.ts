import { z } from 'zod';
import { TTS_MAX_CHARACTERS } from '../contract/tts.js';
import * as field from './fields.js';

const DAY_SECONDS = 86_400;
const OPENAI_ROOT = 'https://api.openai.com/v1';
const MILLION = 1_000_000;

const text = (max: number) =>
  z
    .string()
    .max(max, { error: `must have at most ${max} characters` })
    .optional();
const budget = (fallback: number) => field.wholeNumber({ min: 1, max: 10 ** 12, fallback });

/** Every variable this server understands. `.env.example` explains each. */
export const Environment = z.object({
  // Without it this is development; a server that goes public has to say otherwise, so the two are told apart.
  NODE_ENV: z
    .enum(['development', 'production', 'test'], {
      error: 'must be one of: development, production, test',
    })
    .optional(),
  HOST: text(255),
  PORT: field.wholeNumber({ min: 0, max: 65_535, fallback: 3000 }),
  LOG_LEVEL: field.choice('info', 'trace', 'debug', 'warn', 'error', 'fatal', 'silent'),
  NUTRINA_DEMO_PAGE: field.flag(false),
  DRAIN_SECONDS: field.wholeNumber({ min: 0, max: 600, fallback: 0 }),
  SHUTDOWN_SECONDS: field.wholeNumber({ min: 0, max: 600, fallback: 5 }),

  OPENAI_API_KEY: field.secret.optional(),
  OPENAI_REALTIME_ENABLED: field.flag(true),
  OPENAI_REALTIME_MODEL: field.providerName.default('gpt-realtime-2.1'),
  OPENAI_REALTIME_BASE_URL: field.providerRoot.default(OPENAI_ROOT),
  OPENAI_REALTIME_PUBLIC_URL: field.providerRoot.optional(),
  OPENAI_REALTIME_SIGNALING: field.choice('direct', 'proxy'),
  OPENAI_REALTIME_WEBSOCKET: field.flag(true),
  OPENAI_REALTIME_INSTRUCTIONS: text(16_000),
  OPENAI_REALTIME_SPEECH: field.flag(true),
  OPENAI_REALTIME_VOICE: field.providerName.default('marin'),
  OPENAI_REALTIME_TURN_DETECTION: field.choice('semantic_vad', 'server_vad'),
  OPENAI_REALTIME_TRANSCRIPTION_MODEL: field.providerName.default('gpt-realtime-whisper'),
  OPENAI_EPHEMERAL_KEY_SECONDS: field.wholeNumber({ min: 10, max: 7200, fallback: 600 }),

  SESSION_SECONDS: field.wholeNumber({ min: 60, max: DAY_SECONDS, fallback: 3600 }),
  SESSION_SECRET: z.string().min(32, { error: 'must have at least 32 characters' }).optional(),
  IDENTIFY: field.choice('email', 'optional', 'none'),
  ALLOWED_ORIGINS: field.originList,
  TRUST_PROXY: field.trustProxy,
  ICE_SERVERS: field.iceServers,

  TTS_PROVIDER: field.choice('openai-compatible', 'none'),
  TTS_BASE_URL: field.providerRoot.optional(),
  TTS_API_KEY: field.secret.optional(),
  TTS_MODEL: field.providerName.default('gpt-4o-mini-tts'),
  TTS_VOICE: field.providerName.optional(),
  TTS_VOICES: field.nameList.optional(),
  TTS_FORMATS: field.formatList.default(['pcm', 'opus', 'mp3']),

  LIMIT_TURN_CHARACTERS: field.wholeNumber({ min: 1, max: 32_000, fallback: 4000 }),
  LIMIT_TTS_CHARACTERS: field.wholeNumber({ min: 1, max: TTS_MAX_CHARACTERS, fallback: 1000 }),
  LIMIT_TTS_STREAMS: budget(400),
  LIMIT_TTS_STREAMS_PER_SESSION: budget(3),
  LIMIT_TTS_CHARACTERS_PER_SESSION: budget(MILLION / 5),
  LIMIT_TTS_CHARACTERS_PER_ADDRESS_AND_DAY: budget(MILLION),
  LIMIT_TTS_CHARACTERS_PER_DAY: budget(20 * MILLION),
  LIMIT_MINTS_PER_SESSION: budget(120),
  LIMIT_MINTS_PER_IDENTITY_AND_HOUR: budget(300),
  LIMIT_MINTS_PER_ADDRESS_AND_HOUR: budget(1000),
  LIMIT_MINTS_PER_DAY: budget(50_000),
});
export type Environment = z.infer<typeof Environment>;
