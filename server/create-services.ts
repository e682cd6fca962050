import { randomBytes } from 'node:crypto';
import type { ApiServices } from './app.js';
import type { Config } from './config.js';
import type { Mode } from './contract/session.js';
import { OpenAiCompatibleSpeech } from './providers/openai-compatible-speech.js';
import { OpenAiRealtime } from './providers/openai-realtime.js';
import { CallRegister } from './services/call-register.js';
import { deriveKeys } from './services/derived-keys.js';
import type { Log } from './services/log.js';
import { SessionService } from './services/session-service.js';
import { SessionTokens } from './services/session-tokens.js';
import { SpeechService } from './services/speech-service.js';
import { SpendLimits } from './services/spend-limits.js';
import { StreamSlots } from './services/stream-slots.js';
import { createMemoryAllowance } from './store/memory-allowance.js';
import { MemorySessionStore } from './store/memory-session-store.js';

const HOUR_SECONDS = 3600;
const DAY_SECONDS = 86_400;

/** The widget gives up after 8 s; one slow try leaves time for a second, quick one. */
const REALTIME_TIMEOUTS = { tryMs: 6_000, deadlineMs: 7_500 };

/** A visitor waits for the voice; later than this the text alone is the better answer. */
const FIRST_BYTE_MS = 6_000;
const STALL_MS = 8_000;
/** Longer than a phone takes to find its network again, shorter than a forgotten tab. */
const READER_STALL_MS = 15_000;

/**
 * Relative to the session endpoint's own URL, so that it holds behind any proxy and path prefix.
 */
const PROXY_CALLS_URL = './call';

/** Builds everything behind the API from the settings; `null` where the API is switched off. */
export function createServices(config: Config, log: Log): ApiServices | null {
  const { realtime, session } = config;
  if (realtime === null) return null;
  const limits = createLimits(config);
  const speech = createSpeech(config, limits);
  const keys = deriveKeys(session.secret ?? randomBytes(32).toString('base64'));
  const modes: Mode[] = realtime.profile.speech ? ['hybrid', 'speech', 'text'] : ['hybrid', 'text'];
  const gateway = new OpenAiRealtime({ ...realtime, ...REALTIME_TIMEOUTS });
  const store = new MemorySessionStore();
  const sessions = new SessionService({
    gateway,
    tokens: new SessionTokens(keys.tokenKey, Date.now),
    store,
    calls: new CallRegister({ gateway, store, log, now: Date.now }),
    limits,
    identityKey: keys.identityKey,
    offer: {
      signaling: realtime.signaling,
      callsUrl: realtime.signaling === 'direct' ? realtime.callsUrl : PROXY_CALLS_URL,
      ...(realtime.webSocketUrl === undefined ? {} : { webSocketUrl: realtime.webSocketUrl }),
      iceServers: session.iceServers,
      modes,
      ...(realtime.profile.speech ? { turnDetection: realtime.profile.turnDetection } : {}),
      tts: speech?.offer ?? null,
      limits: {
        ttsCharacters: config.limits.ttsCharacters,
        turnCharacters: config.limits.turnCharacters,
      },
    },
    identify: session.identify,
    sessionSeconds: session.seconds,
    keySeconds: realtime.keySeconds,
    now: Date.now,
  });
  return {
    sessions,
    speech,
    signaling: realtime.signaling,
    ...(realtime.signaling === 'direct' ? { callsOrigin: new URL(realtime.callsUrl).origin } : {}),
    pumpLimits: { stallMs: STALL_MS, readerStallMs: READER_STALL_MS },
  };
}

function createSpeech({ tts, limits: figures }: Config, limits: SpendLimits): SpeechService | null {
  if (tts === null) return null;
  return new SpeechService({
    provider: new OpenAiCompatibleSpeech({ ...tts, firstByteMs: FIRST_BYTE_MS }),
    limits,
    slots: new StreamSlots(figures.streams),
    maxCharacters: figures.ttsCharacters,
  });
}

function createLimits({ limits, session }: Config): SpendLimits {
  const per = (windowSeconds: number, points: number) => createMemoryAllowance({ points, windowSeconds });
  return new SpendLimits({
    mintsPerSession: per(session.seconds, limits.mintsPerSession),
    mintsPerIdentity: per(HOUR_SECONDS, limits.mintsPerIdentityAndHour),
    mintsPerAddress: per(HOUR_SECONDS, limits.mintsPerAddressAndHour),
    mintsPerDay: per(DAY_SECONDS, limits.mintsPerDay),
    charactersPerSession: per(session.seconds, limits.charactersPerSession),
    charactersPerAddress: per(DAY_SECONDS, limits.charactersPerAddressAndDay),
    charactersPerDay: per(DAY_SECONDS, limits.charactersPerDay),
  });
}
