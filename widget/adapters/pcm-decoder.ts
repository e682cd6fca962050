/** Bytes of signed 16-bit little-endian mono in, samples between −1 and 1 out; a chunk may end inside a sample. */
export class PcmDecoder {
  /** The first half of a sample whose second half is still to come. */
  #half: number | undefined;

  decode(bytes: Uint8Array): Float32Array<ArrayBuffer> {
    const joined = this.#half === undefined ? bytes : prepend(this.#half, bytes);
    const count = joined.length >> 1;
    this.#half = joined.length % 2 === 1 ? joined[joined.length - 1] : undefined;
    const view = new DataView(joined.buffer, joined.byteOffset, joined.byteLength);
    const samples = new Float32Array(count);
    for (let index = 0; index < count; index++) samples[index] = view.getInt16(index * 2, true) / 32_768;
    return samples;
  }
}

function prepend(byte: number, bytes: Uint8Array): Uint8Array {
  const joined = new Uint8Array(bytes.length + 1);
  joined[0] = byte;
  joined.set(bytes, 1);
  return joined;
}
