/** Sound kept for `conversation.item.retrieve`, which clients ask for shortly after an item is made. */
const KEPT_SAMPLES = 120 * 16_000;

/** The sound of the latest segments of a call; the oldest make room. */
export class SegmentStore {
  readonly #segments = new Map<string, Int16Array>();
  #samples = 0;

  add(id: string, samples: Int16Array): void {
    this.#segments.set(id, samples);
    this.#samples += samples.length;
    for (const [oldest, sound] of this.#segments) {
      if (this.#samples <= KEPT_SAMPLES || oldest === id) return;
      this.#segments.delete(oldest);
      this.#samples -= sound.length;
    }
  }

  get(id: string): Int16Array | undefined {
    return this.#segments.get(id);
  }
}
