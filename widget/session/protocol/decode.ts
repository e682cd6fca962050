/**
 * Realtime GA wire events → `ServerEvent`. Total: whatever arrives becomes an event, nothing throws, and an
 * unknown field or event never breaks a call.
 */
import type { RealtimeServerEvent } from 'openai/resources/realtime/realtime';
import type { ResponseOutcome, ServerEvent } from './server-events.js';

/** What browsers accept as one data channel message (RFC 8841 `max-message-size` as they advertise it). */
const MAX_EVENT_CHARACTERS = 256 * 1024;

type WireName = RealtimeServerEvent['type'];
type Fields = Readonly<Record<string, unknown>>;
/** `undefined` says: fields are missing. */
type Decoder = (event: Fields) => ServerEvent | undefined;

/** Reads one text frame of the `oai-events` channel. */
export function decode(frame: string): ServerEvent {
  if (frame.length > MAX_EVENT_CHARACTERS) return { type: 'malformed', reason: 'size' };
  const event = parse(frame);
  if (event === undefined) return { type: 'malformed', reason: 'json' };
  const name = event['type'];
  if (typeof name !== 'string') return { type: 'malformed', reason: 'shape' };
  const decoder = DECODERS.get(name);
  if (decoder) return decoder(event) ?? { type: 'malformed', reason: 'shape' };
  return { type: UNUSED.has(name) ? 'unused' : 'unknown', name: name.slice(0, 64) };
}

function parse(frame: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(frame);
    return isFields(value) ? value : undefined;
  } catch {
    // Said by the caller as `malformed`: the frame itself may hold a visitor's words and is not kept.
    return undefined;
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  return typeof value === 'string' ? value : undefined;
}

function child(fields: Fields, name: string): Fields {
  const value = fields[name];
  return isFields(value) ? value : {};
}

function item(stage: 'added' | 'done'): Decoder {
  return (event) => {
    const itemId = text(child(event, 'item'), 'id');
    if (itemId === undefined) return undefined;
    const previous = event['previous_item_id'];
    return stage === 'added' && (typeof previous === 'string' || previous === null)
      ? { type: 'item', stage, itemId, previousItemId: previous }
      : { type: 'item', stage, itemId };
  };
}

function outputItem(stage: 'added' | 'done'): Decoder {
  return (event) => {
    const responseId = text(event, 'response_id');
    const outputIndex = event['output_index'];
    const output = child(event, 'item');
    const itemId = text(output, 'id');
    if (responseId === undefined || itemId === undefined || typeof outputIndex !== 'number') return undefined;
    if (output['type'] !== 'message') return { type: 'unused', name: 'output item' };
    return { type: 'output-item', stage, responseId, itemId, outputIndex };
  };
}

const textDelta: Decoder = (event) => {
  const responseId = text(event, 'response_id');
  const itemId = text(event, 'item_id');
  const delta = text(event, 'delta');
  if (responseId === undefined || itemId === undefined || delta === undefined) return undefined;
  return { type: 'text-delta', responseId, itemId, delta };
};

function textDone(field: 'text' | 'transcript'): Decoder {
  return (event) => {
    const responseId = text(event, 'response_id');
    const itemId = text(event, 'item_id');
    const whole = text(event, field);
    if (responseId === undefined || itemId === undefined || whole === undefined) return undefined;
    return { type: 'text-done', responseId, itemId, text: whole };
  };
}

const OUTCOMES: readonly string[] = [
  'completed',
  'cancelled',
  'failed',
  'incomplete',
] satisfies ResponseOutcome[];

function isOutcome(status: string | undefined): status is ResponseOutcome {
  return status !== undefined && OUTCOMES.includes(status);
}

const responseDone: Decoder = (event) => {
  const response = child(event, 'response');
  const responseId = text(response, 'id');
  const outcome = text(response, 'status');
  if (responseId === undefined || !isOutcome(outcome)) return undefined;
  const details = child(response, 'status_details');
  const error = child(details, 'error');
  const reason = text(error, 'code') ?? text(error, 'type') ?? text(details, 'reason') ?? '';
  return { type: 'response-done', responseId, outcome, reason };
};

const responseCreated: Decoder = (event) => {
  const responseId = text(child(event, 'response'), 'id');
  return responseId === undefined ? undefined : { type: 'response-created', responseId };
};

const serverError: Decoder = (event) => {
  const error = child(event, 'error');
  const code = text(error, 'code') ?? text(error, 'type');
  if (code === undefined) return undefined;
  return {
    type: 'server-error',
    code,
    param: text(error, 'param') ?? '',
    eventId: text(error, 'event_id') ?? '',
  };
};

const DECODER_TABLE = {
  'session.created': (event) => {
    const sessionId = text(child(event, 'session'), 'id');
    return sessionId === undefined ? undefined : { type: 'session-created', sessionId };
  },
  'conversation.item.added': item('added'),
  'conversation.item.done': item('done'),
  'conversation.item.deleted': (event) => {
    const itemId = text(event, 'item_id');
    return itemId === undefined ? undefined : { type: 'item-deleted', itemId };
  },
  'response.created': responseCreated,
  'response.output_item.added': outputItem('added'),
  'response.output_item.done': outputItem('done'),
  'response.output_text.delta': textDelta,
  'response.output_text.done': textDone('text'),
  // A server that answers in sound all the same: its words are shown.
  'response.output_audio_transcript.delta': textDelta,
  'response.output_audio_transcript.done': textDone('transcript'),
  'response.done': responseDone,
  error: serverError,
} satisfies Partial<Record<WireName, Decoder>>;

const DECODERS: ReadonlyMap<string, Decoder> = new Map(Object.entries(DECODER_TABLE));

const UNUSED: ReadonlySet<string> = new Set<string>([
  'session.updated',
  'conversation.created',
  'rate_limits.updated',
  'response.content_part.added',
  'response.content_part.done',
  'response.output_audio.done',
  'output_audio_buffer.started',
  'output_audio_buffer.stopped',
  'output_audio_buffer.cleared',
] satisfies WireName[]);
