import { ProtocolError } from './protocol-error.js';
import type { RealtimeSessionPatch } from './session-schema.js';
import type { TurnDetection } from './ports.js';

/** The default text of the real server is long and tells the model to talk quickly. */
const DEFAULT_INSTRUCTIONS =
  'You are a helpful and friendly assistant. Answer briefly and warmly. Call a function when one fits.';

type AudioPatch = NonNullable<RealtimeSessionPatch['audio']>;
type InputPatch = NonNullable<AudioPatch['input']>;
type OutputPatch = NonNullable<AudioPatch['output']>;

export interface ServerVadConfig {
  type: 'server_vad';
  threshold: number;
  prefix_padding_ms: number;
  silence_duration_ms: number;
  idle_timeout_ms: number | null;
  create_response: boolean;
  interrupt_response: boolean;
}
export interface SemanticVadConfig {
  type: 'semantic_vad';
  eagerness: 'low' | 'medium' | 'high' | 'auto';
  create_response: boolean;
  interrupt_response: boolean;
}
export type TurnDetectionConfig = ServerVadConfig | SemanticVadConfig | null;

/** The effective session, every default filled in: what `session.created` and `.updated` carry. */
export interface SessionConfig {
  type: 'realtime';
  object: 'realtime.session';
  id: string;
  model: string;
  output_modalities: ('text' | 'audio')[];
  instructions: string;
  tools: NonNullable<RealtimeSessionPatch['tools']>;
  tool_choice: NonNullable<RealtimeSessionPatch['tool_choice']>;
  max_output_tokens: number | 'inf';
  tracing: RealtimeSessionPatch['tracing'] | null;
  truncation: NonNullable<RealtimeSessionPatch['truncation']>;
  prompt: RealtimeSessionPatch['prompt'] | null;
  /** Unix seconds; 0 in a mint's answer, where no session has started. */
  expires_at: number;
  audio: {
    input: {
      format: NonNullable<InputPatch['format']>;
      transcription: Record<string, unknown> | null;
      noise_reduction: InputPatch['noise_reduction'] | null;
      turn_detection: TurnDetectionConfig;
    };
    output: { format: NonNullable<OutputPatch['format']>; voice: string; speed: number };
  };
  include: readonly string[] | null;
  reasoning?: NonNullable<RealtimeSessionPatch['reasoning']>;
  parallel_tool_calls?: boolean;
}

/** gpt-realtime and -mini differ from 2.x in voice, patience and some fields (recorded). */
export function isSecondGeneration(model: string): boolean {
  return model.startsWith('gpt-realtime-2');
}

function defaultServerVad(model: string): ServerVadConfig {
  return {
    type: 'server_vad',
    threshold: 0.5,
    prefix_padding_ms: 300,
    silence_duration_ms: isSecondGeneration(model) ? 500 : 200,
    idle_timeout_ms: null,
    create_response: true,
    interrupt_response: true,
  };
}

/** A session as the real server would start it for `model`. */
export function defaultSession(id: string, model: string): SessionConfig {
  return {
    type: 'realtime',
    object: 'realtime.session',
    id,
    model,
    output_modalities: ['audio'],
    instructions: DEFAULT_INSTRUCTIONS,
    tools: [],
    tool_choice: 'auto',
    max_output_tokens: 'inf',
    tracing: null,
    truncation: 'auto',
    prompt: null,
    expires_at: 0,
    audio: {
      input: {
        format: { type: 'audio/pcm', rate: 24000 },
        transcription: null,
        noise_reduction: null,
        turn_detection: defaultServerVad(model),
      },
      output: {
        format: { type: 'audio/pcm', rate: 24000 },
        voice: isSecondGeneration(model) ? 'marin' : 'alloy',
        speed: 1,
      },
    },
    include: null,
  };
}

export interface UpdateRules {
  /** Assistant audio exists, so the voice is fixed. */
  readonly voiceLocked: boolean;
  /** A running session cannot change its model; a mint names it. */
  readonly modelFixed: boolean;
}

/**
 * The session after `patch`, all or nothing: only the fields present change, `null` clears an
 * object (OpenAI Realtime: session.update).
 *
 * @throws ProtocolError when a rule forbids it; `session` is untouched then.
 */
