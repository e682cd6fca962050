import type { TtsFormat } from '../contract/session.js';
import type { Environment } from './environment.js';
import { daysUntil, isOpenAi, modelState, OPENAI_SPEECH_SHUTDOWN } from './openai-models.js';

/** Something about one setting, in words that fit behind its name. Never contains a value that may be secret. */
export interface Notice {
  readonly setting: string;
  readonly message: string;
}

export interface TtsSettings {
  readonly baseUrl: string;
  readonly apiKey: string | undefined;
  readonly model: string;
  /** Best first. */
  readonly voices: readonly string[];
  readonly formats: readonly TtsFormat[];
}

export interface CheckedSettings {
  readonly settings: Environment & { readonly tts: TtsSettings };
  readonly problems: readonly Notice[];
  readonly warnings: readonly Notice[];
}

/** The 13 voices of OpenAI's `/audio/speech` (speech.d.ts of `openai` 7.57.0). */
const OPENAI_VOICES = 'marin cedar alloy ash ballad coral echo fable nova onyx sage shimmer verse'.split(' ');

/** Checks what single settings cannot know, and fills in what follows from others. */
export function checkTogether(env: Environment, now: number): CheckedSettings {
  const check = new Check(env, now);
  check.identity();
  if (env.OPENAI_REALTIME_ENABLED) check.key();
  const { OPENAI_REALTIME_ENABLED: isEnabled } = env;
  const model = isEnabled ? check.model('OPENAI_REALTIME_MODEL') : env.OPENAI_REALTIME_MODEL;
  const writes = isEnabled && env.OPENAI_REALTIME_SPEECH;
  const transcriptionModel = writes
    ? check.model('OPENAI_REALTIME_TRANSCRIPTION_MODEL')
    : env.OPENAI_REALTIME_TRANSCRIPTION_MODEL;
  const tts = ttsSettings(env);
  if (env.OPENAI_REALTIME_ENABLED && env.TTS_PROVIDER !== 'none') check.tts(tts);
  return {
    settings: {
      ...env,
      OPENAI_REALTIME_MODEL: model,
      OPENAI_REALTIME_TRANSCRIPTION_MODEL: transcriptionModel,
      tts,
    },
    problems: check.problems,
    warnings: check.warnings,
  };
}

class Check {
  readonly problems: Notice[] = [];
  readonly warnings: Notice[] = [];
  readonly #env: Environment;
  readonly #now: number;
  readonly #production: boolean;

  constructor(env: Environment, now: number) {
    this.#env = env;
    this.#now = now;
    this.#production = env.NODE_ENV === 'production';
  }

  identity(): void {
    if (this.#env.NODE_ENV === undefined)
      this.#warn('NODE_ENV', 'is not set: taken for development, where no Origin header is needed');
    if (this.#env.SESSION_SECRET !== undefined) return;
    if (this.#production)
      this.#refuse('SESSION_SECRET', 'is required in production: at least 32 random characters');
    else this.#warn('SESSION_SECRET', 'is not set: sessions end when this process does');
  }

  key(): void {
    const { OPENAI_API_KEY, OPENAI_REALTIME_BASE_URL } = this.#env;
    if (OPENAI_API_KEY === undefined)
      this.#refuse('OPENAI_API_KEY', 'is required (or set OPENAI_REALTIME_ENABLED=false)');
    this.#openAiRoot('OPENAI_REALTIME_BASE_URL');
    this.#openAiRoot('OPENAI_REALTIME_PUBLIC_URL');
    this.#unencrypted('OPENAI_REALTIME_BASE_URL', OPENAI_REALTIME_BASE_URL);
  }

  /** @returns the model to use. */
  model(setting: 'OPENAI_REALTIME_MODEL' | 'OPENAI_REALTIME_TRANSCRIPTION_MODEL'): string {
    const { [setting]: model, OPENAI_REALTIME_BASE_URL } = this.#env;
    if (!isOpenAi(OPENAI_REALTIME_BASE_URL)) return model;
    const found = modelState(model, this.#now);
    if (found.state === 'alive') return model;
    if (found.state === 'ending') {
      this.#warn(
        setting,
        `names ${model}, which OpenAI shuts down on ${found.shutdown} (in ${found.daysLeft} days); its successor is ${found.successor}`,
      );
      return model;
    }
    const message = `names ${model}, which OpenAI shut down on ${found.shutdown}`;
    if (this.#production) this.#refuse(setting, `${message}; set ${found.successor}`);
    else this.#warn(setting, `${message}; using its successor ${found.successor} instead`);
    return found.successor;
  }

  tts({ baseUrl, apiKey }: TtsSettings): void {
    const { TTS_VOICE, TTS_VOICES } = this.#env;
    if (TTS_VOICE !== undefined && TTS_VOICES !== undefined && !TTS_VOICES.includes(TTS_VOICE))
      this.#refuse('TTS_VOICE', 'is not among TTS_VOICES');
    this.#openAiRoot('TTS_BASE_URL');
    if (apiKey !== undefined) this.#unencrypted('TTS_BASE_URL', baseUrl);
    if (!isOpenAi(baseUrl)) return;
    const daysLeft = daysUntil(OPENAI_SPEECH_SHUTDOWN, this.#now);
    const way = 'set TTS_BASE_URL to another server that offers /audio/speech, or TTS_PROVIDER=none';
    if (daysLeft > 0)
      this.#warn(
        'TTS_PROVIDER',
        `uses OpenAI's /audio/speech, whose models OpenAI shuts down on ${OPENAI_SPEECH_SHUTDOWN} (in ${daysLeft} days); before that, ${way}`,
      );
    else
      this.#refuse(
        'TTS_PROVIDER',
        `uses OpenAI's /audio/speech, whose models OpenAI shut down on ${OPENAI_SPEECH_SHUTDOWN}; ${way}`,
      );
  }

  /** Of other servers nobody here knows what their root is. */
  #openAiRoot(setting: 'OPENAI_REALTIME_BASE_URL' | 'OPENAI_REALTIME_PUBLIC_URL' | 'TTS_BASE_URL'): void {
    const { [setting]: root } = this.#env;
    if (root !== undefined && isOpenAi(root) && !root.endsWith('.com/v1'))
      this.#refuse(setting, 'names OpenAI by another root than https://api.openai.com/v1');
  }

  #unencrypted(setting: string, baseUrl: string): void {
    const { protocol, hostname } = new URL(baseUrl);
    const local = hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
    if (protocol === 'http:' && !local)
      this.#warn(setting, 'is not https: the key and all speech travel unencrypted');
  }

  #refuse(setting: string, message: string): void {
    this.problems.push({ setting, message });
  }

  #warn(setting: string, message: string): void {
    this.warnings.push({ setting, message });
  }
}

function ttsSettings(env: Environment): TtsSettings {
  const baseUrl = env.TTS_BASE_URL ?? env.OPENAI_REALTIME_BASE_URL;
  const sameServer = new URL(baseUrl).origin === new URL(env.OPENAI_REALTIME_BASE_URL).origin;
  const offered = env.TTS_VOICES ?? (isOpenAi(baseUrl) || env.TTS_VOICE === undefined ? OPENAI_VOICES : []);
  const first = env.TTS_VOICE ?? offered[0] ?? 'alloy';
  return {
    baseUrl,
    // A key is sent to the server it was given for and to no other.
    apiKey: env.TTS_API_KEY ?? (sameServer ? env.OPENAI_API_KEY : undefined),
    model: env.TTS_MODEL,
    voices: [first, ...offered.filter((voice) => voice !== first)],
    formats: env.TTS_FORMATS,
  };
}
