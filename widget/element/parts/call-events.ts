/** Changes and moments of a call as events for the page. Problems and states: `../state-events.ts`. */
import type { EndReason, VoiceMoment, VoiceSnapshot } from '../../session/snapshot.js';
import { NutrinaEvent } from '../events.js';
import { changedEntries } from './changed-entries.js';
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
  const events = changedEntries(previous.transcript, next.transcript).flatMap(textEvents);
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
    default:
      return moment satisfies never;
  }
}

/** A call that failed is told by `nutrina-error`; every other way out of a call is an end. */
function hasEnded(previous: VoiceSnapshot, next: VoiceSnapshot): boolean {
  if (next.state === 'ended') return previous.state !== 'ended';
  return isInCall(previous.state) && (next.state === 'connected' || next.state === 'idle');
}

function textEvents({ entry, old }: ReturnType<typeof changedEntries>[number]): readonly NutrinaEvent[] {
  const { id, role, text } = entry;
  const final = !isStillChanging(entry);
  const wasFinal = old !== undefined && !isStillChanging(old);
  if (text === old?.text && final === wasFinal) return [];
  const known = old?.text ?? '';
  const delta = text.startsWith(known) ? { delta: text.slice(known.length) } : {};
  return [new NutrinaEvent('nutrina-text', { id, role, text, ...delta, final })];
}
