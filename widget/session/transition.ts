import { ACCESS_HANDLERS } from './access-transitions.js';
import { CALL_HANDLERS } from './call-transitions.js';
import { Draft, type Handlers } from './draft.js';
import { EARS_HANDLERS } from './ears-transitions.js';
import { LINK_HANDLERS } from './link-transitions.js';
import { PAGE_HANDLERS, watchHidden } from './page-transitions.js';
import { pump } from './pump.js';
import { RECOVERY_HANDLERS, takeWhenQuiet } from './recovery.js';
import { RESTORE_HANDLERS } from './restore.js';
import { SERVER_HANDLERS } from './server-transitions.js';
import { MODE_HANDLERS } from './mode-transitions.js';
import type { Effect } from './session-effects.js';
import type { EventType, VoiceEvent } from './session-events.js';
import { type Call, earsHeld, micOpen, type SessionState } from './session-state.js';
import { TURN_HANDLERS } from './turn-transitions.js';
import { VOICE_HANDLERS } from './voice-transitions.js';

export interface Transition {
  readonly state: SessionState;
  /** To be run in this order. */
  readonly effects: readonly Effect[];
}

/**
 * Decides what happens next. Pure: runs no effect and reads no clock; `nowMs` is the session clock's.
 *
 * @returns the next state and the effects to run, or `undefined` if `event` means nothing in `state` (a late
 *   callback, for example); the caller logs that at debug level.
 */
export function transition<T extends EventType>(
  state: SessionState,
  event: VoiceEvent<T>,
  nowMs: number,
): Transition | undefined {
  const draft = new Draft(state, nowMs);
  HANDLERS[event.type](draft, event);
  if (draft.ignored) return undefined;
  settle(draft, state);
  return draft;
}

const HANDLERS: Handlers<EventType> = {
  ...ACCESS_HANDLERS,
  ...CALL_HANDLERS,
  ...LINK_HANDLERS,
  ...RECOVERY_HANDLERS,
  ...PAGE_HANDLERS,
  ...RESTORE_HANDLERS,
  ...EARS_HANDLERS,
  ...MODE_HANDLERS,
  ...TURN_HANDLERS,
  ...SERVER_HANDLERS,
  ...VOICE_HANDLERS,
};

/** What follows from the new state whatever led to it. */
function settle(draft: Draft, before: SessionState): void {
  letGo(draft);
  pump(draft);
  takeWhenQuiet(draft);
  watchHidden(draft, before);
  const { call } = draft;
  if (call?.stage === 'starting' && isReady(call, draft.state)) draft.setCall({ stage: 'running' });
  if (micOpen(draft.state) !== micOpen(before) || earsHeld(draft.state) !== earsHeld(before))
    draft.run({ type: 'hold-ears' });
  const ended = speakingId(before.call);
  const begun = speakingId(call);
  if (ended === begun) return;
  if (ended !== undefined) draft.tell({ type: 'speech-end', id: ended });
  if (begun !== undefined) draft.tell({ type: 'speech-start', id: begun });
}

/** A button that goes away while it is held is let go by nobody: the microphone would be open ever after. */
function letGo(draft: Draft): void {
  const { muted, talk, call } = draft.state;
  const isDeaf = call?.microphone === 'none';
  const isGone = talk !== undefined && talk !== 'off' && (muted || !call || isDeaf);
  if (isGone) draft.set({ talk: 'off' });
  // Nor is the end of such a turn found by anybody.
  if (call?.talking && (isGone || isDeaf)) draft.setCall({ talking: false });
}

function isReady({ link, ears }: Call, state: SessionState): boolean {
  return link.status !== 'connecting' && (!micOpen(state) || (ears !== 'opening' && ears !== 'starting'));
}

function speakingId(call: Call | undefined): string | undefined {
  return call?.voice === 'audible' ? call.answer?.items[0]?.itemId : undefined;
}
