import type { RealtimeSessionCreateRequest } from 'openai/resources/realtime/realtime';
import type { Mode } from '../contract/session.js';
import type { SessionProfile } from '../services/realtime-gateway.js';

/** The site owner's part of a session: nothing of it ever comes from a browser. */
export interface RealtimeProfile {
  readonly model: string;
  readonly instructions: string;
  /** Voice of speech mode. */
  readonly voice: string;
  readonly turnDetection: 'semantic_vad' | 'server_vad';
  /** Model that writes down what the visitor says in speech mode; `undefined`: nothing is written down. */
  readonly transcriptionModel?: string | undefined;
}

type ModeConfig = Pick<RealtimeSessionCreateRequest, 'output_modalities' | 'audio'>;

/** Words in, words out: the browser listens and our own speech route speaks. */
const WORDS: ModeConfig = {
  output_modalities: ['text'],
  // The offer carries an audio section even without a microphone; nothing heard there may start a turn.
  audio: { input: { turn_detection: null } },
};

const MODE_CONFIG: Record<Mode, (profile: RealtimeProfile, lang: string | undefined) => ModeConfig> = {
  hybrid: () => WORDS,
  text: () => WORDS,
  speech: (profile, lang) => ({
    output_modalities: ['audio'],
    audio: {
      input: {
        turn_detection: { type: profile.turnDetection },
        ...(profile.transcriptionModel === undefined
          ? {}
          : { transcription: { model: profile.transcriptionModel, ...languageHint(lang) } }),
      },
      output: { voice: profile.voice },
    },
  }),
};

/**
 * The whole configuration of a session. It goes into the mint (or the relayed call), so that nothing depends
 * on a first `session.update` winning a race (OpenAI Realtime: session configuration).
 */
export function sessionConfig(
  profile: RealtimeProfile,
  { mode, lang }: Pick<SessionProfile, 'mode' | 'lang'>,
): RealtimeSessionCreateRequest {
  return {
    type: 'realtime',
    model: profile.model,
    instructions: withLanguage(profile.instructions, lang),
    ...MODE_CONFIG[mode](profile, lang),
  };
}

function withLanguage(instructions: string, lang: string | undefined): string {
  if (lang === undefined) return instructions;
  return `${instructions}\n\nThe page the visitor sees is in the language "${lang}" (BCP 47). Answer in that language unless the visitor uses another one.`;
}

/** Transcription wants ISO 639-1, two letters; a longer primary tag is left to the model. */
function languageHint(lang: string | undefined): { language?: string } {
  const primary = lang?.split('-')[0]?.toLowerCase();
  return primary?.length === 2 ? { language: primary } : {};
}
