import { randomBytes } from 'node:crypto';

type Environment = Readonly<Record<string, string | undefined>>;

/** What the demo says to the backend, whoever the provider is. What the environment says goes first. */
export function backendSettings(env: Environment): Record<string, string> {
  return {
    NUTRINA_DEMO_PAGE: 'true',
    // The page is on the backend's own origin, whatever other pages `.env` allows.
    ALLOWED_ORIGINS: 'self',
    NODE_ENV: given(env, 'NODE_ENV') ?? 'development',
    // Sessions of a demo end with it.
    SESSION_SECRET: given(env, 'SESSION_SECRET') ?? randomBytes(32).toString('base64'),
    LOG_LEVEL: given(env, 'LOG_LEVEL') ?? 'warn',
  };
}

/**
 * The backend's settings when the peer stands in OpenAI's place. The key is a word: nothing leaves this machine.
 * What `.env` says of another provider's models and voices means nothing to the peer; empty is not set.
 */
export function localSettings(env: Environment, peerUrl: string): Record<string, string> {
  // A peer that takes one key only gets that one.
  const key = given(env, 'REALTIME_PEER_API_KEY') ?? 'sk-local-peer';
  return {
    OPENAI_API_KEY: key,
    OPENAI_REALTIME_ENABLED: 'true',
    OPENAI_REALTIME_BASE_URL: peerUrl,
    OPENAI_REALTIME_PUBLIC_URL: '',
    OPENAI_REALTIME_MODEL: '',
    OPENAI_REALTIME_VOICE: '',
    OPENAI_REALTIME_TRANSCRIPTION_MODEL: '',
    TTS_PROVIDER: 'openai-compatible',
    TTS_BASE_URL: peerUrl,
    TTS_API_KEY: key,
    TTS_MODEL: '',
    TTS_VOICE: '',
    TTS_VOICES: '',
    TTS_FORMATS: 'pcm,opus',
    ICE_SERVERS: '[]',
  };
}

function given(env: Environment, name: string): string | undefined {
  const value = env[name]?.trim();
  return value === '' ? undefined : value;
}
