import { checkTogether, type CheckedSettings, type Notice } from './settings/check-together.js';
import { DEFAULT_INSTRUCTIONS } from './settings/default-instructions.js';
import { Environment } from './settings/environment.js';

export type ConfigResult =
  | { readonly ok: true; readonly config: Config; readonly warnings: readonly Notice[] }
  /** One line each, beginning with the variable's name. Never contains a value. */
  | { readonly ok: false; readonly problems: readonly string[] };

export type Config = ReturnType<typeof shape>;

/**
 * Reads the settings. Pure: the caller hands in the environment and the time (milliseconds since the epoch).
 * An empty value counts as not set, as in a `.env` file with the value left out.
 */
export function parseConfig(env: Readonly<Record<string, string | undefined>>, now: number): ConfigResult {
  const given = Object.fromEntries(
    Object.entries(env)
      .map(([name, value]) => [name, value?.trim()] as const)
      .filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = Environment.safeParse(given);
  const quoted = Object.keys(Environment.shape).filter((name) => QUOTED.test(given[name] ?? ''));
  if (!parsed.success || quoted.length > 0) {
    const issues = (parsed.error?.issues ?? []).map(
      ({ path, message }) => [String(path[0]), message] as const,
    );
    return {
      ok: false,
      problems: [
        ...quoted.map((name) => `${name} must be written without the quotes around it`),
        ...issues.filter(([name]) => !quoted.includes(name)).map(([name, message]) => `${name} ${message}`),
      ],
    };
  }
  const { settings, problems, warnings } = checkTogether(parsed.data, now);
  if (problems.length > 0) {
    return { ok: false, problems: problems.map(({ setting, message }) => `${setting} ${message}`) };
  }
  const config = shape(settings);
  const notices = config.production && given['ALLOWED_ORIGINS'] === undefined ? [NO_SITE] : [];
  return { ok: true, config, warnings: [...warnings, ...notices, ...unread(given)] };
}

const NO_SITE: Notice = {
  setting: 'ALLOWED_ORIGINS',
  message: 'is not set: only pages that come from this server may use it',
};

/** As `docker run --env-file` hands on what a shell or a `.env` file would have taken the quotes from. */
const QUOTED = /^(["'])(?:(?!\1).)*\1$/s;

/** Beginnings of names that nobody but this server reads. */
const OUR_NAMES = /^(?:ALLOWED|ICE|LIMIT|NUTRINA|OPENAI_EPHEMERAL|OPENAI_REALTIME|TRUST|TTS)_/;

/** What operators may expect to be read, and nothing reads. */
function unread(given: Readonly<Record<string, string | undefined>>): readonly Notice[] {
  const redis = 'is not used: limits, ended sessions and calls are kept in the memory of this process';
  const unknown = 'is no setting of this server: .env.example has them all';
  return Object.keys(given)
    .filter((name) => name === 'REDIS_URL' || (OUR_NAMES.test(name) && !(name in Environment.shape)))
    .map((name) => ({ setting: name, message: name === 'REDIS_URL' ? redis : unknown }));
}

/** The settings by purpose, with what follows from others filled in. */
function shape(env: CheckedSettings['settings']) {
  const production = env.NODE_ENV === 'production';
  const root = env.OPENAI_REALTIME_BASE_URL;
  const publicRoot = env.OPENAI_REALTIME_PUBLIC_URL ?? root;
  return {
    production,
    http: {
      host: env.HOST,
      port: env.PORT,
      trustProxy: env.TRUST_PROXY,
      origins: { ...env.ALLOWED_ORIGINS, allowMissing: !production },
      demoPage: env.NUTRINA_DEMO_PAGE,
      drainMs: env.DRAIN_SECONDS * 1000,
      shutdownMs: env.SHUTDOWN_SECONDS * 1000,
    },
    logLevel: env.LOG_LEVEL,
    realtime: env.OPENAI_REALTIME_ENABLED
      ? {
          apiKey: env.OPENAI_API_KEY ?? '',
          baseUrl: root,
          callsUrl: `${publicRoot}/realtime/calls`,
          webSocketUrl: env.OPENAI_REALTIME_WEBSOCKET
            ? webSocketUrl(publicRoot, env.OPENAI_REALTIME_MODEL)
            : undefined,
          signaling: env.OPENAI_REALTIME_SIGNALING,
          profile: {
            model: env.OPENAI_REALTIME_MODEL,
            instructions: env.OPENAI_REALTIME_INSTRUCTIONS ?? DEFAULT_INSTRUCTIONS,
            speech: env.OPENAI_REALTIME_SPEECH,
            voice: env.OPENAI_REALTIME_VOICE,
            turnDetection: env.OPENAI_REALTIME_TURN_DETECTION,
            transcriptionModel:
              env.OPENAI_REALTIME_TRANSCRIPTION_MODEL === 'none'
                ? undefined
                : env.OPENAI_REALTIME_TRANSCRIPTION_MODEL,
          },
          keySeconds: env.OPENAI_EPHEMERAL_KEY_SECONDS,
        }
      : null,
    session: {
      seconds: env.SESSION_SECONDS,
      secret: env.SESSION_SECRET,
      identify: env.IDENTIFY,
      iceServers: env.ICE_SERVERS,
    },
    tts: env.TTS_PROVIDER === 'none' ? null : env.tts,
    limits: {
      turnCharacters: env.LIMIT_TURN_CHARACTERS,
      ttsCharacters: env.LIMIT_TTS_CHARACTERS,
      streams: { perSession: env.LIMIT_TTS_STREAMS_PER_SESSION, inTotal: env.LIMIT_TTS_STREAMS },
      mintsPerSession: env.LIMIT_MINTS_PER_SESSION,
      mintsPerIdentityAndHour: env.LIMIT_MINTS_PER_IDENTITY_AND_HOUR,
      mintsPerAddressAndHour: env.LIMIT_MINTS_PER_ADDRESS_AND_HOUR,
      mintsPerDay: env.LIMIT_MINTS_PER_DAY,
      charactersPerSession: env.LIMIT_TTS_CHARACTERS_PER_SESSION,
      charactersPerAddressAndDay: env.LIMIT_TTS_CHARACTERS_PER_ADDRESS_AND_DAY,
      charactersPerDay: env.LIMIT_TTS_CHARACTERS_PER_DAY,
    },
  };
}

/** Where browsers open the provider's WebSocket (OpenAI Realtime: `wss://…/v1/realtime?model=`). */
function webSocketUrl(root: string, model: string): string {
  const url = new URL(`${root.replace(/^http/, 'ws')}/realtime`);
  url.searchParams.set('model', model);
  return url.href;
}
