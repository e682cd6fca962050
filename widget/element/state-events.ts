import type { Problem, VoiceSnapshot } from '../session/snapshot.js';
import { NutrinaEvent } from './events.js';

/**
 * What of problems and of the state the page is told when `previous` became `next`. The state comes last, so that
 * a listener for a state already knows what led to it.
 */
export function stateEvents(previous: VoiceSnapshot, next: VoiceSnapshot): readonly NutrinaEvent[] {
  const events: NutrinaEvent[] = [];
  for (const kind of ['notice', 'error'] as const) {
    const problem = next[kind];
    if (problem !== undefined && !isSameProblem(problem, previous[kind])) events.push(errorEvent(problem));
  }
  if (next.state !== previous.state) {
    const reason = next.reason === undefined ? {} : { reason: next.reason };
    events.push(
      new NutrinaEvent('nutrina-state', { state: next.state, previous: previous.state, ...reason }),
    );
  }
  return events;
}

function errorEvent({ code, message, retryable }: Problem): NutrinaEvent {
  return new NutrinaEvent('nutrina-error', { code, message, retryable });
}

function isSameProblem(one: Problem, other: Problem | undefined): boolean {
  return one === other || (one.code === other?.code && one.message === other.message);
}
