/** Frames that must change nothing of a conversation they do not belong to. */
import type { Random } from '../listening/random.js';
import type { Fields } from './fuzzed-call.js';

const JUNK: readonly unknown[] = [null, true, -1, 1e308, '', 'x', [], {}, ['a'], { id: 7 }, '\u0000\uD800'];
/** What of it may pass for the name of an item. */
export const JUNK_NAMES = JUNK.filter((value) => typeof value === 'string').length;
const NO_JSON: readonly string[] = [
  '',
  ' ',
  'null',
  '[]',
  '7',
  '"text"',
  '{',
  '{"type":',
  'hello',
  '\u0000',
  '{}',
];
/** The names that objects have by themselves, an event nobody knows, and documented ones without a use. */
const OTHER_TYPES: readonly string[] = [
  'constructor',
  '__proto__',
  'toString',
  'response.telepathy.delta',
  'rate_limits.updated',
  'session.updated',
  'response.content_part.added',
  'input_audio_buffer.speech_started',
  'conversation.item.input_audio_transcription.delta',
];
const HUGE = 'x'.repeat(300_000);
/** One frame of 300,000 characters in so many: more would only measure how fast it is copied. */
const HUGE_CHANCE = 0.000_2;

/**
 * A frame of noise.
 *
 * @param past frames of responses that are over.
 */
export function noise(random: Random, past: readonly Fields[]): string {
  if (random.next() < HUGE_CHANCE) return JSON.stringify({ type: 'response.output_text.delta', delta: HUGE });
  const kind = Math.floor(random.between(0, 6));
  const old = past.length === 0 ? { type: 'session.updated' } : random.pick(past);
  switch (kind) {
    case 0:
      return random.pick(NO_JSON);
    case 1: {
      const whole = JSON.stringify(old);
      return whole.slice(0, Math.floor(random.between(0, whole.length - 1)));
    }
    case 2:
      return JSON.stringify({ type: random.pick(OTHER_TYPES), [String(random.next())]: random.pick(JUNK) });
    case 3:
      return JSON.stringify(maimed(random, old));
    case 4:
      return JSON.stringify(foreign(random));
    default:
      return JSON.stringify(old);
  }
}

/** A field is missing, or of another type. */
export function maimed(random: Random, event: Fields): Fields {
  const name = random.pick(Object.keys(event));
  const { [name]: _old, ...rest } = event;
  return random.next() < 0.4 ? rest : { ...rest, [name]: random.pick(JUNK) };
}

/** Well-formed, about things that are not of this conversation. */
function foreign(random: Random): Fields {
  const name = `foreign_${Math.floor(random.between(0, 5))}`;
  const address = { response_id: name, item_id: `${name}_item`, output_index: 0, content_index: 0 };
  const item = { id: address.item_id, type: 'message', role: 'assistant' };
  return random.pick<Fields>([
    { type: 'response.output_text.delta', ...address, delta: 'Not yours. ' },
    { type: 'response.output_text.done', ...address, text: 'Not yours.' },
    { type: 'response.output_item.added', ...address, item },
    { type: 'conversation.item.added', previous_item_id: name, item },
    { type: 'conversation.item.deleted', item_id: address.item_id },
    { type: 'response.done', response: { id: name, status: 'completed' } },
    { type: 'error', error: { type: 'invalid_request_error', code: 'foreign', event_id: name } },
  ]);
}
