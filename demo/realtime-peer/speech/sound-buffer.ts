/** Sound addressed by its place since the call began. Grows at the end, forgets at the beginning. */
export class SoundBuffer {
  readonly #pieces: Int16Array[] = [];
  #start = 0;
  #end = 0;

  /** Index of the first sample kept. */
  get start(): number {
    return this.#start;
  }

  /** Index after the last sample: how many there have been in all. */
  get end(): number {
    return this.#end;
  }

  /** `samples` must not be changed afterwards. */
  append(samples: Int16Array): void {
    if (samples.length === 0) return;
    this.#pieces.push(samples);
    this.#end += samples.length;
  }

  /** A copy of what is kept between two indexes. */
  slice(from: number, to: number): Int16Array {
    const first = Math.max(from, this.#start);
    const last = Math.min(to, this.#end);
    const result = new Int16Array(Math.max(0, last - first));
    let at = this.#start;
    for (const piece of this.#pieces) {
      const part = piece.subarray(Math.max(0, first - at), Math.max(0, last - at));
      if (part.length > 0) result.set(part, Math.max(0, at - first));
      at += piece.length;
    }
    return result;
  }

  /** Forgets everything before `index`. */
  dropBefore(index: number): void {
    const target = Math.min(index, this.#end);
    for (let [first] = this.#pieces; first !== undefined && this.#start < target; [first] = this.#pieces) {
      const wanted = target - this.#start;
      if (first.length <= wanted) this.#pieces.shift();
      else this.#pieces[0] = first.subarray(wanted);
      this.#start += Math.min(first.length, wanted);
    }
  }
}
