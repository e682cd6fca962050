/** What a screen reader says of a change. Pure. */
import type { TranscriptEntry, VoiceSnapshot } from '../../session/snapshot.js';
import { STATES, TEXT } from '../text/en.js';
import { changedEntries } from './changed-entries.js';
import { isInCall, isStillChanging } from './call-view.js';
import { stateHint } from './state-hint.js';

/**
 * States and final words, politely. Never interim words, which change faster than anyone can listen; never an
 * answer that is being spoken aloud, because two voices at once are none. Problems are alerts of their own.
 */
export function announcement(previous: VoiceSnapshot, next: VoiceSnapshot): string | undefined {
  const parts = [...finalWords(previous, next), ...stateWords(previous, next)];
  return parts.length === 0 ? undefined : parts.join(' ');
}

function stateWords(previous: VoiceSnapshot, next: VoiceSnapshot): readonly string[] {
  const warning = next.weak && !previous.weak ? [`${TEXT.weak}.`] : [];
  return [...stateNews(previous, next), ...warning];
}

function stateNews(previous: VoiceSnapshot, next: VoiceSnapshot): readonly string[] {
  if (next.state === previous.state) return [];
  switch (next.state) {
    case 'listening':
      // After every answer it would interrupt the conversation it reports on.
      return isInCall(previous.state) && previous.state !== 'reconnecting' ? [] : [stateText(next)];
    case 'idle':
    case 'connecting':
    case 'connected':
    case 'starting':
    case 'thinking':
      return [stateText(next)];
    case 'reconnecting':
      return [stateText(next), `${stateHint(next)}.`];
    case 'ended':
      return [stateText(next), ...(next.endReason === undefined ? [] : [TEXT.ends[next.endReason]])];
    case 'speaking':
    case 'error':
      return [];
    default:
      return next.state satisfies never;
  }
}

function stateText({ state }: VoiceSnapshot): string {
  return `${STATES[state][0]}.`;
}

function finalWords(previous: VoiceSnapshot, next: VoiceSnapshot): readonly string[] {
  return changedEntries(previous.transcript, next.transcript).flatMap(({ entry, old }) => {
    if (old && entry.status === 'not-sent' && old.status !== 'not-sent') return [TEXT.notSent];
    const isNews = !isStillChanging(entry) && (old === undefined || isStillChanging(old));
    return isNews ? words(entry, isSpoken(next)) : [];
  });
}

function words({ role, text }: TranscriptEntry, isSpoken: boolean): readonly string[] {
  if (role === 'user') return [`${TEXT.youSaid} ${text}`];
  return isSpoken ? [] : [text];
}

/** Whether the visitor hears the answers. */
function isSpoken({ activeMode, notice }: VoiceSnapshot): boolean {
  const isSilenced = notice?.code === 'speech-failed' || notice?.code === 'playback-blocked';
  return activeMode !== 'text' && !isSilenced;
}
