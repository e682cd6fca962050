import type { RtpPacket } from './media.js';

const FIXED_HEADER_BYTES = 12;

/** Reads one RTP packet (RFC 3550 §5.1); `undefined` for RTCP and for anything malformed. */
export function parseRtp(bytes: Uint8Array): RtpPacket | undefined {
  if (bytes.byteLength < FIXED_HEADER_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const flags = view.getUint8(0);
  const typeByte = view.getUint8(1);
  // RFC 5761: with rtcp-mux these second bytes are RTCP's packet types 192–223.
  if (flags >> 6 !== 2 || (typeByte >= 192 && typeByte <= 223)) return undefined;
  const start = payloadStart(view, flags);
  if (start === undefined) return undefined;
  const padding = (flags & 0x20) === 0 ? 0 : view.getUint8(bytes.byteLength - 1);
  const end = bytes.byteLength - padding;
  if (end < start) return undefined;
  return {
    payloadType: typeByte & 0x7f,
    marker: (typeByte & 0x80) !== 0,
    sequenceNumber: view.getUint16(2),
    timestamp: view.getUint32(4),
    ssrc: view.getUint32(8),
    // A copy: `slice` of a Buffer would share its memory.
    payload: new Uint8Array(bytes.subarray(start, end)),
  };
}

function payloadStart(view: DataView, flags: number): number | undefined {
  let at = FIXED_HEADER_BYTES + (flags & 0x0f) * 4;
  if ((flags & 0x10) !== 0) {
    if (at + 4 > view.byteLength) return undefined;
    at += 4 + view.getUint16(at + 2) * 4;
  }
  return at > view.byteLength ? undefined : at;
}

/** Writes RTP packets of one stream: counts sequence numbers, owns SSRC and payload type. */
export class RtpWriter {
  readonly #ssrc: number;
  readonly #payloadType: number;
  #sequenceNumber: number;

  constructor(ssrc: number, payloadType: number, firstSequenceNumber = 0) {
    this.#ssrc = ssrc;
    this.#payloadType = payloadType;
    this.#sequenceNumber = firstSequenceNumber;
  }

  /** `timestamp` is taken modulo 2^32. */
  packet(payload: Uint8Array, timestamp: number, marker: boolean): Buffer {
    const packet = Buffer.alloc(FIXED_HEADER_BYTES + payload.byteLength);
    packet.writeUInt8(0x80, 0);
    packet.writeUInt8((marker ? 0x80 : 0) | this.#payloadType, 1);
    packet.writeUInt16BE(this.#sequenceNumber, 2);
    packet.writeUInt32BE(timestamp >>> 0, 4);
    packet.writeUInt32BE(this.#ssrc, 8);
    packet.set(payload, FIXED_HEADER_BYTES);
    this.#sequenceNumber = (this.#sequenceNumber + 1) & 0xffff;
    return packet;
  }
}
