import { z } from 'zod';

const Format = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('audio/pcm'), rate: z.int().min(24000).max(24000).optional() }),
  z.strictObject({ type: z.literal('audio/pcmu') }),
  z.strictObject({ type: z.literal('audio/pcma') }),
]);

const VadDecisions = {
  create_response: z.boolean().optional(),
  interrupt_response: z.boolean().optional(),
};

const TurnDetection = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('server_vad'),
    threshold: z.number().min(0).max(1).optional(),
    prefix_padding_ms: z.int().min(0).optional(),
    silence_duration_ms: z.int().min(0).optional(),
    idle_timeout_ms: z.int().min(5000).max(30000).nullable().optional(),
    ...VadDecisions,
  }),
  z.strictObject({
    type: z.literal('semantic_vad'),
    eagerness: z.enum(['low', 'medium', 'high', 'auto']).optional(),
    ...VadDecisions,
  }),
]);

const Transcription = z.strictObject({
  model: z.string().optional(),
  language: z.string().nullable().optional(),
  languages: z.array(z.string()).optional(),
  keywords: z.array(z.string()).optional(),
  prompt: z.string().nullable().optional(),
  delay: z.enum(['minimal', 'low', 'medium', 'high', 'xhigh']).optional(),
});

export const Voice = z.union([z.string().min(1), z.strictObject({ id: z.string() })]);

const AudioInput = z.strictObject({
  format: Format.optional(),
  noise_reduction: z
    .strictObject({
      type: z.enum(['near_field', 'far_field']),
      strength: z.number().min(0).max(1).optional(),
    })
    .nullable()
    .optional(),
  transcription: Transcription.nullable().optional(),
  turn_detection: TurnDetection.nullable().optional(),
});

const AudioOutput = z.strictObject({
  format: Format.optional(),
  voice: Voice.optional(),
  speed: z.number().min(0.25).max(1.5).optional(),
});

export const Tool = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('function'),
    name: z.string().min(1).max(64),
    description: z.string().optional(),
    parameters: z.unknown().optional(),
  }),
  // MCP tools are accepted and listed; the peer connects to no MCP server.
  z.looseObject({ type: z.literal('mcp'), server_label: z.string() }),
]);

export const ToolChoice = z.union([
  z.enum(['auto', 'none', 'required']),
  z.strictObject({ type: z.literal('function'), name: z.string() }),
  z.strictObject({
    type: z.literal('mcp'),
    server_label: z.string(),
    name: z.string().nullable().optional(),
  }),
]);

export const MaxOutputTokens = z.union([z.literal('inf'), z.int().min(1).max(4096)]);
export const Modalities = z.array(z.enum(['text', 'audio'])).length(1);
export const Reasoning = z.strictObject({
  effort: z.enum(['minimal', 'low', 'medium', 'high', 'xhigh']).optional(),
});
export const Prompt = z
  .strictObject({
    id: z.string(),
    version: z.string().nullable().optional(),
    variables: z.record(z.string(), z.unknown()).nullable().optional(),
  })
  .nullable();

const Truncation = z.union([
  z.enum(['auto', 'disabled']),
  z.strictObject({
    type: z.literal('retention_ratio'),
    retention_ratio: z.number().min(0).max(1),
    token_limits: z.strictObject({ post_instructions: z.int().min(0).optional() }).optional(),
  }),
]);

const Tracing = z
  .union([
    z.literal('auto'),
    z.strictObject({
      workflow_name: z.string().optional(),
      group_id: z.string().optional(),
      metadata: z.unknown().optional(),
    }),
  ])
  .nullable();

/** `session` of a mint, of a unified call and of `session.update` (OpenAI Realtime GA, §4). */
export const RealtimeSessionPatch = z.strictObject({
  type: z.literal('realtime'),
  model: z.string().optional(),
  instructions: z.string().optional(),
  output_modalities: Modalities.optional(),
  max_output_tokens: MaxOutputTokens.optional(),
  tools: z.array(Tool).optional(),
  tool_choice: ToolChoice.optional(),
  parallel_tool_calls: z.boolean().optional(),
  reasoning: Reasoning.optional(),
  tracing: Tracing.optional(),
  truncation: Truncation.optional(),
  prompt: Prompt.optional(),
  include: z.array(z.literal('item.input_audio_transcription.logprobs')).nullable().optional(),
  audio: z.strictObject({ input: AudioInput.optional(), output: AudioOutput.optional() }).optional(),
});
export type RealtimeSessionPatch = z.infer<typeof RealtimeSessionPatch>;

/** A transcription session: ears only, no responses. Understood, so that it can be refused by its name. */
export const TranscriptionSessionPatch = z.strictObject({
  type: z.literal('transcription'),
  include: z.array(z.literal('item.input_audio_transcription.logprobs')).nullable().optional(),
  audio: z.strictObject({ input: AudioInput.optional() }).optional(),
});

export const SessionPatch = z.discriminatedUnion('type', [RealtimeSessionPatch, TranscriptionSessionPatch]);
export type SessionPatch = z.infer<typeof SessionPatch>;
