/** What a screen reader says of a change, and in which language. Pure. */
import { html, type TemplateResult } from 'lit';
import type { TranscriptEntry, VoiceSnapshot } from '../../session/snapshot.js';
import { STATES, TEXT } from '../text/en.js';
import { changedEntries } from './changed-entries.js';
import { isInCall, isStillChanging } from './call-view.js';
import { stateHint } from './state-hint.js';

/** Words of ours, or of the conversation, which may be held in another language. */
type Saying = string | { readonly spoken: string };

/** The sayings as one line, in which a screen reader changes its voice for words in `lang`. */
export function inLanguages(sayings: readonly Saying[], lang: string): TemplateResult {
  return html`${sayings.map((saying, at) => [
    at > 0 ? ' ' : '',
    typeof saying === 'string' ? saying : html`<span lang=${lang}>${saying.spoken}</span>`,
  ])}`;
}

/**
 * States and final words, politely. Never interim words, which change faster than anyone can listen; never an
 * answer that is being spoken aloud, because two voices at once are none. Problems are alerts of their own.
 */
export function announcement(previous: VoiceSnapshot, next: VoiceSnapshot): readonly Saying[] {
  return [...finalWords(previous, next), ...stateWords(previous, next)];
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

function finalWords(previous: VoiceSnapshot, next: VoiceSnapshot): readonly Saying[] {
  return changedEntries(previous.transcript, next.transcript).flatMap(({ entry, old }) => {
    if (entry.status === 'not-sent' && old?.status !== 'not-sent')
      return old ? [TEXT.notSent] : [TEXT.notSent, { spoken: entry.text }];
    const isNews = !isStillChanging(entry) && (old === undefined || isStillChanging(old));
    return isNews ? words(entry, isSpoken(next)) : [];
  });
}

function words({ role, text }: TranscriptEntry, isSpoken: boolean): readonly Saying[] {
  if (role === 'user') return [TEXT.youSaid, { spoken: text }];
  return isSpoken ? [] : [{ spoken: text }];
}

/** Whether the visitor hears the answers. */
function isSpoken({ activeMode, notice }: VoiceSnapshot): boolean {
  const isSilenced = notice?.code === 'speech-failed' || notice?.code === 'playback-blocked';
  return activeMode !== 'text' && !isSilenced;
}
