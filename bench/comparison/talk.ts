/** One visitor, one thing that goes wrong, and what became of every question. */
import { setTimeout as sleep } from 'node:timers/promises';
import { addedTurns } from '../../demo/e2e/added-turns.js';
import type { JournalEntry } from '../../demo/realtime-peer/journal.js';
import type { Talker } from './clients.js';
import type { Place, Scenario } from './scenarios.js';

export interface Outcome {
  readonly asked: number;
  /** Neither answered nor shown as not sent. */
  readonly lost: number;
  /** Not answered, and the page says so. */
  readonly notSent: number;
  /** Arrived a second time in a conversation that had it. */
  readonly repeated: number;
  /** From the end of what went wrong to the first word of an answer to what was asked since it began. */
  readonly recoveredMs: number | undefined;
}

/** No two alike, and none a part of another. */
const WORDS = ['apple', 'bread', 'carrot', 'dates', 'eggs', 'figs', 'garlic', 'honey', 'icing', 'juice'];
const FIRST_ASK_MS = 300;
const ASK_EVERY_MS = 3_000;
/** After what happens in a moment, the visitor goes on for as long as a person would. */
const PATIENT_MS = 9_000;
const LAST_ASK_MS = 1_000;
/** A question without an answer for so long after what went wrong is lost. */
const GIVE_UP_MS = 30_000;
const LOOK_EVERY_MS = 50;

export async function talkThrough(scenario: Scenario, talker: Talker, place: Place): Promise<Outcome> {
  const words = [...WORDS];
  const asked: string[] = [];
  const ask = async (): Promise<void> => {
    const word = words.shift();
    if (word === undefined) throw new Error('There are too few words for this scenario.');
    asked.push(word);
    await talker.ask(word);
  };
  await ask();
  await answeredAll(talker, asked, performance.now() + GIVE_UP_MS);
  asked.length = 0;

  const begunAtMs = performance.now();
  await scenario.begin(place);
  const until = scenario.lastsMs > 0 ? scenario.lastsMs : PATIENT_MS;
  const over = scenario.lastsMs > 0 ? sleep(scenario.lastsMs) : Promise.resolve();
  const mended = over.then(async () => {
    await scenario.end?.(place);
    return performance.now();
  });
  const watch = mended.then((mendedAtMs) => firstAnswer(talker, asked, mendedAtMs));
  for (let atMs = FIRST_ASK_MS; atMs < until; atMs += ASK_EVERY_MS) {
    await sleep(begunAtMs + atMs - performance.now());
    await ask();
  }
  await mended;
  await sleep(begunAtMs + until + LAST_ASK_MS - performance.now());
  await ask();
  const recoveredMs = await watch;
  await answeredAll(talker, asked, (await mended) + GIVE_UP_MS);
  return judge(talker, { asked, recoveredMs, place });
}

/** Resolves when all are answered, or when it is time to give up. */
async function answeredAll(talker: Talker, asked: readonly string[], giveUpAtMs: number): Promise<void> {
  while (performance.now() < giveUpAtMs) {
    const answers = await talker.answers();
    if (asked.every((word) => answers.includes(word))) return;
    await sleep(LOOK_EVERY_MS);
  }
}

async function firstAnswer(
  talker: Talker,
  asked: readonly string[],
  mendedAtMs: number,
): Promise<number | undefined> {
  const before = await talker.answers();
  while (performance.now() < mendedAtMs + GIVE_UP_MS) {
    const answers = await talker.answers();
    if (asked.some((word) => answers.includes(word) && !before.includes(word))) {
      return performance.now() - mendedAtMs;
    }
    await sleep(LOOK_EVERY_MS);
  }
  return undefined;
}

interface Talk {
  readonly asked: readonly string[];
  readonly recoveredMs: number | undefined;
  readonly place: Place;
}

async function judge(talker: Talker, { asked, recoveredMs, place }: Talk): Promise<Outcome> {
  const answers = await talker.answers();
  const open = asked.filter((word) => !answers.includes(word));
  const notSent = (await talker.notSent(open)).filter((word) => open.includes(word)).length;
  const { callIds } = place.network;
  const repeated = callIds.flatMap((id) => repetitions(place.peer.journal.entries(id))).length;
  return { asked: asked.length, lost: open.length - notSent, notSent, repeated, recoveredMs };
}

/** What visitors said more than once in one conversation. */
function repetitions(entries: readonly JournalEntry[]): readonly string[] {
  const said = addedTurns(entries).map(({ text }) => text);
  return said.filter((text, at) => said.indexOf(text) !== at);
}
