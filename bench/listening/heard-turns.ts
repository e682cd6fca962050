import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { openEars } from './ears.js';
import { FliteSpeech } from './flite-speech.js';
import { GrowingWindow, INTERIM_DELAY_MS, INTERIM_EVERY_MS } from './growing-window.js';
import { isInterimDue } from './listen-to-turn.js';
import { LEVEL_EVERY_MS, levelAt, pitchAt } from './microphone-signal.js';
import { TUNING, type Sentences } from './turn-texts.js';
import { spokenTurn, type SpokenTurn } from './turns.js';

const HeardTurnLine = z.strictObject({
  kind: z.enum(['plain', 'hesitation', 'filler', 'list', 'numbers', 'clauses', 'afterthought']),
  /** The sentence as `TUNING` has it, with its slots. */
  sentence: z.string(),
  lastWordEndMs: z.number(),
  /** The loudness reports, {@link LEVEL_EVERY_MS} apart from the turn's start. */
  levels: z.array(z.number()),
  /** The pitch in each of them, in hertz; 0 where there is none. */
  pitches: z.array(z.number()),
  /** When a text reached the page and what it was, near the pauses alone. */
  interims: z.array(z.tuple([z.number(), z.string()])),
});

/** What a page would get of one spoken turn: loudness, pitch and interim texts, on the turn's own clock. */
export type HeardTurn = z.infer<typeof HeardTurnLine>;

/** Recognition takes three quarters of an hour for all; what was heard once is kept. Delete it when voices or ears change. */
const CACHE = fileURLToPath(new URL('../../.cache/heard-tuning-turns.jsonl', import.meta.url));

/** Chooses each sentence's voice, pauses and words. */
const SEED = 101;

/** Texts that arrive outside these times of a silence, after its start, decide nothing. */
const EARLIEST_MS = 150;
const LATEST_MS = 1700;

/**
 * All tuning turns as Moonshine hears them, by who wrote them, from the cache where it has them.
 *
 * @throws BenchSkipped where something is left to hear and the ears cannot run.
 */
export async function heardTuningTurns(): Promise<readonly (readonly HeardTurn[])[]> {
  const known = new Map(cachedTurns().map((turn) => [keyOf(turn), turn] as const));
  const wanted = TUNING.map(kindsAndSentences);
  const missing = wanted.flat().filter((turn) => !known.has(keyOf(turn)));
  for (const turn of await hear(missing)) known.set(keyOf(turn), turn);
  return wanted.map((turns) => turns.flatMap((turn) => known.get(keyOf(turn)) ?? []));
}

type WrittenTurn = Pick<HeardTurn, 'kind' | 'sentence'>;

async function hear(missing: readonly WrittenTurn[]): Promise<readonly HeardTurn[]> {
  if (missing.length === 0) return [];
  mkdirSync(dirname(CACHE), { recursive: true });
  const ears = await openEars();
  const speech = await FliteSpeech.load();
  const heard: HeardTurn[] = [];
  for (const written of missing) {
    if (heard.length % 50 === 0) console.error(`${missing.length - heard.length} turns left to hear`);
    const spoken = spokenTurn(speech, { ...written, seed: SEED });
    const window = new GrowingWindow(ears, spoken.samples, spoken.voiceStartMs);
    const turn = {
      ...written,
      lastWordEndMs: spoken.lastWordEndMs,
      levels: reports(window.lengthMs, (atMs) => Number(levelAt(spoken.samples, atMs).toPrecision(4))),
      pitches: reports(window.lengthMs, (atMs) => Number((pitchAt(spoken.samples, atMs) ?? 0).toFixed(1))),
      interims: await interimsOf(spoken, window),
    };
    appendFileSync(CACHE, `${JSON.stringify(turn)}\n`);
    heard.push(turn);
  }
  return heard;
}

function reports(lengthMs: number, reportAt: (atMs: number) => number): number[] {
  return Array.from({ length: Math.floor(lengthMs / LEVEL_EVERY_MS) }, (_, index) =>
    reportAt((index + 1) * LEVEL_EVERY_MS),
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

function kindsAndSentences(sentences: Sentences): readonly WrittenTurn[] {
  const kinds = HeardTurnLine.shape.kind.options;
  return kinds.flatMap((kind) => sentences[kind].map((sentence) => ({ kind, sentence })));
}

function cachedTurns(): readonly HeardTurn[] {
  if (!existsSync(CACHE)) return [];
  const lines = readFileSync(CACHE, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => HeardTurnLine.parse(JSON.parse(line)));
}

function keyOf({ kind, sentence }: WrittenTurn): string {
  return `${kind}: ${sentence}`;
}
