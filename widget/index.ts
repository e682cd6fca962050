/** The npm package's pure entry: registers nothing, and can be imported where there is no document. */
export { NutrinaEvent, type NutrinaEventDetails, type NutrinaEventName } from './element/events.js';
export { NutrinaVoice, type VoiceStatus } from './element/nutrina-voice.js';
export { registerNutrinaVoice } from './element/register.js';
export type { ErrorCode, VoiceError } from './session/errors.js';
export type { EndReason, PublicState, TranscriptEntry, TurnLatency } from './session/snapshot.js';
