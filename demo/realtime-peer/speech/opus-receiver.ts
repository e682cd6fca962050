import type { OpusDecoderHandle } from 'libopus-wasm';
import type { RtpPacket } from '../link/media.js';
import { EARS_RATE_HZ } from './sherpa.js';

/** RTP timestamps of Opus count 48 kHz samples whatever the sound's own rate (RFC 7587 §4.1). */
const TIMESTAMPS_PER_SAMPLE = 48_000 / EARS_RATE_HZ;

/** How many packets may overtake a missing one before it counts as lost. 3 × 20 ms of patience. */
const REORDER_DEPTH = 3;

/** Longer gaps become silence: concealment beyond 100 ms sounds like a stuck note, and the VAD would hear it. */
const LONGEST_CONCEALED_SAMPLES = EARS_RATE_HZ / 10;

/** Opus has no frame shorter than 2.5 ms, nor can it conceal less. */
const SHORTEST_FRAME_SAMPLES = EARS_RATE_HZ / 400;

/** More than this is no gap but another clock: the sender was replaced or its timestamps restarted. */
const LONGEST_GAP_SAMPLES = 10 * EARS_RATE_HZ;

/**
 * RTP packets in, an unbroken line of 16 kHz sound out: puts packets in order, restores single losses from
 * the next packet's redundancy (Opus in-band FEC), conceals short gaps and fills long ones with silence.
 */
export class OpusReceiver {
  readonly #decoder: OpusDecoderHandle;
  readonly #deliver: (samples: Int16Array) => void;
  readonly #held = new Map<number, RtpPacket>();
  #next: { sequenceNumber: number; timestamp: number; ssrc: number } | undefined;

  /** `decoder` runs at 16 kHz, mono; the caller frees it. */
  constructor(decoder: OpusDecoderHandle, deliver: (samples: Int16Array) => void) {
    this.#decoder = decoder;
    this.#deliver = deliver;
  }

  push(packet: RtpPacket): void {
    if (packet.payload.length === 0) return;
    if (this.#next === undefined || this.#next.ssrc !== packet.ssrc) this.#startAt(packet);
    const ahead = signed16(packet.sequenceNumber - (this.#next?.sequenceNumber ?? 0));
    // Late or repeated: its place has been filled.
    if (ahead < 0) return;
    this.#held.set(packet.sequenceNumber, packet);
    this.#releaseInOrder();
    if (this.#held.size > REORDER_DEPTH) {
      this.#skipToOldest();
      this.#releaseInOrder();
    }
  }

  /** The stream has paused: gives out what waits for a packet that will not come, and starts afresh. */
  restart(): void {
    while (this.#held.size > 0) {
      this.#skipToOldest();
      this.#releaseInOrder();
    }
    this.#next = undefined;
  }

  #startAt({ sequenceNumber, timestamp, ssrc }: RtpPacket): void {
    this.#held.clear();
    this.#next = { sequenceNumber, timestamp, ssrc };
  }

  #releaseInOrder(): void {
    for (;;) {
      const packet = this.#held.get(this.#next?.sequenceNumber ?? -1);
      if (packet === undefined) return;
      this.#held.delete(packet.sequenceNumber);
      this.#release(packet);
    }
  }

  /** Gives the missing packets up and goes on with the oldest of those held. */
  #skipToOldest(): void {
    const next = this.#next;
    if (next === undefined) return;
    const distances = [...this.#held.keys()].map((number) => signed16(number - next.sequenceNumber));
    next.sequenceNumber = (next.sequenceNumber + Math.min(...distances)) & 0xffff;
  }

  #release(packet: RtpPacket): void {
    const next = this.#next;
    if (next === undefined) return;
    this.#fill(signed32(packet.timestamp - next.timestamp) / TIMESTAMPS_PER_SAMPLE, packet);
    const samples = this.#decode(packet);
    next.sequenceNumber = (packet.sequenceNumber + 1) & 0xffff;
    next.timestamp = (packet.timestamp + samples * TIMESTAMPS_PER_SAMPLE) >>> 0;
  }

  #fill(missing: number, packet: RtpPacket): void {
    if (missing > LONGEST_GAP_SAMPLES) return;
    if (missing > LONGEST_CONCEALED_SAMPLES) {
      this.#deliver(new Int16Array(missing));
      return;
    }
    const frame = EARS_RATE_HZ / 50;
    for (let left = missing - (missing % SHORTEST_FRAME_SAMPLES); left > 0; left -= frame) {
      const frameSize = Math.min(frame, left);
      // Only the frame right before a packet is carried in it.
      const redundant = left <= frame && frameSize === frame;
      this.#deliver(
        redundant
          ? this.#decoder.decode(packet.payload, { decodeFec: true, frameSize })
          : this.#decoder.decodePacketLoss(frameSize),
      );
    }
  }

  #decode(packet: RtpPacket): number {
    try {
      const samples = this.#decoder.decode(packet.payload);
      this.#deliver(samples);
      return samples.length;
    } catch {
      // A garbled packet is as good as a lost one; the line must not break for it.
      const samples = new Int16Array(EARS_RATE_HZ / 50);
      this.#deliver(samples);
      return samples.length;
    }
  }
}

function signed16(difference: number): number {
  return (difference << 16) >> 16;
}

function signed32(difference: number): number {
  return difference | 0;
}
