import { z } from 'zod';

import { ProtocolError } from './protocol-error.js';
import { schemaError, unsupported } from './schema-error.js';
import {
  MaxOutputTokens,
  Modalities,
  Prompt,
  Reasoning,
  SessionPatch,
  Tool,
  ToolChoice,
  Voice,
} from './session-schema.js';
import type { ClientEventType } from './wire.js';

/** Limit of a decoded `input_audio_buffer.append` (OpenAI Realtime). */
const APPEND_MAX_BYTES = 15 * 1024 * 1024;
const BASE64_MAX_LENGTH = Math.ceil(APPEND_MAX_BYTES / 3) * 4;

const ShortId = z.string().min(1).max(32);
const Status = z.enum(['in_progress', 'completed', 'incomplete']).nullable().optional();
// Accepted and ignored: the server sets all three itself.
const Ignored = { status: Status, object: z.literal('realtime.item').optional() };

const TextPart = z.strictObject({ type: z.literal('input_text'), text: z.string() });
const UserPart = z.discriminatedUnion('type', [
  TextPart,
  z.strictObject({
    type: z.literal('input_audio'),
    audio: z.string().max(BASE64_MAX_LENGTH).nullable().optional(),
    transcript: z.string().nullable().optional(),
  }),
  z.strictObject({
    type: z.literal('input_image'),
    image_url: z.string(),
    detail: z.enum(['auto', 'low', 'high']).optional(),
  }),
]);
const AssistantPart = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('output_text'), text: z.string() }),
  // Accepted by type so that the refusal can say why: assistant audio cannot be seeded.
  z.strictObject({
    type: z.literal('output_audio'),
    audio: z.string().nullable().optional(),
    transcript: z.string().nullable().optional(),
  }),
]);

const Message = z.discriminatedUnion('role', [
  z.strictObject({
    id: ShortId.optional(),
    type: z.literal('message'),
    role: z.literal('user'),
    content: z.array(UserPart).min(1),
    ...Ignored,
  }),
  z.strictObject({
    id: ShortId.optional(),
    type: z.literal('message'),
    role: z.literal('assistant'),
    content: z.array(AssistantPart).min(1),
    phase: z.enum(['commentary', 'final_answer']).optional(),
    ...Ignored,
  }),
  z.strictObject({
    id: ShortId.optional(),
    type: z.literal('message'),
    role: z.literal('system'),
    content: z.array(TextPart).min(1),
    ...Ignored,
  }),
]);

export const NewItem = z.discriminatedUnion('type', [
  Message,
  z.strictObject({
    id: ShortId.optional(),
    type: z.literal('function_call'),
    name: z.string(),
    call_id: ShortId.optional(),
    arguments: z.string(),
    ...Ignored,
  }),
  z.strictObject({
    id: ShortId.optional(),
    type: z.literal('function_call_output'),
    call_id: ShortId,
    output: z.string(),
    ...Ignored,
  }),
  z.strictObject({
    id: ShortId.optional(),
    type: z.literal('mcp_approval_response'),
    approval_request_id: z.string(),
    approve: z.boolean(),
    reason: z.string().nullable().optional(),
    ...Ignored,
  }),
]);
export type NewItem = z.infer<typeof NewItem>;

const ItemReference = z.strictObject({ type: z.literal('item_reference'), id: z.string() });
const InputItem = z.discriminatedUnion('type', [...NewItem.options, ItemReference]);

const Format = z.looseObject({ type: z.enum(['audio/pcm', 'audio/pcmu', 'audio/pcma']) });

export const ResponseParams = z.strictObject({
  conversation: z.string().optional(),
  input: z.array(InputItem).optional(),
  instructions: z.string().optional(),
  output_modalities: Modalities.optional(),
  audio: z
    .strictObject({
      output: z.strictObject({ format: Format.optional(), voice: Voice.optional() }).optional(),
    })
    .optional(),
  tools: z.array(Tool).optional(),
  tool_choice: ToolChoice.optional(),
  max_output_tokens: MaxOutputTokens.optional(),
  metadata: z
    .record(z.string().max(64), z.string().max(512))
    .refine((pairs) => Object.keys(pairs).length <= 16)
    .nullable()
    .optional(),
  prompt: Prompt.optional(),
  reasoning: Reasoning.optional(),
  parallel_tool_calls: z.boolean().optional(),
});
export type ResponseParams = z.infer<typeof ResponseParams>;

