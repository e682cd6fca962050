/** The one place where a change of the session becomes events for the page. */
import type { EndReason, Problem, TranscriptEntry, VoiceMoment, VoiceSnapshot } from '../session/snapshot.js';
import { NutrinaEvent } from './events.js';
import { isInCall, isStillChanging } from './view.js';

/**
 * What the page is told when `previous` became `next`: texts first, then problems, then the state, so that a
 * listener for a state already knows what led to it.
 *
 * @param endedBy who asked for the end of the call, where somebody here did.
 */
export function eventsBetween(
  previous: VoiceSnapshot,
  next: VoiceSnapshot,
  endedBy: EndReason,
): readonly NutrinaEvent[] {
  const events: NutrinaEvent[] = [];
  if (next.transcript !== previous.transcript) events.push(...textEvents(previous, next));
  for (const kind of ['notice', 'error'] as const) {
    const problem = next[kind];
    if (problem !== undefined && !isSameProblem(problem, previous[kind])) events.push(errorEvent(problem));
  }
  if (next.latency !== undefined && next.latency !== previous.latency) {
    events.push(new NutrinaEvent('nutrina-latency', next.latency));
  }
  if (next.state !== previous.state) {
    const reason = next.reason === undefined ? {} : { reason: next.reason };
    events.push(
      new NutrinaEvent('nutrina-state', { state: next.state, previous: previous.state, ...reason }),
    );
  }
  if (hasEnded(previous, next)) {
    events.push(new NutrinaEvent('nutrina-end', { reason: next.endReason ?? endedBy }));
  }
  return events;
}

/** The event of a moment that no snapshot shows. */
export function eventOf(moment: VoiceMoment): NutrinaEvent {
  switch (moment.type) {
    case 'interrupt':
      return new NutrinaEvent('nutrina-interrupt', { id: moment.id, heard: moment.heard });
    case 'mode-change':
      return new NutrinaEvent('nutrina-mode-change', {
        from: moment.from,
        to: moment.to,
        reason: moment.reason,
      });
    case 'speech-start':
      return new NutrinaEvent('nutrina-speech-start', { id: moment.id });
    case 'speech-end':
      return new NutrinaEvent('nutrina-speech-end', { id: moment.id });
    case 'problem':
      return errorEvent(moment.problem);
    default:
      return moment satisfies never;
  }
}

function errorEvent({ code, message, retryable }: Problem): NutrinaEvent {
  return new NutrinaEvent('nutrina-error', { code, message, retryable });
}

function isSameProblem(one: Problem, other: Problem | undefined): boolean {
  return one === other || (one.code === other?.code && one.message === other.message);
}

/** A call that failed is told by `nutrina-error`; every other way out of a call is an end. */
function hasEnded(previous: VoiceSnapshot, next: VoiceSnapshot): boolean {
  if (next.state === 'ended') return previous.state !== 'ended';
  return isInCall(previous.state) && (next.state === 'connected' || next.state === 'idle');
}

function textEvents(previous: VoiceSnapshot, next: VoiceSnapshot): readonly NutrinaEvent[] {
  const before = new Map(previous.transcript.map((entry) => [entry.id, entry]));
  return next.transcript.flatMap((entry) => {
    const old = before.get(entry.id);
    return old === entry ? [] : textEvent(old, entry);
  });
}

function textEvent(old: TranscriptEntry | undefined, entry: TranscriptEntry): readonly NutrinaEvent[] {
  const { id, role, text } = entry;
  const final = !isStillChanging(entry);
  const wasFinal = old !== undefined && !isStillChanging(old);
  if (text === old?.text && final === wasFinal) return [];
  const known = old?.text ?? '';
  const delta = text.startsWith(known) ? { delta: text.slice(known.length) } : {};
  return [new NutrinaEvent('nutrina-text', { id, role, text, ...delta, final })];
}
