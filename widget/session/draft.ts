import type { Mode } from '../../server/contract/session.js';
import { changeEntry } from './conversation.js';
import type { ErrorCode, VoiceError } from './errors.js';
import type { Effect } from './session-effects.js';
import type { EventType, VoiceEvent } from './session-events.js';
import type { Call, Link, SessionState } from './session-state.js';
import type { Problem, TranscriptEntry, VoiceMoment } from './snapshot.js';

/**
 * A transition being worked out: the state so far and the effects to run. Lives for one transition; the states
 * themselves are never changed, only replaced.
 */
export class Draft {
  state: SessionState;
  readonly nowMs: number;
  readonly effects: Effect[] = [];
  /** Whether the event means nothing in this state. */
  ignored = false;

  constructor(state: SessionState, nowMs: number) {
    this.state = state;
    this.nowMs = nowMs;
  }

  ignore(): void {
    this.ignored = true;
  }

  get call(): Call | undefined {
    return this.state.call;
  }

  set(change: Partial<SessionState>): void {
    this.state = { ...this.state, ...change };
  }

  /** Changes the call; nothing happens without one. */
  setCall(change: Partial<Call>): void {
    const { call } = this.state;
    if (call) this.set({ call: { ...call, ...change } });
  }

  setLink(change: Partial<Link>): void {
    const { call } = this.state;
    if (call) this.setCall({ link: { ...call.link, ...change } });
  }

  setEntry(id: string, change: Partial<Omit<TranscriptEntry, 'id' | 'role'>>): void {
    this.set({ transcript: changeEntry(this.state.transcript, id, change) });
  }

  run(...effects: readonly Effect[]): void {
    this.effects.push(...effects);
  }

  tell(moment: VoiceMoment): void {
    this.run({ type: 'moment', moment });
  }

  /** The visitor and the page learn of a problem; the call goes on. */
  notify(error: VoiceError): void {
    this.set({ notice: error });
  }

  /** Takes the notice away when what it said is mended. */
  mend(...codes: readonly ErrorCode[]): void {
    const { notice } = this.state;
    if (notice && codes.includes(notice.code)) this.set({ notice: undefined });
  }

  /** Changes the call's mode and says so. */
  changeMode(to: Mode, reason: string): void {
    const { call } = this.state;
    if (!call) return;
    this.tell({ type: 'mode-change', from: call.wanted === 'auto' ? 'auto' : call.mode, to, reason });
    this.setCall({ mode: to });
    this.set({ lastMode: to });
  }
}

export function problemOf({ code, message, retryable }: VoiceError): Problem {
  return { code, message, retryable };
}

/** What events mean, one function for each. */
export type Handlers<T extends EventType> = {
  readonly [P in T]: (draft: Draft, event: VoiceEvent<P>) => void;
};
