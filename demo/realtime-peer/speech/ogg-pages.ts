const HEADER_BYTES = 27;
const CHECKSUM_AT = 22;
/** A packet is cut into segments of this size; a shorter one, if need be of 0 bytes, ends it (RFC 3533 §5). */
const SEGMENT_BYTES = 255;
const FLAGS = { inner: 0, first: 2, last: 4 } as const;

export interface PageFacts {
  /** How far the sound has come with the end of this page, in the codec's own count. */
  readonly granule: number;
  readonly place: keyof typeof FLAGS;
}

/** Pages of one logical Ogg stream, in order (RFC 3533 §6). */
export class OggPages {
  #sequence = 0;

  /** @param packets whole ones, together at most 255 segments. */
  page(packets: readonly Uint8Array[], { granule, place }: PageFacts): Buffer {
    const lacing = packets.flatMap(({ length }) => [
      ...Array.from({ length: Math.floor(length / SEGMENT_BYTES) }, () => SEGMENT_BYTES),
      length % SEGMENT_BYTES,
    ]);
    const header = Buffer.alloc(HEADER_BYTES);
    header.write('OggS', 'ascii');
    header.writeUInt8(FLAGS[place], 5);
    header.writeBigInt64LE(BigInt(granule), 6);
    // One stream a file: any serial number is unique.
    header.writeUInt32LE(1, 14);
    header.writeUInt32LE(this.#sequence, 18);
    header.writeUInt8(lacing.length, 26);
    this.#sequence += 1;
    const page = Buffer.concat([header, Buffer.from(lacing), ...packets]);
    page.writeUInt32LE(checksum(page), CHECKSUM_AT);
    return page;
  }
}

/** CRC-32 of the generator 0x04c11db7, unreflected, from 0: not the one of gzip (RFC 3533 §6). */
function checksum(page: Buffer): number {
  let crc = 0;
  for (const byte of page) {
    crc ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ 0x04c1_1db7 : crc << 1;
  }
  return crc >>> 0;
}
