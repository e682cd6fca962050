import fc from 'fast-check';

import { seededRandom } from '../conversation/ids.js';

const TYPES = [
  'session.update',
  'conversation.item.create',
  'conversation.item.delete',
  'conversation.item.retrieve',
  'conversation.item.truncate',
  'input_audio_buffer.append',
  'input_audio_buffer.commit',
  'input_audio_buffer.clear',
  'output_audio_buffer.clear',
  'response.create',
  'response.cancel',
  'nope',
];
const ITEM_IDS = ['a', 'b', 'c', 'root', 'item_unknown'];

const junk = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer(),
  fc.double(),
  fc.string(),
  fc.array(fc.string()),
  fc.dictionary(fc.string(), fc.string()),
);
const part = fc.record({
  type: fc.constantFrom('input_text', 'output_text', 'input_audio', 'output_audio', 'input_image'),
  text: fc.string(),
});
const item = fc.oneof(
  junk,
  fc.record({
    id: fc.constantFrom('a', 'b', 'c'),
    type: fc.constantFrom('message', 'function_call', 'function_call_output'),
    role: fc.constantFrom('user', 'assistant', 'system', 'robot'),
    content: fc.array(part, { maxLength: 3 }),
  }),
  fc.record({
    type: fc.constant('message'),
    role: fc.constant('user'),
    content: fc.constant([{ type: 'input_text', text: 'breakfast' }]),
  }),
);
const session = fc.oneof(
  junk,
  fc.record(
    {
      type: fc.constantFrom('realtime', 'transcription', 'x'),
      instructions: fc.string(),
      output_modalities: fc.constantFrom(['text'], ['audio'], [], ['x']),
      audio: fc.record({ input: fc.record({ turn_detection: fc.oneof(junk, fc.constant(null)) }) }),
    },
    { requiredKeys: [] },
  ),
);
const event = fc.record(
  {
    type: fc.constantFrom(...TYPES),
    event_id: fc.oneof(fc.string(), junk),
    item,
    item_id: fc.oneof(fc.constantFrom(...ITEM_IDS), junk),
    previous_item_id: fc.oneof(fc.constantFrom(...ITEM_IDS), junk),
    session,
    audio: fc.oneof(fc.base64String(), junk),
    content_index: fc.oneof(fc.constant(0), junk),
    audio_end_ms: fc.oneof(fc.nat(5000), junk),
    response: fc.oneof(
      junk,
      fc.constant({}),
      fc.constant({ conversation: 'none' }),
      fc.record({ conversation: fc.constantFrom('auto', 'none'), input: fc.array(item, { maxLength: 2 }) }),
    ),
    response_id: junk,
  },
  { requiredKeys: ['type'] },
);

/** Fields that each type takes: an event with the others would be refused before it is looked at. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  'session.update': ['session'],
  'conversation.item.create': ['item', 'previous_item_id'],
  'conversation.item.delete': ['item_id'],
  'conversation.item.retrieve': ['item_id'],
  'conversation.item.truncate': ['item_id', 'content_index', 'audio_end_ms'],
  'input_audio_buffer.append': ['audio'],
  'response.create': ['response'],
  'response.cancel': [],
};

/** Frames for the channel: events with right and wrong fields, and what is no event at all. */
export function fuzzFrames(count: number, seed: number): string[] {
  const random = seededRandom(seed);
  const events = fc.sample(event, { numRuns: count, seed });
  return events.map((given) => {
    const chance = random();
    const text = JSON.stringify(given);
    if (chance < 0.02) return text.slice(0, Math.floor(random() * text.length));
    if (chance < 0.04) return JSON.stringify([given]);
    const wanted = new Set(['type', ...(FIELDS[given.type] ?? []), ...(chance < 0.5 ? [] : ['event_id'])]);
    if (chance < 0.1) return text;
    return JSON.stringify(Object.fromEntries(Object.entries(given).filter(([key]) => wanted.has(key))));
  });
}
