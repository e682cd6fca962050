/** One parsed RTP packet (RFC 3550); `payload` is one Opus packet (RFC 7587) and may be empty. */
export interface RtpPacket {
  readonly payloadType: number;
  /** 16 bits, wraps. */
  readonly sequenceNumber: number;
  /** 32 bits, wraps; 48 000 a second for Opus whatever the sound's own rate. */
  readonly timestamp: number;
  readonly ssrc: number;
  readonly marker: boolean;
  /** The receiver's to keep. */
  readonly payload: Uint8Array;
}

/**
 * The audio section of one call, seen from the peer: Opus in and out, nothing decoded. The link
 * owns SSRC, sequence numbers and payload type; the speech side owns pacing and timestamps.
 */
export interface CallMedia {
  /** The one receiver of incoming packets; a second call replaces it. Packets before it are lost. */
  onRtp(receive: (packet: RtpPacket) => void): void;
  /**
   * Sends one Opus packet now. `timestamp` counts 48 kHz samples from any start; `marker` says that
   * silence went before. Returns false when nothing could be sent (not yet open, closed, or the
   * offer does not want to receive): keep pacing as if it had been.
   */
  sendOpusFrame(frame: Uint8Array, timestamp: number, marker?: boolean): boolean;
  /** Aborted when the call ends; release everything that belongs to it. */
  readonly closed: AbortSignal;
}
