/** Snapshot → what is shown of any state. Pure; keeps nothing. A call shows more: `parts/call-view.ts`. */
import type { ErrorCode } from '../session/errors.js';
import type { Problem, PublicState, VoiceSnapshot } from '../session/snapshot.js';
import type { Choice } from './options.js';

/** A colour family and, because colour alone says nothing to many, a shape: see `icons.ts`. */
export type Tone = 'off' | 'busy' | 'on' | 'problem' | 'muted';

/** What the lower end of the panel offers. */
export type Zone = 'identify' | 'ready' | 'call' | 'none';

export interface ViewOptions {
  readonly identify: Choice<'identify'>;
  /** The page knows the visitor's address. */
  readonly hasEmail: boolean;
  readonly transcriptDisplay: Choice<'transcriptDisplay'>;
  /** The visitor only needs to go on: a conversation was kept, and so was who is talking. */
  readonly continues?: boolean | undefined;
}

export interface View {
  readonly state: PublicState;
  readonly tone: Tone;
  readonly zone: Zone;
  /** Something was asked for and is on its way: the button that asked must not ask again. */
  readonly busy: boolean;
  readonly field: 'required' | 'optional' | 'none';
  readonly showsLog: boolean;
  readonly muted: boolean;
  readonly problem?: { readonly problem: Problem; readonly kind: 'error' | 'notice' };
}

export function view(snapshot: VoiceSnapshot, options: ViewOptions): View {
  const { state, muted, notice, error } = snapshot;
  const problem = error ?? notice;
  const kind = error === undefined ? 'notice' : 'error';
  return {
    state,
    tone: TONES[state],
    zone: zoneOf(snapshot, options),
    busy: state === 'connecting' || state === 'starting',
    field: fieldOf(options),
    showsLog: options.transcriptDisplay !== 'off' && snapshot.transcript.length > 0,
    muted,
    ...(problem === undefined ? {} : { problem: { problem, kind } }),
  };
}

const TONES: Readonly<Record<PublicState, Tone>> = {
  idle: 'off',
  connecting: 'busy',
  connected: 'on',
  starting: 'busy',
  listening: 'on',
  thinking: 'busy',
  speaking: 'on',
  reconnecting: 'busy',
  ended: 'off',
  error: 'problem',
};

/** Where each state belongs when nothing is wrong. */
export const ZONES: Readonly<Record<PublicState, Zone>> = {
  idle: 'identify',
  connecting: 'identify',
  connected: 'ready',
  starting: 'ready',
  listening: 'call',
  thinking: 'call',
  speaking: 'call',
  reconnecting: 'call',
  ended: 'ready',
  // The error's own action is the way on; a second button beside it would be a riddle.
  error: 'none',
};

/** Problems that another e-mail address can mend. */
const ASKS_AGAIN: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['identity-required', 'identity-refused']);

function zoneOf({ state, error }: VoiceSnapshot, { continues }: ViewOptions): Zone {
  if (error !== undefined && ASKS_AGAIN.has(error.code)) return 'identify';
  return continues && ZONES[state] === 'identify' ? 'ready' : ZONES[state];
}

function fieldOf({ identify, hasEmail }: ViewOptions): View['field'] {
  if (hasEmail || identify === 'none') return 'none';
  return identify === 'email' ? 'required' : 'optional';
}
