import type { Voice } from '../speech/voice.js';

const RATE_HZ = 24_000;
const MS_PER_CHARACTER = 100;

/** A voice for tests: a 440 Hz tone, 100 ms a character, in blocks of 100 ms, made at once. */
export function toneVoice(): Voice & { readonly aborted: () => number } {
  let aborted = 0;
  return {
    async *speak(text, { signal }) {
      const blockSamples = (RATE_HZ * MS_PER_CHARACTER) / 1000;
      for (let block = 0; block < text.length; block++) {
        if (signal.aborted) {
          aborted += 1;
          return;
        }
        const pcm = new Int16Array(blockSamples);
        for (let i = 0; i < blockSamples; i++) {
          const at = (block * blockSamples + i) / RATE_HZ;
          pcm[i] = Math.round(8000 * Math.sin(2 * Math.PI * 440 * at));
        }
        yield pcm;
        await Promise.resolve();
      }
    },
    warm: () => Promise.resolve(),
    close: () => Promise.resolve(),
    aborted: () => aborted,
  };
}