const EventId = z.string().max(512).optional();

const SCHEMAS = {
  'session.update': z.strictObject({
    type: z.literal('session.update'),
    event_id: EventId,
    session: SessionPatch,
  }),
  'conversation.item.create': z.strictObject({
    type: z.literal('conversation.item.create'),
    event_id: EventId,
    item: NewItem,
    previous_item_id: z.string().nullable().optional(),
  }),
  'conversation.item.delete': z.strictObject({
    type: z.literal('conversation.item.delete'),
    event_id: EventId,
    item_id: z.string(),
  }),
  'conversation.item.retrieve': z.strictObject({
    type: z.literal('conversation.item.retrieve'),
    event_id: EventId,
    item_id: z.string(),
  }),
  'conversation.item.truncate': z.strictObject({
    type: z.literal('conversation.item.truncate'),
    event_id: EventId,
    item_id: z.string(),
    content_index: z.int().min(0),
    audio_end_ms: z.int().min(0),
  }),
  'input_audio_buffer.append': z.strictObject({
    type: z.literal('input_audio_buffer.append'),
    event_id: EventId,
    audio: z.string().max(BASE64_MAX_LENGTH),
  }),
  'input_audio_buffer.commit': z.strictObject({
    type: z.literal('input_audio_buffer.commit'),
    event_id: EventId,
  }),
  'input_audio_buffer.clear': z.strictObject({
    type: z.literal('input_audio_buffer.clear'),
    event_id: EventId,
  }),
  'output_audio_buffer.clear': z.strictObject({
    type: z.literal('output_audio_buffer.clear'),
    event_id: EventId,
  }),
  'response.create': z.strictObject({
    type: z.literal('response.create'),
    event_id: EventId,
    response: ResponseParams.nullable().optional(),
  }),
  'response.cancel': z.strictObject({
    type: z.literal('response.cancel'),
    event_id: EventId,
    response_id: z.string().optional(),
  }),
} as const satisfies Record<ClientEventType, z.ZodType>;

export type ClientEvent = z.infer<(typeof SCHEMAS)[keyof typeof SCHEMAS]>;

/** The types the live server lists in its refusal, in its order (recorded 2026-09-18). */
const SUPPORTED = [
  'session.update',
  'session.close',
  'input_audio_buffer.append',
  'session.input_audio_buffer.append',
  'input_audio_buffer.commit',
  'input_audio_buffer.clear',
  'conversation.item.create',
  'conversation.item.truncate',
  'conversation.item.delete',
  'conversation.item.retrieve',
  'response.create',
  'response.cancel',
] as const;

/** What the server says to an event of a type that it does not know, or not on this link. */
export function unsupportedType(type: unknown): ProtocolError {
  return unsupported('type', type, SUPPORTED);
}

export type Parsed =
  | { readonly ok: true; readonly event: ClientEvent }
  | { readonly ok: false; readonly error: ProtocolError; readonly eventId: string | null };

/** Reads one text frame of the channel. Never throws. */
export function parseClientEvent(text: string): Parsed {
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch {
    return refuse(new ProtocolError('Invalid event: failed to parse JSON value.', { code: 'invalid_json' }));
  }
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return refuse(new ProtocolError('Invalid event: expected a JSON object.', { code: 'invalid_event' }));
  }
  return parseObject(input);
}

function parseObject(input: object): Parsed {
  const given: unknown = Reflect.get(input, 'event_id');
  const eventId = typeof given === 'string' ? given : null;
  const type: unknown = Reflect.get(input, 'type');
  if (!isKnown(type)) {
    const error =
      type === undefined
        ? new ProtocolError("Missing required parameter: 'type'.", {
            code: 'missing_required_parameter',
            param: 'type',
          })
        : unsupportedType(type);
    return refuse(error, eventId);
  }
  const result = SCHEMAS[type].safeParse(input);
  if (result.success) return { ok: true, event: result.data };
  return refuse(schemaError(result.error, input), eventId);
}

function isKnown(type: unknown): type is keyof typeof SCHEMAS {
  return typeof type === 'string' && Object.hasOwn(SCHEMAS, type);
}

function refuse(error: ProtocolError, eventId: string | null = null): Parsed {
  return { ok: false, error, eventId };
}
