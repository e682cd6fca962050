import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { openEars } from './ears.js';
import { FliteSpeech } from './flite-speech.js';
import { GrowingWindow, INTERIM_DELAY_MS, INTERIM_EVERY_MS } from './growing-window.js';
import { isInterimDue } from './listen-to-turn.js';
import { LEVEL_EVERY_MS, levelAt } from './microphone-signal.js';
import { TURNS, type TurnKind } from './turn-texts.js';
import { spokenTurn, type SpokenTurn } from './turns.js';

const HeardTurnLine = z.strictObject({
  kind: z.enum(['plain', 'hesitation', 'filler', 'list', 'numbers', 'clauses', 'afterthought']),
  /** The sentence as `TURNS` has it, with its slots. */
  sentence: z.string(),
  /** Tells the voices, words and pauses of one saying of a sentence from another's. */
  saying: z.number(),
  lastWordEndMs: z.number(),
  /** The loudness reports, {@link LEVEL_EVERY_MS} apart from the turn's start. */
  levels: z.array(z.number()),
  /** When a text reached the page and what it was, near the pauses alone. */
  interims: z.array(z.tuple([z.number(), z.string()])),
});

/** What a page would get of one spoken turn: loudness and interim texts, on the turn's own clock. */
export type HeardTurn = z.infer<typeof HeardTurnLine>;

/** Recognition takes some twenty minutes for all; what was heard once is kept. Delete it when voices or ears change. */
const CACHE = fileURLToPath(new URL('../../.cache/heard-tuning-turns.jsonl', import.meta.url));

/** Every sentence is said so often, by another voice and with other pauses and words each time. */
const SAYINGS = [101, 202] as const;

/** Texts that arrive outside these times of a silence, after its start, decide nothing. */
const EARLIEST_MS = 150;
const LATEST_MS = 1100;

/**
 * All `tuning` turns as Moonshine hears them, from the cache where it has them.
 *
 * @throws BenchSkipped where something is left to hear and the ears cannot run.
 */
export async function heardTuningTurns(): Promise<readonly HeardTurn[]> {
  const known = new Map(cachedTurns().map((turn) => [keyOf(turn), turn] as const));
  const wanted = SAYINGS.flatMap((saying) =>
    kindsAndSentences().map(({ kind, sentence }) => ({ kind, sentence, saying })),
  );
  const missing = wanted.filter((turn) => !known.has(keyOf(turn)));
  for (const turn of await hear(missing)) known.set(keyOf(turn), turn);
  return wanted.flatMap((turn) => known.get(keyOf(turn)) ?? []);
}

type Saying = Pick<HeardTurn, 'kind' | 'sentence' | 'saying'>;

async function hear(missing: readonly Saying[]): Promise<readonly HeardTurn[]> {
  if (missing.length === 0) return [];
  mkdirSync(dirname(CACHE), { recursive: true });
  const ears = await openEars();
  const speech = await FliteSpeech.load();
  const heard: HeardTurn[] = [];
  for (const saying of missing) {
    if (heard.length % 50 === 0) console.error(`${missing.length - heard.length} turns left to hear`);
    const spoken = spokenTurn(speech, { ...saying, seed: saying.saying });
    const window = new GrowingWindow(ears, spoken.samples, spoken.voiceStartMs);
    const turn = {
      ...saying,
      lastWordEndMs: spoken.lastWordEndMs,
      levels: levelsOf(spoken, window.lengthMs),
      interims: await interimsOf(spoken, window),
    };
    appendFileSync(CACHE, `${JSON.stringify(turn)}\n`);
    heard.push(turn);
  }
  return heard;
}

function levelsOf({ samples }: SpokenTurn, lengthMs: number): number[] {
  return Array.from({ length: Math.floor(lengthMs / LEVEL_EVERY_MS) }, (_, index) =>
    Number(levelAt(samples, (index + 1) * LEVEL_EVERY_MS).toPrecision(4)),
  );
}

async function interimsOf(turn: SpokenTurn, window: GrowingWindow): Promise<[number, string][]> {
  const interims: [number, string][] = [];
  for (let atMs = LEVEL_EVERY_MS; atMs <= window.lengthMs; atMs += LEVEL_EVERY_MS) {
    const endMs = atMs - INTERIM_DELAY_MS;
    const decides = turn.silences.some(
      ({ fromMs, toMs }) =>
        atMs + INTERIM_EVERY_MS > fromMs + EARLIEST_MS && atMs <= Math.min(toMs, fromMs + LATEST_MS),
    );
    if (isInterimDue(endMs) && decides) interims.push([atMs, await window.textAt(endMs)]);
  }
  return interims;
}

function kindsAndSentences(): readonly { readonly kind: TurnKind; readonly sentence: string }[] {
  const kinds = HeardTurnLine.shape.kind.options;
  return kinds.flatMap((kind) => TURNS.tuning[kind].map((sentence) => ({ kind, sentence })));
}

function cachedTurns(): readonly HeardTurn[] {
  if (!existsSync(CACHE)) return [];
  const lines = readFileSync(CACHE, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => HeardTurnLine.parse(JSON.parse(line)));
}

function keyOf({ kind, sentence, saying }: Saying): string {
  return `${saying} ${kind} ${sentence}`;
}
