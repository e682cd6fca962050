/** Frames that may mean anything: of every known kind, about things that exist, wrong in every way. */
import { Mode } from '../../server/contract/session.js';
import type { Random } from '../listening/random.js';
import { maimed, noise } from './noise.js';
import type { Fields, FuzzedCall } from './fuzzed-call.js';

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
/** Some three times in a call. */
const SWITCH_CHANCE = 0.003;
/** Spoken turns. */
export const SPOKEN = ['s1', 's2', 's3', 's4'];
/** What of all is about sound; a server that sends it to a call in text is wrong, and must do no harm. */
const SOUND_SHARE = { text: 0.05, hybrid: 0.05, speech: 0.5 } as const;

/** Names of items that frames are about, besides those of the visitor's turns. */
export const ITEM_NAMES = 30;

/** Lets something happen: a frame mostly, now and then what a visitor or a loudspeaker does. */
export function chaos(call: FuzzedCall, random: Random, turnIds: readonly string[]): void {
  if (random.next() < 0.06) visitor(call, random);
  if (random.next() < SWITCH_CHANCE) call.switchMode(random.pick(Mode.options));
  const event = anyEvent(random, { call, turnIds, commands: call.commands.splice(0) });
  if (random.next() < 0.2) call.receive(noise(random, [event]));
  else call.receive(JSON.stringify(random.next() < 0.15 ? maimed(random, event) : event));
}

/** The longest text that one frame may bring: longer ones are noise above the permitted size. */
export const LONGEST_WORDS = 'all of the sound'.length;

/** How long nothing comes: most often not at all. */
export function chaoticPauseMs(random: Random): number {
  return random.next() < 0.006 ? random.pick([20, 200, 1_000, 4_000]) : 0;
}

function visitor(call: FuzzedCall, random: Random): void {
  const { mode, hasButton } = call;
  random.pick<() => void>([
    () => call.say('What now?'),
    () => call.say('And then?'),
    () => call.interrupt(),
    ...(mode === 'hybrid' ? [() => call.recognise('What about', false)] : []),
    ...(mode === 'hybrid' ? [() => call.recognise('What about tea?', true)] : []),
    ...(mode === 'hybrid' ? [() => call.playOn(), () => call.playOn()] : []),
    ...(mode === 'speech' ? [() => call.sound(0.1), () => call.sound(0)] : []),
    ...(hasButton ? [() => call.talk(true), () => call.talk(false)] : []),
  ])();
}

interface Scene {
  readonly call: FuzzedCall;
  readonly turnIds: readonly string[];
  readonly commands: readonly Fields[];
}

function anyEvent(random: Random, { call, turnIds, commands }: Scene): Fields {
  if (random.next() < EXPIRY_CHANCE) return { type: 'error', error: { code: 'session_expired' } };
  return random.next() < SOUND_SHARE[call.mode]
    ? soundEvent(random, turnIds)
    : textEvent(random, turnIds, commands);
}

function textEvent(random: Random, turnIds: readonly string[], commands: readonly Fields[]): Fields {
  const eventIds = commands.flatMap((command) => (random.next() < 0.5 ? [command['event_id'] ?? ''] : []));
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
    {
      type: 'rate_limits.updated',
      rate_limits: [{ name: 'requests', remaining: 0, reset_seconds: random.pick([0, 1, 30, 90]) }],
    },
  ]);
}

function soundEvent(random: Random, turnIds: readonly string[]): Fields {
  const response_id = random.pick(RESPONSES);
  const item_id = random.pick(SPOKEN);
  const answered = { response_id, item_id: random.pick(ITEMS), output_index: 0, content_index: 0 };
  return random.pick<Fields>([
    { type: 'input_audio_buffer.speech_started', item_id, audio_start_ms: 100 },
    { type: 'input_audio_buffer.speech_stopped', item_id, audio_end_ms: 900 },
    { type: 'input_audio_buffer.committed', item_id, previous_item_id: random.pick([null, ...SPOKEN]) },
    {
      type: 'conversation.item.added',
      previous_item_id: random.pick([null, ...SPOKEN, ...turnIds.slice(-5)]),
      item: { id: item_id, type: 'message', role: 'user' },
    },
    { type: 'conversation.item.input_audio_transcription.delta', item_id, delta: 'some ' },
    {
      type: 'conversation.item.input_audio_transcription.completed',
      item_id,
      transcript: random.pick(['', ' ', 'some words', 'Tea?']),
    },
    { type: 'conversation.item.input_audio_transcription.failed', item_id, error: { code: 'none' } },
    {
      type: 'conversation.item.truncated',
      item_id: answered.item_id,
      audio_end_ms: random.pick([0, 500, 1e9]),
    },
    { type: 'output_audio_buffer.started', response_id },
    { type: 'output_audio_buffer.stopped', response_id },
    { type: 'output_audio_buffer.cleared', response_id },
    { type: 'response.output_audio_transcript.delta', ...answered, delta: 'sound ' },
    { type: 'response.output_audio_transcript.done', ...answered, transcript: 'all of the sound' },
  ]);
}
