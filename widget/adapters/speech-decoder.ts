import { VoiceError } from '../session/errors.js';
import type { DecodeSpeech } from '../session/ports.js';
import { SAMPLE_RATE_HZ } from './pcm-timeline.js';

/** In the player's own rate, so that sentences of either kind follow each other without a seam. */
export const decodeSpeech: DecodeSpeech = async (parts) => {
  try {
    const context = new OfflineAudioContext(1, 1, SAMPLE_RATE_HZ);
    const buffer = await context.decodeAudioData(await new Blob(parts).arrayBuffer());
    return new Uint8Array(Int16Array.from(buffer.getChannelData(0), toInt16).buffer);
  } catch (cause) {
    throw new VoiceError('speech-failed', 'This browser cannot decode the sound of a sentence.', { cause });
  }
};

function toInt16(sample: number): number {
  return Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_768)));
}
