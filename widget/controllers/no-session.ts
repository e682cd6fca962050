import type { VoiceSnapshot } from '../session/snapshot.js';

/** What there is to know before a session exists. */
export const NO_SESSION: VoiceSnapshot = Object.freeze({
  state: 'idle',
  modes: Object.freeze([]),
  links: Object.freeze([]),
  webrtc: 'none',
  channel: 'none',
  audio: 'none',
  speech: 'idle',
  muted: false,
  degraded: false,
  transcript: Object.freeze([]),
});
