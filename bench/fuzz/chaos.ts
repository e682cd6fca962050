/** Frames that may mean anything: of every known kind, about things that exist, wrong in every way. */
import type { Random } from '../listening/random.js';
import { stringField } from '../wire-fields.js';
import { maimed, noise } from './noise.js';
import type { Fields, TextCall } from './text-call.js';

const RESPONSES = ['r1', 'r2', 'r3'];
const ITEMS = ['i1', 'i2', 'i3', 'root'];
const CODES = [
  'conversation_already_has_active_response',
  'response_cancel_not_active',
  'item_already_exists',
  'server_error',
  'insufficient_quota',
];
/** Rare, as it ends the call. */
const EXPIRY_CHANCE = 0.000_5;

/** Lets something happen: a frame mostly, now and then a visitor's turn. */
export function chaos(call: TextCall, random: Random, turnIds: readonly string[]): void {
  if (random.next() < 0.02) call.say('What now?');
  const event = anyEvent(random, turnIds, call.commands.splice(0));
  if (random.next() < 0.2) call.receive(noise(random, [event]));
  else call.receive(JSON.stringify(random.next() < 0.15 ? maimed(random, event) : event));
}

function anyEvent(random: Random, turnIds: readonly string[], commands: readonly Fields[]): Fields {
  if (random.next() < EXPIRY_CHANCE) return { type: 'error', error: { code: 'session_expired' } };
  const eventIds = commands.flatMap((command) =>
    random.next() < 0.5 ? [stringField(command, 'event_id')] : [],
  );
  const response_id = random.pick(RESPONSES);
  const item_id = random.pick([...ITEMS, ...turnIds.slice(-5)]);
  const part = { response_id, item_id, output_index: Math.floor(random.between(0, 3)), content_index: 0 };
  const item = { id: item_id, type: random.pick(['message', 'message', 'function_call']), role: 'assistant' };
  const status = random.pick(['completed', 'cancelled', 'failed', 'incomplete']);
  const error = {
    code: random.pick(CODES),
    event_id: random.pick(['', 'command-1', ...eventIds, ...turnIds.slice(-3)]),
  };
  return random.pick<Fields>([
    { type: 'response.created', response: { id: response_id } },
    { type: 'response.output_item.added', ...part, item },
    { type: 'response.output_item.done', ...part, item },
    {
      type: 'conversation.item.added',
      previous_item_id: random.pick([null, ...ITEMS, ...turnIds.slice(-5)]),
      item,
    },
    { type: 'conversation.item.done', item },
    { type: 'response.output_text.delta', ...part, delta: 'more ' },
    { type: 'response.output_audio_transcript.delta', ...part, delta: 'sound ' },
    { type: 'response.output_text.done', ...part, text: 'all of it' },
    { type: 'response.done', response: { id: response_id, status, status_details: { error } } },
    { type: 'error', error },
    { type: 'session.created', session: { id: 's' } },
    { type: 'conversation.item.deleted', item_id },
  ]);
}
