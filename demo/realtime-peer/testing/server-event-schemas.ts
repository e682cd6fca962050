import type { RealtimeServerEvent } from 'openai/resources/realtime/realtime';
import { z } from 'zod';

import { Item, ResponseObject, SessionObject, TranscriptionUsage } from './wire-schemas.js';

const Id = z.string().min(1);
const Count = z.int().min(0);

function event<Type extends string, Shape extends z.ZodRawShape>(type: Type, shape: Shape) {
  return z.strictObject({ type: z.literal(type), event_id: z.string().regex(/^event_/), ...shape });
}

const Address = { response_id: Id, item_id: Id, output_index: Count, content_index: Count };
const InCall = { response_id: Id, item_id: Id, output_index: Count, call_id: Id };
/** Recorded 136 times of 136: the two together have 16 characters. */
const Padded = { delta: z.string(), obfuscation: z.string() };
const Part = z.union([
  z.strictObject({ type: z.literal('text'), text: z.string() }),
  z.strictObject({ type: z.literal('audio'), transcript: z.string() }),
]);
const Placed = { previous_item_id: Id.nullable(), item: Item };

/** One strict schema for every event the peer can send. */
export const SERVER_EVENTS = {
  'session.created': event('session.created', { session: SessionObject }),
  'session.updated': event('session.updated', { session: SessionObject }),
  'conversation.item.added': event('conversation.item.added', Placed),
  'conversation.item.done': event('conversation.item.done', Placed),
  'conversation.item.deleted': event('conversation.item.deleted', { item_id: Id }),
  'conversation.item.retrieved': event('conversation.item.retrieved', { item: Item }),
  'conversation.item.truncated': event('conversation.item.truncated', {
    item_id: Id,
    content_index: Count,
    audio_end_ms: Count,
  }),
  'conversation.item.input_audio_transcription.delta': event(
    'conversation.item.input_audio_transcription.delta',
    { item_id: Id, content_index: Count, ...Padded },
  ),
  'conversation.item.input_audio_transcription.completed': event(
    'conversation.item.input_audio_transcription.completed',
    { item_id: Id, content_index: Count, transcript: z.string(), usage: TranscriptionUsage },
  ),
  'conversation.item.input_audio_transcription.failed': event(
    'conversation.item.input_audio_transcription.failed',
    {
      item_id: Id,
      content_index: Count,
      error: z.strictObject({ type: z.string(), code: z.string(), message: z.string() }),
    },
  ),
  'input_audio_buffer.committed': event('input_audio_buffer.committed', {
    previous_item_id: Id.nullable(),
    item_id: Id,
  }),
  'input_audio_buffer.cleared': event('input_audio_buffer.cleared', {}),
  'input_audio_buffer.speech_started': event('input_audio_buffer.speech_started', {
    audio_start_ms: Count,
    item_id: Id,
  }),
  'input_audio_buffer.speech_stopped': event('input_audio_buffer.speech_stopped', {
    audio_end_ms: Count,
    item_id: Id,
  }),
  'input_audio_buffer.timeout_triggered': event('input_audio_buffer.timeout_triggered', {
    audio_start_ms: Count,
    audio_end_ms: Count,
    item_id: Id,
  }),
  'output_audio_buffer.started': event('output_audio_buffer.started', { response_id: Id }),
  'output_audio_buffer.stopped': event('output_audio_buffer.stopped', { response_id: Id }),
  'output_audio_buffer.cleared': event('output_audio_buffer.cleared', { response_id: Id }),
  'response.created': event('response.created', { response: ResponseObject }),
  'response.done': event('response.done', { response: ResponseObject }),
  'response.output_item.added': event('response.output_item.added', {
    response_id: Id,
    output_index: Count,
    item: Item,
  }),
  'response.output_item.done': event('response.output_item.done', {
    response_id: Id,
    output_index: Count,
    item: Item,
  }),
  'response.content_part.added': event('response.content_part.added', { ...Address, part: Part }),
  'response.content_part.done': event('response.content_part.done', { ...Address, part: Part }),
  'response.output_text.delta': event('response.output_text.delta', { ...Address, ...Padded }),
  'response.output_text.done': event('response.output_text.done', { ...Address, text: z.string() }),
  'response.output_audio_transcript.delta': event('response.output_audio_transcript.delta', {
    ...Address,
    ...Padded,
  }),
  'response.output_audio_transcript.done': event('response.output_audio_transcript.done', {
    ...Address,
    transcript: z.string(),
  }),
  'response.output_audio.delta': event('response.output_audio.delta', { ...Address, delta: z.base64() }),
  'response.output_audio.done': event('response.output_audio.done', Address),
  'response.function_call_arguments.delta': event('response.function_call_arguments.delta', {
    ...InCall,
    ...Padded,
  }),
  'response.function_call_arguments.done': event('response.function_call_arguments.done', {
    ...InCall,
    name: z.string(),
    arguments: z.string(),
  }),
  'rate_limits.updated': event('rate_limits.updated', {
    rate_limits: z.array(
      z.strictObject({
        name: z.enum(['requests', 'tokens']),
        limit: Count,
        remaining: Count,
        reset_seconds: z.number().min(0),
      }),
    ),
  }),
  error: event('error', {
    error: z.strictObject({
      type: z.string(),
      code: z.string().nullable(),
      message: z.string(),
      param: z.string().nullable(),
      event_id: z.string().nullable(),
    }),
  }),
} as const;

type SentType = keyof typeof SERVER_EVENTS;
type Sent<T extends SentType> = z.infer<(typeof SERVER_EVENTS)[T]>;
type Official<T extends SentType> = Extract<RealtimeServerEvent, { type: T }>;

/** The wire has `null` where the package's types say that a field is absent (recorded). */
type WithoutNull<V> = V extends readonly (infer Element)[]
  ? WithoutNull<Element>[]
  : V extends object
    ? { [K in keyof V]: WithoutNull<NonNullable<V[K]>> }
    : V;

/** Fields of the package's types that the peer never sends, or only some servers do. */
type NeverSent = 'logprobs' | 'languages';

type Fits<T extends SentType> =
  WithoutNull<Sent<T>> extends Official<T>
    ? Exclude<keyof Official<T>, keyof Sent<T> | NeverSent> extends never
      ? true
      : { missing: Exclude<keyof Official<T>, keyof Sent<T> | NeverSent> }
    : { notAssignable: T };

/**
 * Does not compile when an event of the `openai` package gains, loses or retypes a field that its
 * schema here does not know: the schema says what the peer sends, the package what clients expect.
 */
const AGREES: { readonly [T in SentType]: Fits<T> } = Object.fromEntries(
  Object.keys(SERVER_EVENTS).map((type) => [type, true]),
) as { readonly [T in SentType]: true };
void AGREES;

/** @throws Error naming type and field when the event is none that the peer may send. */
export function assertServerEvent(given: unknown): void {
  const type: unknown = typeof given === 'object' && given !== null ? Reflect.get(given, 'type') : undefined;
  if (typeof type !== 'string' || !(type in SERVER_EVENTS)) {
    throw new Error(`The peer may not send an event of type ${String(type)}.`);
  }
  const result = SERVER_EVENTS[type as SentType].safeParse(given);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new Error(`${type}: ${issue?.path.join('.')}: ${issue?.message}\n${JSON.stringify(given)}`);
  }
  const { delta, obfuscation } = given as { delta?: string; obfuscation?: string };
  if (obfuscation !== undefined && delta !== undefined && delta.length <= 16) {
    if (delta.length + obfuscation.length !== 16) throw new Error(`${type}: the padding is wrong.`);
  }
}
