/** Fuzzed calls, one after another, until so many events have been received. */
import type { Mode } from '../../server/contract/session.js';
import { Random } from '../listening/random.js';
import { leftOver, overgrown } from './bounds.js';
import { chaos, chaoticPauseMs, ITEM_NAMES, LONGEST_WORDS, SPOKEN } from './chaos.js';
import { FuzzedCall } from './fuzzed-call.js';
import { JUNK_NAMES } from './noise.js';
import { TrueSpeech } from './true-speech.js';
import { TrueTalk } from './true-talk.js';

export interface FuzzResult {
  readonly events: number;
  readonly calls: number;
  readonly uncaught: number;
  /** What went wrong first in each call in which something did, with the call's seed. */
  readonly faults: readonly string[];
}

/** How long one call lasts. */
const CALL_EVENTS = 1_000;
/** How often promises and streams of a call with sound come to something. */
const SETTLE_EVERY = 10;
/** How often everything that is kept is measured. */
const MEASURE_EVERY = 20;
/** How often a log is held against its reference while the talk goes on, in steps. */
const COMPARE_EVERY = 10;
const KINDS: readonly (readonly [mode: Mode, hasButton: boolean])[] = [
  ['text', false],
  ['hybrid', false],
  ['speech', false],
  ['speech', true],
];

/**
 * In every mode one call is a true conversation with noise in it, held against its reference, and the next is chaos,
 * held against what may be kept of it.
 */
export async function fuzz(events: number, firstSeed: number): Promise<FuzzResult> {
  const faults: string[] = [];
  let [done, calls, uncaught] = [0, 0, 0];
  while (done < events) {
    const seed = firstSeed + calls;
    const [mode, hasButton] = KINDS[Math.floor(calls / 2) % KINDS.length] ?? ['text', false];
    const call = await FuzzedCall.open(mode, hasButton);
    const result = await (calls % 2 === 0 ? trueCall : chaoticCall)(call, new Random(seed));
    uncaught += call.uncaught.length;
    const fault = call.uncaught.length > 0 ? String(call.uncaught[0]) : result.fault;
    if (fault !== undefined) faults.push(`seed ${seed} (${mode}${hasButton ? ', button' : ''}): ${fault}`);
    done += result.events;
    calls += 1;
    call.close();
  }
  return { events: done, calls, uncaught, faults };
}

interface CallResult {
  readonly events: number;
  readonly fault: string | undefined;
}

async function trueCall(call: FuzzedCall, random: Random): Promise<CallResult> {
  const talk = call.mode === 'speech' ? new TrueSpeech(call, random) : new TrueTalk(call, random);
  for (let steps = 1; talk.events < CALL_EVENTS; steps++) {
    await talk.step();
    // What is said in sound is shown when it is heard, which the reference knows of whole answers only.
    const isToCompare = call.mode !== 'speech' && steps % COMPARE_EVERY === 0;
    const fault = isToCompare ? differenceOf(call, talk) : undefined;
    if (fault !== undefined) return { events: talk.events, fault };
  }
  await talk.end();
  return { events: talk.events, fault: differenceOf(call, talk) ?? leftOver(call) };
}

function differenceOf({ transcript }: FuzzedCall, { lines }: TrueTalk | TrueSpeech): string | undefined {
  const shown = transcript.map(({ id, role, text, status }) => ({ id, role, text, status }));
  for (let line = 0; line < Math.max(shown.length, lines.length); line++) {
    const [is, should] = [JSON.stringify(shown[line]), JSON.stringify(lines[line])];
    if (is !== should) return `line ${line} is ${is}, should be ${should}`;
  }
  return undefined;
}

async function chaoticCall(call: FuzzedCall, random: Random): Promise<CallResult> {
  let said: readonly string[] = [];
  for (let events = 1; events <= CALL_EVENTS; events++) {
    chaos(call, random, said);
    const pauseMs = chaoticPauseMs(random);
    if (pauseMs > 0) await call.ports.clock.advance(pauseMs);
    else if (call.mode !== 'text' && events % SETTLE_EVERY === 0) await call.settle();
    const turns = turnsOf(call);
    const fault =
      faultOf(call, { before: said, turns }) ??
      (events % MEASURE_EVERY === 0 ? tooMuch(call, events) : undefined);
    if (fault !== undefined || !call.running) return { events, fault };
    said = turns;
  }
  return { events: CALL_EVENTS, fault: undefined };
}

/** What the visitor has said for good: words still being recognised may be taken back. */
function turnsOf({ transcript }: FuzzedCall): readonly string[] {
  return transcript.flatMap(({ id, role, status }) => (role === 'user' && status !== 'interim' ? [id] : []));
}

/** What holds whatever the server says. */
function faultOf(
  call: FuzzedCall,
  { before, turns }: { readonly before: readonly string[]; readonly turns: readonly string[] },
): string | undefined {
  if (before.some((id) => !turns.includes(id))) return 'a turn of the visitor is gone';
  const { size } = new Set(call.transcript.map(({ id }) => id));
  return size < call.transcript.length ? 'an entry is there twice' : undefined;
}

function tooMuch(call: FuzzedCall, events: number): string | undefined {
  const characters = call.characters + events * LONGEST_WORDS;
  const names = SPOKEN.length + JUNK_NAMES;
  return overgrown(call, { turns: call.turns + names, items: ITEM_NAMES, characters });
}
