/** What a seed decides before anything happens. */
import type { Random } from '../listening/random.js';
import type { DuplicateAnswer } from './provider.js';

export interface Setting {
  readonly mode: 'hybrid' | 'text';
  readonly link: 'auto' | 'webrtc' | 'websocket';
  readonly hasWebSocket: boolean;
  readonly duplicates: DuplicateAnswer;
  /** Turns before the one it is about. */
  readonly warmUpTurns: number;
  /** Life of our own session. */
  readonly sessionSeconds: number;
  /** Longest life of the provider's calls, one after another; the last holds for all that follow. */
  readonly limitsSeconds: readonly number[];
}

/** Most calls last an hour, which no run does. */
export const HOUR_SECONDS = 3_600;

export function settingOf(random: Random): Setting {
  const link = random.pick(['auto', 'auto', 'auto', 'webrtc', 'websocket'] as const);
  return {
    mode: random.next() < 0.5 ? 'hybrid' : 'text',
    link,
    hasWebSocket: link === 'websocket' || random.next() < 0.5,
    duplicates: random.pick(['code', 'param', 'echo']),
    warmUpTurns: random.pick([0, 1, 1, 2]),
    sessionSeconds: HOUR_SECONDS,
    limitsSeconds: [HOUR_SECONDS],
  };
}
