/** Changes and moments of a call as events for the page. Problems and states: `../state-events.ts`. */
import type { EndReason, TranscriptEntry, VoiceMoment, VoiceSnapshot } from '../../session/snapshot.js';
import { NutrinaEvent } from '../events.js';
import { errorEvent } from '../state-events.js';
import { isInCall, isStillChanging } from './call-view.js';

/**
 * What happened in the call when `previous` became `next`.
 *
 * @param endedBy who asked for the end of the call, where somebody here did.
 */
export function callEvents(
  previous: VoiceSnapshot,
  next: VoiceSnapshot,
  endedBy: EndReason,
): readonly NutrinaEvent[] {
  const events = next.transcript === previous.transcript ? [] : textEvents(previous, next);
  if (next.latency !== undefined && next.latency !== previous.latency) {
    events.push(new NutrinaEvent('nutrina-latency', next.latency));
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

/** A call that failed is told by `nutrina-error`; every other way out of a call is an end. */
function hasEnded(previous: VoiceSnapshot, next: VoiceSnapshot): boolean {
  if (next.state === 'ended') return previous.state !== 'ended';
  return isInCall(previous.state) && (next.state === 'connected' || next.state === 'idle');
}

function textEvents(previous: VoiceSnapshot, next: VoiceSnapshot): NutrinaEvent[] {
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
