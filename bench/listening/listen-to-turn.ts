import { Endpointer, type EndpointerEvent } from '../../widget/session/endpointer.js';
import { SilenceMeter } from '../../widget/session/silence-meter.js';
import { type GrowingWindow, INTERIM_DELAY_MS, INTERIM_EVERY_MS } from './growing-window.js';
import { LEVEL_EVERY_MS, levelAt, pitchAt } from './microphone-signal.js';
import type { SpokenTurn } from './turns.js';

export interface TurnOutcome {
  /** When the endpointer committed, minus the end of the last word. Negative: the visitor was cut short. */
  readonly commitMs: number;
  readonly committed: string;
  /** What the recogniser makes of the whole turn. */
  readonly finalText: string;
  /** Whether the endpointer set its text right after the final. */
  readonly corrected: boolean;
}

/** How recognisers write: Moonshine with signs and capitals, browsers without. */
export type Spelling = (text: string) => string;

export function withoutSigns(text: string): string {
  return text.toLowerCase().replaceAll(/[^\p{L}\p{N}' ]/gu, '');
}

/** The final result comes once the recogniser itself is sure: see {@link waitForFinal}. */
export const FINAL_SILENCE_MS = 1000;

/**
 * Plays a turn to an endpointer on simulated time: a level every 20 ms, the text so far every 250 ms, the final at
 * last. Windows whose text could not matter are not recognised, for nothing is committed during voice.
 */
export async function listenToTurn(
  turn: SpokenTurn,
  window: GrowingWindow,
  spelling: Spelling,
): Promise<TurnOutcome> {
  const events: EndpointerEvent[] = [];
  const endpointer = new Endpointer({ lang: () => 'en-US', onEvent: (event) => events.push(event) });
  let commit: EndpointerEvent | undefined;
  for (let atMs = LEVEL_EVERY_MS; commit === undefined && atMs <= window.lengthMs; atMs += LEVEL_EVERY_MS) {
    const endMs = atMs - INTERIM_DELAY_MS;
    if (isInterimDue(endMs) && mayMatter(turn, endMs)) {
      const text = spelling(await window.textAt(endMs));
      // A recogniser that loses an utterance for a moment reports nothing, rather than that nothing was said.
      if (text !== '') endpointer.heard({ text, final: false, atMs });
    }
    endpointer.level(levelAt(turn.samples, atMs), atMs, pitchAt(turn.samples, atMs));
    commit = events[0];
  }
  const finalText = spelling(await window.textAt(turn.lastWordEndMs + FINAL_SILENCE_MS));
  endpointer.heard({ text: finalText, final: true, atMs: window.lengthMs });
  return {
    commitMs: (commit?.atMs ?? window.lengthMs) - turn.lastWordEndMs,
    committed: commit?.text ?? '',
    finalText,
    corrected: events.some((event) => event.type === 'correct'),
  };
}

/**
 * The usual way: the turn is over with the recogniser's final result. None is at hand whose rule is published; this
 * one closes an utterance after 1,000 ms without voice, and its text takes as long as any other.
 *
 * @returns its commit minus the end of the last word, in milliseconds.
 */
export function waitForFinal(turn: SpokenTurn): number {
  const meter = new SilenceMeter();
  let atMs = 0;
  while (atMs - (meter.lastVoiceAtMs ?? atMs) < FINAL_SILENCE_MS) {
    atMs += LEVEL_EVERY_MS;
    meter.level(levelAt(turn.samples, atMs), atMs);
  }
  return atMs + INTERIM_DELAY_MS - turn.lastWordEndMs;
}

/** Whether a window that ends at `endMs`, or within the loudness report before it, is recognised. */
export function isInterimDue(endMs: number): boolean {
  const sinceDueMs = ((endMs % INTERIM_EVERY_MS) + INTERIM_EVERY_MS) % INTERIM_EVERY_MS;
  return endMs > 0 && sinceDueMs < LEVEL_EVERY_MS;
}

/** The shortest silence after which anything is committed is longer than this. */
const SURELY_TOO_SHORT_MS = 250;

/** Whether a silence is long enough at the time the text would arrive, or before the next one does. */
function mayMatter(turn: SpokenTurn, endMs: number): boolean {
  const arrivesMs = endMs + INTERIM_DELAY_MS;
  return turn.silences.some(
    ({ fromMs, toMs }) => arrivesMs + INTERIM_EVERY_MS > fromMs + SURELY_TOO_SHORT_MS && arrivesMs <= toMs,
  );
}
