/** Fuzzed calls, one after another, until so many events have been received. */
import type { TranscriptEntry } from '../../widget/session/snapshot.js';
import { Random } from '../listening/random.js';
import { chaos } from './chaos.js';
import { TextCall } from './text-call.js';
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

/** Every other call is a true conversation with noise in it, held against its reference; the others are chaos. */
export async function fuzz(events: number, firstSeed: number): Promise<FuzzResult> {
  const faults: string[] = [];
  let [done, calls, uncaught] = [0, 0, 0];
  while (done < events) {
    const seed = firstSeed + calls;
    const call = await TextCall.open();
    const result = (calls % 2 === 0 ? trueCall : chaoticCall)(call, new Random(seed));
    uncaught += call.uncaught.length;
    const fault = call.uncaught.length > 0 ? String(call.uncaught[0]) : result.fault;
    if (fault !== undefined) faults.push(`seed ${seed}: ${fault}`);
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

function trueCall(call: TextCall, random: Random): CallResult {
  const talk = new TrueTalk(call, random);
  while (talk.events < CALL_EVENTS) talk.step();
  talk.end();
  const shown = call.transcript.map(({ id, role, text, status }) => ({ id, role, text, status }));
  const at = Math.max(shown.length, talk.lines.length);
  for (let line = 0; line < at; line++) {
    const [is, should] = [JSON.stringify(shown[line]), JSON.stringify(talk.lines[line])];
    if (is !== should) return { events: talk.events, fault: `line ${line} is ${is}, should be ${should}` };
  }
  return { events: talk.events, fault: undefined };
}

function chaoticCall(call: TextCall, random: Random): CallResult {
  let said: readonly string[] = [];
  for (let events = 1; events <= CALL_EVENTS; events++) {
    chaos(call, random, said);
    const turns = call.transcript.filter(({ role }) => role === 'user').map(({ id }) => id);
    const fault = faultOf(call, { before: said, turns });
    if (fault !== undefined || !call.running) return { events, fault };
    said = turns;
  }
  return { events: CALL_EVENTS, fault: undefined };
}

/** What holds whatever the server says. */
function faultOf(
  { transcript, characters }: TextCall,
  { before, turns }: { readonly before: readonly string[]; readonly turns: readonly string[] },
): string | undefined {
  if (before.some((id) => !turns.includes(id))) return 'a turn of the visitor is gone';
  if (new Set(transcript.map(({ id }) => id)).size < transcript.length) return 'an entry is there twice';
  return textOf(transcript) > characters ? 'there is more text than was received' : undefined;
}

function textOf(transcript: readonly TranscriptEntry[]): number {
  return transcript.reduce((sum, { text }) => sum + text.length, 0);
}
