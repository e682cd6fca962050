import { EchoGuard } from '../../widget/session/echo-guard.js';
import type { Ears } from './ears.js';
import type { EchoScene } from './echo-scenes.js';
import { GrowingWindow, INTERIM_DELAY_MS } from './growing-window.js';
import { LEVEL_EVERY_MS, levelAt } from './microphone-signal.js';

export interface EchoOutcome {
  /** When the guard first said that the microphone was louder than the echo, from the scene's start. */
  readonly loudAtMs: number | undefined;
  /** When it first took recognised words for the visitor's. */
  readonly wordsAtMs: number | undefined;
  /** What it took for the visitor's words in the final result. */
  readonly turn: string | undefined;
}

/** Sparser than in the endpointing benchmark: answers are long, and 400 of them are heard. */
const INTERIM_EVERY_MS = 600;

/**
 * Plays a scene to an echo guard on simulated time. An interruption stops playback 20 ms later, as in the product.
 * With `witnesses` both, interim results are only recognised once the microphone was louder than the echo: until then
 * the guard believes no word. The final result always is.
 */
export async function listenToEcho(
  scene: EchoScene,
  ears: Ears,
  witnesses: 'both' | 'words' = 'both',
): Promise<EchoOutcome> {
  const guard = new EchoGuard();
  const samples = scene.microphone();
  const window = new GrowingWindow(ears, samples, scene.voiceStartMs);
  let loudAtMs: number | undefined;
  let wordsAtMs: number | undefined;
  for (let atMs = LEVEL_EVERY_MS; atMs < window.lengthMs; atMs += LEVEL_EVERY_MS) {
    tellPlayback(guard, scene, atMs);
    if (witnesses === 'both') guard.playedLevel(levelAt(scene.played, atMs), atMs);
    if (guard.level(levelAt(samples, atMs), atMs)) loudAtMs ??= atMs;
    const endMs = atMs - INTERIM_DELAY_MS;
    const mayMatter = witnesses === 'words' || loudAtMs !== undefined;
    if (mayMatter && isDue(endMs - scene.voiceStartMs)) {
      const verdict = await judge(guard, { window, endMs, atMs, final: false });
      if (verdict !== undefined) wordsAtMs ??= atMs;
    }
    if (scene.bargeIn !== undefined && (loudAtMs ?? wordsAtMs) !== undefined) break;
  }
  const stoppedAtMs = loudAtMs ?? wordsAtMs;
  const rest =
    scene.bargeIn === undefined || stoppedAtMs === undefined
      ? window
      : new GrowingWindow(ears, scene.microphone(stoppedAtMs + 20), scene.voiceStartMs);
  const turn = await judge(guard, { window: rest, endMs: rest.lengthMs, atMs: rest.lengthMs, final: true });
  if (scene.bargeIn === undefined && turn !== undefined) wordsAtMs ??= rest.lengthMs;
  return { loudAtMs, wordsAtMs, turn };
}

function isDue(sinceMs: number): boolean {
  return sinceMs >= INTERIM_EVERY_MS && sinceMs % INTERIM_EVERY_MS < LEVEL_EVERY_MS;
}

function tellPlayback(guard: EchoGuard, scene: EchoScene, atMs: number): void {
  const began = (ms: number): boolean => ms <= atMs && ms > atMs - LEVEL_EVERY_MS;
  for (const { text, startMs } of scene.sentences) if (began(startMs)) guard.audible(text, atMs);
  if (began(scene.playedUntilMs)) guard.silent(atMs);
}

async function judge(
  guard: EchoGuard,
  at: { window: GrowingWindow; endMs: number; atMs: number; final: boolean },
): Promise<string | undefined> {
  const text = await at.window.textAt(at.endMs);
  if (text === '') return undefined;
  const verdict = guard.judge({ text, final: at.final, startedAtMs: at.window.startMs, atMs: at.atMs });
  return verdict.source === 'visitor' ? verdict.text : undefined;
}
