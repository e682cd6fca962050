import type { Pronounceable } from './pronounceable.js';

/** Ordinary English speech, letters and spaces (performance baselines §4c). */
export const USUAL_CHARACTERS_PER_SECOND = 15;

export interface Heard {
  readonly spoken: Pronounceable;
  readonly playedSamples: number;
  /** Undefined while the sound is still arriving. */
  readonly totalSamples: number | undefined;
  readonly sampleRateHz: number;
  readonly charactersPerSecond: number;
}

/**
 * How much of a piece has been heard, as an index into its original text: the end of the last word that was
 * played to its end. 0 if none was.
 */
export function heardLength({ spoken, playedSamples, ...sound }: Heard): number {
  const { text, origin } = spoken;
  if (playedSamples <= 0) return 0;
  const { totalSamples, sampleRateHz, charactersPerSecond } = sound;
  const characters =
    totalSamples === undefined || totalSamples === 0
      ? (playedSamples / sampleRateHz) * charactersPerSecond
      : (playedSamples / totalSamples) * text.length;
  const last = lastWordEnd(text, Math.min(text.length, Math.floor(characters))) - 1;
  return last < 0 ? 0 : (origin[last] ?? 0) + 1;
}

/** The end of the last word that lies wholly before `limit`. */
export function lastWordEnd(text: string, limit: number): number {
  for (let end = limit; end > 0; end--) {
    if (isWordSign(text, end - 1) && !isInsideWord(text, end)) return withMark(text, end, limit);
  }
  return 0;
}

/** The full stop behind the last word belongs to it. */
function withMark(text: string, end: number, limit: number): number {
  let marked = end;
  while (marked < limit && /[^\s\p{L}\p{N}]/u.test(text[marked] ?? ' ')) marked++;
  return marked;
}

function isWordSign(text: string, index: number): boolean {
  return /[\p{L}\p{N}\p{M}\ud800-\udfff]/u.test(text[index] ?? '');
}

/** Whether a cut before `index` would part a word. Scripts without spaces part anywhere. */
function isInsideWord(text: string, index: number): boolean {
  if (!isWordSign(text, index)) {
    // "1.3", "don't", "e-mail": a sign between two letters is inside the word.
    return /^[.,'’-]$/.test(text[index] ?? '') && isWordSign(text, index + 1);
  }
  const unspaced = /[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]/;
  return !(unspaced.test(text[index - 1] ?? '') || unspaced.test(text[index] ?? ''));
}
