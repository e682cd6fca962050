import type { Clock } from '../../conversation/ports.js';
import type { CallMedia, RtpPacket } from '../../link/media.js';

export interface SentFrame {
  readonly frame: Uint8Array;
  readonly timestamp: number;
  readonly marker: boolean;
  readonly atMs: number;
}

/** A call's media with the network cut off: what is sent is kept, what is received comes from the test. */
export class FakeMedia implements CallMedia {
  readonly sent: SentFrame[] = [];
  readonly #clock: Clock;
  readonly #closing = new AbortController();
  #receive: (packet: RtpPacket) => void = () => {
    throw new Error('Nobody listens for packets.');
  };

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get closed(): AbortSignal {
    return this.#closing.signal;
  }

  onRtp(receive: (packet: RtpPacket) => void): void {
    this.#receive = receive;
  }

  sendOpusFrame(frame: Uint8Array, timestamp: number, marker = false): boolean {
    if (this.closed.aborted) throw new Error('A frame was sent after the call had ended.');
    this.sent.push({ frame, timestamp, marker, atMs: this.#clock.nowMs() });
    return true;
  }

  arrive(packet: RtpPacket): void {
    this.#receive(packet);
  }

  hangUp(): void {
    this.#closing.abort();
  }
}
