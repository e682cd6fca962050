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
/** @throws MissingField when the event is without something that the session needs of it. */
type Decoder = (event: Fields) => ServerEvent;

class MissingField extends Error {}

/** Reads one text frame of the `oai-events` channel. */
export function decode(frame: string): ServerEvent {
  if (frame.length > MAX_EVENT_CHARACTERS) return { type: 'malformed', reason: 'size' };
  const event = parse(frame);
  if (event === undefined) return { type: 'malformed', reason: 'json' };
  try {
    const name = text(event, 'type');
    return DECODERS.get(name)?.(event) ?? { type: 'unknown', name: name.slice(0, 64) };
  } catch (error) {
    if (error instanceof MissingField) return { type: 'malformed', reason: 'shape' };
    throw error;
  }
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

function optionalText(fields: Fields, name: string): string {
  const value = fields[name];
  return typeof value === 'string' ? value : '';
}

function text(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string') throw new MissingField();
  return value;
}

function child(fields: Fields, name: string): Fields {
  const value = fields[name];
  return isFields(value) ? value : {};
}

function responseId(event: Fields): { readonly responseId: string } {
  return { responseId: text(event, 'response_id') };
}

function ids(event: Fields): { readonly responseId: string; readonly itemId: string } {
  return { ...responseId(event), itemId: text(event, 'item_id') };
}

function item(stage: 'added' | 'done'): Decoder {
  return (event) => {
    const itemId = text(child(event, 'item'), 'id');
    const previous = event['previous_item_id'];
    return stage === 'added' && (typeof previous === 'string' || previous === null)
      ? { type: 'item', stage, itemId, previousItemId: previous }
      : { type: 'item', stage, itemId };
  };
}

function outputItem(stage: 'added' | 'done'): Decoder {
  return (event) => {
    const outputIndex = event['output_index'];
    const output = child(event, 'item');
    if (typeof outputIndex !== 'number') throw new MissingField();
    const part = { ...responseId(event), itemId: text(output, 'id'), outputIndex };
    return output['type'] === 'message'
      ? { type: 'output-item', stage, ...part }
      : { type: 'unused', name: 'output item' };
  };
}

const textDelta: Decoder = (event) => ({ type: 'text-delta', ...ids(event), delta: text(event, 'delta') });

function textDone(field: 'text' | 'transcript'): Decoder {
  return (event) => ({ type: 'text-done', ...ids(event), text: text(event, field) });
}

const OUTCOMES: readonly string[] = [
  'completed',
  'cancelled',
  'failed',
  'incomplete',
] satisfies ResponseOutcome[];

function isOutcome(status: string): status is ResponseOutcome {
  return OUTCOMES.includes(status);
}

const responseDone: Decoder = (event) => {
  const response = child(event, 'response');
  const outcome = text(response, 'status');
  if (!isOutcome(outcome)) throw new MissingField();
  const details = child(response, 'status_details');
  const reason = errorCode(child(details, 'error')) || optionalText(details, 'reason');
  return { type: 'response-done', responseId: text(response, 'id'), outcome, reason };
};

const serverError: Decoder = (event) => {
  const error = child(event, 'error');
  const code = errorCode(error);
  if (code === '') throw new MissingField();
  return {
    type: 'server-error',
    code,
    param: optionalText(error, 'param'),
    eventId: optionalText(error, 'event_id'),
  };
};

function errorCode(error: Fields): string {
  return optionalText(error, 'code') || optionalText(error, 'type');
}

/** A limit that is not used up by then needs somebody's decision, not patience. */
const LONGEST_WAIT_SECONDS = 60;

/** Milliseconds until a limit that is used up (OpenAI Realtime: rate_limits.updated) is there again. */
function waitMsOf(limit: unknown): number {
  if (!isFields(limit)) return 0;
  const { remaining, reset_seconds: seconds } = limit;
  if (typeof remaining !== 'number' || typeof seconds !== 'number' || remaining >= 1) return 0;
  return seconds > 0 && seconds <= LONGEST_WAIT_SECONDS ? seconds * 1_000 : 0;
}

const DECODER_TABLE = {
  'session.created': (event) => {
    const session = child(event, 'session');
    const { expires_at: expiresAt } = session;
    const limit = typeof expiresAt === 'number' ? { expiresAt } : {};
    return { type: 'session-created', sessionId: text(session, 'id'), ...limit };
  },
  'conversation.item.added': item('added'),
  'conversation.item.done': item('done'),
  'conversation.item.deleted': (event) => ({ type: 'item-deleted', itemId: text(event, 'item_id') }),
  'response.created': (event) => ({
    type: 'response-created',
    responseId: text(child(event, 'response'), 'id'),
  }),
  'response.output_item.added': outputItem('added'),
  'response.output_item.done': outputItem('done'),
  'response.output_text.delta': textDelta,
  'response.output_text.done': textDone('text'),
  // A server that answers in sound all the same: its words are shown.
  'response.output_audio_transcript.delta': textDelta,
  'response.output_audio_transcript.done': textDone('transcript'),
  'response.done': responseDone,
  'rate_limits.updated': ({ rate_limits: limits }) => {
    if (!Array.isArray(limits)) throw new MissingField();
    return { type: 'rate-limits', waitMs: Math.max(0, ...limits.map(waitMsOf)) };
  },
  error: serverError,
} satisfies Partial<Record<WireName, Decoder>>;

const DECODERS: ReadonlyMap<string, Decoder> = new Map(Object.entries(DECODER_TABLE));
