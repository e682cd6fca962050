import { z } from 'zod';

const ItemId = z.string().min(1).max(32);
const Status = z.enum(['in_progress', 'completed', 'incomplete']);
const InputText = z.strictObject({ type: z.literal('input_text'), text: z.string() });

const UserItem = z.strictObject({
  id: ItemId,
  type: z.literal('message'),
  status: Status,
  role: z.literal('user'),
  content: z.array(
    z.union([
      InputText,
      z.strictObject({
        type: z.literal('input_audio'),
        transcript: z.string().nullable(),
        audio: z.base64().optional(),
      }),
      z.strictObject({
        type: z.literal('input_image'),
        image_url: z.string(),
        detail: z.enum(['auto', 'low', 'high']).optional(),
      }),
    ]),
  ),
});
const AssistantItem = z.strictObject({
  id: ItemId,
  type: z.literal('message'),
  status: Status,
  role: z.literal('assistant'),
  content: z.array(
    z.union([
      z.strictObject({ type: z.literal('output_text'), text: z.string() }),
      z.strictObject({
        type: z.literal('output_audio'),
        transcript: z.string(),
        audio: z.base64().optional(),
      }),
    ]),
  ),
  phase: z.enum(['commentary', 'final_answer']).optional(),
});
const SystemItem = z.strictObject({
  id: ItemId,
  type: z.literal('message'),
  role: z.literal('system'),
  content: z.array(InputText),
});

export const Item = z.union([
  UserItem,
  AssistantItem,
  SystemItem,
  z.strictObject({
    id: ItemId,
    type: z.literal('function_call'),
    status: Status,
    name: z.string(),
    call_id: z.string(),
    arguments: z.string(),
  }),
  z.strictObject({
    id: ItemId,
    type: z.literal('function_call_output'),
    call_id: z.string(),
    output: z.string(),
  }),
  z.strictObject({
    id: ItemId,
    type: z.literal('mcp_approval_response'),
    approval_request_id: z.string(),
    approve: z.boolean(),
    reason: z.string().nullable().optional(),
  }),
]);

const Format = z.union([
  z.strictObject({ type: z.literal('audio/pcm'), rate: z.literal(24000).optional() }),
  z.strictObject({ type: z.literal('audio/pcmu') }),
  z.strictObject({ type: z.literal('audio/pcma') }),
]);
const Modalities = z.array(z.enum(['text', 'audio'])).length(1);
const MaxTokens = z.union([z.literal('inf'), z.int()]);

const Detection = z.union([
  z.strictObject({
    type: z.literal('server_vad'),
    threshold: z.number(),
    prefix_padding_ms: z.int(),
    silence_duration_ms: z.int(),
    idle_timeout_ms: z.int().nullable(),
    create_response: z.boolean(),
    interrupt_response: z.boolean(),
  }),
  z.strictObject({
    type: z.literal('semantic_vad'),
    eagerness: z.enum(['low', 'medium', 'high', 'auto']),
    create_response: z.boolean(),
    interrupt_response: z.boolean(),
  }),
]);

/** The full effective session; every field of the recording, and no other but the 2.x ones. */
export const SessionObject = z.strictObject({
  type: z.literal('realtime'),
  object: z.literal('realtime.session'),
  id: z.string().regex(/^sess_/),
  model: z.string(),
  output_modalities: Modalities,
  instructions: z.string(),
  tools: z.array(
    z.strictObject({
      type: z.literal('function'),
      name: z.string(),
      description: z.string().optional(),
      parameters: z.unknown().optional(),
    }),
  ),
  tool_choice: z.union([
    z.enum(['auto', 'none', 'required']),
    z.strictObject({ type: z.literal('function'), name: z.string() }),
  ]),
  max_output_tokens: MaxTokens,
  tracing: z
    .union([
      z.literal('auto'),
      z.strictObject({
        workflow_name: z.string().optional(),
        group_id: z.string().optional(),
        metadata: z.unknown().optional(),
      }),
    ])
    .nullable(),
  truncation: z.union([
    z.enum(['auto', 'disabled']),
    z.strictObject({
      type: z.literal('retention_ratio'),
      retention_ratio: z.number(),
      token_limits: z.strictObject({ post_instructions: z.int().optional() }).optional(),
    }),
  ]),
  prompt: z.strictObject({ id: z.string(), version: z.string().optional() }).nullable(),
  expires_at: z.int(),
  audio: z.strictObject({
    input: z.strictObject({
      format: Format,
      transcription: z
        .strictObject({
          model: z.string().optional(),
          language: z.string().nullable(),
          prompt: z.string().nullable(),
        })
        .nullable(),
      noise_reduction: z
        .strictObject({
          type: z.enum(['near_field', 'far_field']),
          strength: z.number().optional(),
        })
        .nullable(),
      turn_detection: Detection.nullable(),
    }),
    output: z.strictObject({ format: Format, voice: z.string(), speed: z.number() }),
  }),
  include: z.array(z.literal('item.input_audio_transcription.logprobs')).nullable(),
  reasoning: z
    .strictObject({ effort: z.enum(['minimal', 'low', 'medium', 'high', 'xhigh']).optional() })
    .optional(),
  parallel_tool_calls: z.boolean().optional(),
});

const Count = z.int().min(0);
const Usage = z.strictObject({
  total_tokens: Count,
  input_tokens: Count,
  output_tokens: Count,
  input_token_details: z.strictObject({
    text_tokens: Count,
    audio_tokens: Count,
    image_tokens: Count,
    cached_tokens: Count,
    cached_tokens_details: z.strictObject({
      text_tokens: Count,
      audio_tokens: Count,
      image_tokens: Count,
    }),
  }),
  output_token_details: z.strictObject({
    text_tokens: Count,
    audio_tokens: Count,
    reasoning_tokens: Count.optional(),
  }),
});

export const ResponseObject = z.strictObject({
  object: z.literal('realtime.response'),
  id: z.string().regex(/^resp_/),
  status: z.enum(['in_progress', 'completed', 'cancelled', 'failed', 'incomplete']),
  status_details: z
    .strictObject({
      type: z.enum(['cancelled', 'incomplete', 'failed']),
      reason: z.enum(['turn_detected', 'client_cancelled', 'max_output_tokens', 'content_filter']).optional(),
      error: z.strictObject({ type: z.string(), code: z.string(), message: z.string() }).optional(),
    })
    .nullable(),
  output: z.array(Item),
  conversation_id: z
    .string()
    .regex(/^conv_/)
    .nullable(),
  output_modalities: Modalities,
  max_output_tokens: MaxTokens,
  audio: z.strictObject({ output: z.strictObject({ format: Format, voice: z.string() }) }),
  usage: Usage.nullable(),
  metadata: z.record(z.string(), z.string()).nullable(),
});

export const TranscriptionUsage = z.union([
  z.strictObject({ type: z.literal('duration'), seconds: Count }),
  z.strictObject({
    type: z.literal('tokens'),
    total_tokens: Count,
    input_tokens: Count,
    input_token_details: z.strictObject({ text_tokens: Count, audio_tokens: Count }),
    output_tokens: Count,
  }),
]);