export function applyPatch(
  session: SessionConfig,
  patch: RealtimeSessionPatch,
  rules: UpdateRules,
): SessionConfig {
  checkFixed(session, patch, rules);
  const next: SessionConfig = { ...session };
  if (patch.model !== undefined) next.model = patch.model;
  copyPlainFields(next, patch);
  if (patch.include !== undefined) next.include = patch.include;
  const output = patch.audio?.output;
  next.audio = {
    input: mergeInput(session, patch.audio?.input ?? {}),
    output: {
      format: output?.format ?? session.audio.output.format,
      voice: output?.voice === undefined ? session.audio.output.voice : voiceName(output.voice),
      speed: output?.speed ?? session.audio.output.speed,
    },
  };
  return next;
}

export function voiceName(voice: string | { id: string }): string {
  return typeof voice === 'string' ? voice : voice.id;
}

function checkFixed(session: SessionConfig, patch: RealtimeSessionPatch, rules: UpdateRules): void {
  if (rules.modelFixed && patch.model !== undefined && patch.model !== session.model) {
    throw new ProtocolError("Cannot update a conversation's model after the session has started.", {
      code: 'cannot_update_model',
      param: 'session.model',
    });
  }
  const voice = patch.audio?.output?.voice;
  if (rules.voiceLocked && voice !== undefined && voiceName(voice) !== session.audio.output.voice) {
    throw new ProtocolError("Cannot update a conversation's voice if assistant audio is present.", {
      code: 'cannot_update_voice',
    });
  }
  if (session.tracing && patch.tracing !== undefined && !sameJson(patch.tracing, session.tracing)) {
    throw new ProtocolError('Cannot update tracing once it has been enabled for a session.', {
      code: 'cannot_update_tracing',
      param: 'session.tracing',
    });
  }
}

function sameJson(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function copyPlainFields(next: SessionConfig, patch: RealtimeSessionPatch): void {
  if (patch.instructions !== undefined) next.instructions = patch.instructions;
  if (patch.output_modalities !== undefined) next.output_modalities = patch.output_modalities;
  if (patch.max_output_tokens !== undefined) next.max_output_tokens = patch.max_output_tokens;
  if (patch.tools !== undefined) next.tools = patch.tools;
  if (patch.tool_choice !== undefined) next.tool_choice = patch.tool_choice;
  if (patch.tracing !== undefined) next.tracing = patch.tracing;
  if (patch.truncation !== undefined) next.truncation = patch.truncation;
  if (patch.prompt !== undefined) next.prompt = patch.prompt;
  if (patch.reasoning !== undefined) next.reasoning = patch.reasoning;
  if (patch.parallel_tool_calls !== undefined) {
    next.parallel_tool_calls = patch.parallel_tool_calls;
  }
}

function mergeInput(session: SessionConfig, input: InputPatch): SessionConfig['audio']['input'] {
  const before = session.audio.input;
  return {
    format: input.format ?? before.format,
    transcription:
      input.transcription === undefined
        ? before.transcription
        : input.transcription && { language: null, prompt: null, ...input.transcription },
    noise_reduction: input.noise_reduction === undefined ? before.noise_reduction : input.noise_reduction,
    turn_detection: mergeDetection(session, input.turn_detection),
  };
}

function mergeDetection(session: SessionConfig, patch: InputPatch['turn_detection']): TurnDetectionConfig {
  const before = session.audio.input.turn_detection;
  if (patch === undefined) return before;
  if (patch === null) return null;
  if (patch.type === 'server_vad') {
    const base = before?.type === 'server_vad' ? before : defaultServerVad(session.model);
    return { ...base, ...definedOf(patch) };
  }
  const base: SemanticVadConfig =
    before?.type === 'semantic_vad'
      ? before
      : { type: 'semantic_vad', eagerness: 'auto', create_response: true, interrupt_response: true };
  return { ...base, ...definedOf(patch) };
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

function definedOf<T extends object>(patch: T): Defined<T> {
  const entries = Object.entries(patch).filter(([, value]) => value !== undefined);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the filter removed exactly what the type says is gone
  return Object.fromEntries(entries) as Defined<T>;
}

/** The ears' view of the session. */
export function detectionPort(config: TurnDetectionConfig): TurnDetection | null {
  if (config === null) return null;
  if (config.type === 'semantic_vad') return { type: config.type, eagerness: config.eagerness };
  return {
    type: config.type,
    threshold: config.threshold,
    prefixPaddingMs: config.prefix_padding_ms,
    silenceDurationMs: config.silence_duration_ms,
  };
}
