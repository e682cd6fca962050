import { Conversation } from '../conversation/conversation.js';
import { seededRandom } from '../conversation/ids.js';
import { defaultSession } from '../conversation/session-config.js';
import { NUTRITION } from '../brain/nutrition.js';
import { scriptedBrain } from '../brain/scripted-brain.js';
import { Gates } from '../gates.js';
import { fuzzFrames } from './fuzz.js';
import { FakeEars } from './fake-speech.js';
import { ManualClock } from './manual-clock.js';
import { assertServerEvent } from './server-event-schemas.js';

export interface FuzzResult {
  readonly received: number;
  readonly sent: number;
  readonly errors: number;
  readonly responses: number;
  /** Responses that never came to their `response.done`, a minute after the last frame. */
  readonly endless: number;
  /** Timers left after the end. */
  readonly timersLeft: number;
}

/** A new session after so many frames: one that lives on would answer less and less. */
const FRAMES_PER_SESSION = 500;

const LONGEST_ANSWER_MS = 60_000;

/**
 * Feeds random frames to the conversation core under a manual clock; every answer is checked
 * against its schema. Throws on the first crash or malformed answer.
 */
export function fuzzConversation(count: number, seed: number): FuzzResult {
  const totals = { received: 0, sent: 0, errors: 0, responses: 0, endless: 0, timersLeft: 0 };
  for (let from = 0; from < count; from += FRAMES_PER_SESSION) {
    const size = Math.min(FRAMES_PER_SESSION, count - from);
    fuzzSession(fuzzFrames(size, seed + from), seed + from, totals);
  }
  return totals;
}

function fuzzSession(
  frames: readonly string[],
  seed: number,
  totals: { -readonly [K in keyof FuzzResult]: number },
): void {
  const random = seededRandom(seed);
  const clock = new ManualClock();
  const conversation = new Conversation({
    session: defaultSession('sess_fuzz', 'gpt-realtime-2.1'),
    clock,
    random,
    brain: scriptedBrain({ script: NUTRITION, gates: new Gates() })({ clock, random }),
    speechIn: new FakeEars(),
    limitSeconds: 36_000,
    send: (event) => {
      assertServerEvent(event);
      totals.sent += 1;
      if (event.type === 'error') totals.errors += 1;
      if (event.type === 'response.created') {
        totals.responses += 1;
        totals.endless += 1;
      }
      if (event.type === 'response.done') totals.endless -= 1;
    },
    onExpired: () => undefined,
  });
  conversation.start();
  for (const frame of frames) {
    conversation.receive(frame);
    totals.received += 1;
    clock.advance(random() * 400);
  }
  clock.advance(LONGEST_ANSWER_MS);
  conversation.end();
  totals.timersLeft += clock.pending;
}
