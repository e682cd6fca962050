/** The provider's limits (OpenAI Realtime: rate_limits.updated): what would be refused is asked for when it is not. */
import type { Draft } from './draft.js';
import { VoiceError } from './errors.js';

/** After a refusal that does not say for how long. */
export const BUSY_MS = 5_000;
/** Shorter waits pass for a slow model. */
const SHOWN_FROM_MS = 2_000;

/** No answer is asked for within `waitMs` from now. */
export function holdAnswers(draft: Draft, waitMs: number): void {
  if (waitMs > 0) draft.setCall({ held: { untilMs: draft.nowMs + waitMs, isTold: false } });
  else if (draft.call?.held) releaseAnswers(draft);
  else draft.ignore();
}

/** Whether the next answer has to wait. Has the call come back to it when it need not any more. */
export function areAnswersHeld(draft: Draft): boolean {
  const { held } = draft.call ?? {};
  const leftMs = (held?.untilMs ?? 0) - draft.nowMs;
  if (!held || leftMs <= 0) return false;
  draft.run({ type: 'arm', timer: 'limit', afterMs: leftMs });
  if (leftMs > SHOWN_FROM_MS && !held.isTold) {
    draft.setCall({ held: { ...held, isTold: true } });
    draft.notify(new VoiceError('rate-limited', 'The provider answers too many: the next answer waits.'));
  }
  return true;
}

export function releaseAnswers(draft: Draft): void {
  draft.setCall({ held: undefined });
  draft.mend('rate-limited');
}
