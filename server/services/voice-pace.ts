/** Raw 24 kHz 16-bit mono (contract: `pcm`). */
const PCM_BYTES_PER_SECOND = 48_000;
/** Less sound than this says little about the speed at which it is made. */
const TELLING_BYTES = PCM_BYTES_PER_SECOND / 2;

/** How fast the provider makes sound, of late and on average: what a visitor's network is compared with. */
export class VoicePace {
  #msPerSecond: number | undefined;

  /** Milliseconds that a second of sound takes; not known before the first sentence. */
  get msPerSecond(): number | undefined {
    return this.#msPerSecond;
  }

  /** `bytes` of raw samples have been waited for, in all, `waitedMs`. */
  note({ bytes, waitedMs }: { readonly bytes: number; readonly waitedMs: number }): void {
    if (bytes < TELLING_BYTES) return;
    const latest = (waitedMs / bytes) * PCM_BYTES_PER_SECOND;
    this.#msPerSecond = ((this.#msPerSecond ?? latest) + latest) / 2;
  }
}
