import { z } from 'zod';

import { chatBrain } from './brain/chat-brain.js';
import type { RealtimePeerOptions } from './peer.js';

const flag = z
  .enum(['true', 'false'])
  .default('false')
  .transform((value) => value === 'true');
const optionalNumber = z.coerce.number().min(0).optional();

const Environment = z.object({
  REALTIME_PEER_PORT: z.coerce.number().int().min(0).max(65_535).default(3001),
  REALTIME_PEER_HOST: z.string().default('127.0.0.1'),
  REALTIME_PEER_ADMIN: flag,
  REALTIME_PEER_FAULTS: flag,
  REALTIME_PEER_API_KEY: z.string().optional(),
  REALTIME_PEER_LIMIT_SECONDS: z.coerce.number().min(1).max(86_400).default(3600),
  REALTIME_PEER_RELAY: flag,
  REALTIME_PEER_SEED: z.coerce.number().int().default(1),
  REALTIME_PEER_TTS_FIRST_BYTE_MS: optionalNumber,
  REALTIME_PEER_TTS_REAL_TIME_FACTOR: optionalNumber,
  /** Any OpenAI-compatible chat endpoint thinks instead of the script. */
  CHAT_BASE_URL: z.url().optional(),
  CHAT_API_KEY: z.string().optional(),
  CHAT_MODEL: z.string().default('default'),
});

/**
 * Reads the peer's settings; an empty value counts as not set.
 *
 * @throws Error naming each variable that does not fit, one a line.
 */
export function settingsFrom(environment: Readonly<Record<string, string | undefined>>): RealtimePeerOptions {
  const given = Object.entries(environment).filter(([, value]) => (value ?? '').trim() !== '');
  const result = Environment.safeParse(Object.fromEntries(given));
  if (!result.success) {
    const problems = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new Error(problems.join('\n'));
  }
  const env = result.data;
  const timeToFirstByteMs = env.REALTIME_PEER_TTS_FIRST_BYTE_MS;
  const realTimeFactor = env.REALTIME_PEER_TTS_REAL_TIME_FACTOR;
  return {
    port: env.REALTIME_PEER_PORT,
    host: env.REALTIME_PEER_HOST,
    admin: env.REALTIME_PEER_ADMIN,
    faults: env.REALTIME_PEER_FAULTS,
    limitSeconds: env.REALTIME_PEER_LIMIT_SECONDS,
    seed: env.REALTIME_PEER_SEED,
    ...(env.REALTIME_PEER_RELAY ? { network: {} } : {}),
    ...(env.REALTIME_PEER_API_KEY === undefined ? {} : { apiKey: env.REALTIME_PEER_API_KEY }),
    ...chatSettings(env),
    speechPace: {
      ...(timeToFirstByteMs === undefined ? {} : { timeToFirstByteMs }),
      ...(realTimeFactor === undefined ? {} : { realTimeFactor }),
    },
  };
}

function chatSettings(env: z.infer<typeof Environment>): Pick<RealtimePeerOptions, 'createBrain'> {
  if (env.CHAT_BASE_URL === undefined) return {};
  const apiKey = env.CHAT_API_KEY === undefined ? {} : { apiKey: env.CHAT_API_KEY };
  const options = { baseUrl: env.CHAT_BASE_URL, model: env.CHAT_MODEL, ...apiKey };
  return { createBrain: chatBrain(options) };
}
