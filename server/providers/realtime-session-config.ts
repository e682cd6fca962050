import type { RealtimeSessionCreateRequest } from 'openai/resources/realtime/realtime';
import type { Mode, TurnDetection } from '../contract/session.js';
import type { SessionProfile } from '../services/realtime-gateway.js';

/** The site owner's part of a session: nothing of it ever comes from a browser. */
export interface RealtimeProfile {
  readonly model: string;
  readonly instructions: string;
  /** Whether visitors are offered speech mode. */
  readonly speech: boolean;
  /** Voice of speech mode. */
  readonly voice: string;
  readonly turnDetection: TurnDetection;
  /** Model that writes down what the visitor says in speech mode; `undefined`: nothing is written down. */
  readonly transcriptionModel?: string | undefined;
}

type ModeConfig = Pick<RealtimeSessionCreateRequest, 'output_modalities' | 'audio'>;
type ModeRow = (profile: RealtimeProfile, lang: string | undefined) => ModeConfig;

/**
 * Words in, words out: the browser listens and our own speech route speaks. A visitor may switch to speech
 * within the call, and then what only the owner may choose is settled already; without sound it costs nothing.
 */
const words: ModeRow = (profile, lang) => ({
  output_modalities: ['text'],
  audio: {
    // The offer carries an audio section even without a microphone; nothing heard there may start a turn.
    input: { turn_detection: null, ...(profile.speech ? transcription(profile, lang) : {}) },
    ...(profile.speech ? { output: { voice: profile.voice } } : {}),
  },
});

const MODE_CONFIG: Record<Mode, ModeRow> = {
  hybrid: words,
  text: words,
  speech: (profile, lang) => ({
    output_modalities: ['audio'],
    audio: {
      input: { turn_detection: { type: profile.turnDetection }, ...transcription(profile, lang) },
      output: { voice: profile.voice },
    },
  }),
};

function transcription({ transcriptionModel: model }: RealtimeProfile, lang: string | undefined) {
  return model === undefined ? {} : { transcription: { model, ...languageHint(lang) } };
}

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
