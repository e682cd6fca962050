/** Ears that were lost come back without a question, and are tried for without a word. */
import type { Draft } from './draft.js';
import { enterMode, serves } from './mode-transitions.js';
import type { ErrorCode } from './errors.js';

/** A recognition service, or a microphone that another program holds, may be there again (reliability matrix S2). */
const RETRY_MS = 30_000;

/** Has the call told when it may have ears again, after it lost them by `code`. */
export function awaitEars(draft: Draft, code: ErrorCode): void {
  if (code === 'recognition-unavailable') return;
  draft.run({ type: 'await-microphone' });
  if (code === 'recognition-failed' || code === 'microphone-busy')
    draft.run({ type: 'arm', timer: 'ears', afterMs: RETRY_MS });
}

/** Asks for the microphone again. */
export function regainEars(draft: Draft): void {
  if (draft.call?.ears !== 'lost') return draft.ignore();
  draft.setCall({ microphone: 'opening', ears: 'returning' });
  draft.run({ type: 'open-microphone' });
}

/** A call that became one to type in for want of a microphone gets its voice back with it. */
export function leaveText(draft: Draft): void {
  const { wanted, recogniser } = draft.call ?? {};
  const to = wanted === 'speech' || !recogniser ? 'speech' : 'hybrid';
  enterMode(draft, serves(draft, to) ? to : 'hybrid', 'microphone');
}
