import type { VoiceSnapshot } from '../../session/snapshot.js';
import type { Choice } from '../options.js';
import { HINTS, STATES } from '../text/en.js';

/** The second half of a state's words: what the visitor can do now, or need not worry about. Pure. */
export function stateHint(snapshot: VoiceSnapshot, textInput: Choice<'textInput'> = 'on'): string {
  const { state, activeMode, audio, degraded } = snapshot;
  if (state === 'listening') return HINTS.listening[inputOf(snapshot)][textInput];
  // In a mode with ears: the microphone is there, or there are no ears that it could be for.
  const isAnswered = audio !== 'none' || degraded;
  const asksForNothing = state === 'starting' && (activeMode === 'text' || isAnswered);
  // Spoken words are sound on the link that is lost.
  const keepsNothing = state === 'reconnecting' && activeMode === 'speech';
  return asksForNothing || keepsNothing ? HINTS.wait : STATES[state][1];
}

/** How the visitor's voice gets in. */
function inputOf({ audio, talking }: VoiceSnapshot): keyof typeof HINTS.listening {
  return audio === 'live' && talking === false ? 'held' : audio;
}
