import type { Clock } from '../conversation/ports.js';
import type { CallMedia } from '../link/media.js';
import { VOICE_RATE_HZ } from './voice.js';

export const FRAME_MS = 20;
export const FRAME_SAMPLES = (VOICE_RATE_HZ * FRAME_MS) / 1000;

/** RTP timestamps of Opus count 48 kHz samples whatever the sound's own rate (RFC 7587 §4.1). */
const TIMESTAMPS_PER_MS = 48;

/**
 * Silent frames after the last sound. Without them a receiver takes the end for loss and draws the last
 * sound out; a stop in mid-word would be heard as a hum of some 100 ms.
 */
const TRAILING_FRAMES = 10;

/** Later than this, the process has been asleep: go on from now instead of sending the backlog at once. */
const LATEST_MS = 1000;

const SILENCE = new Int16Array(FRAME_SAMPLES);

export interface FramePacerParts {
  readonly clock: Clock;
  readonly media: Pick<CallMedia, 'sendOpusFrame' | 'closed'>;
  /** Turns {@link FRAME_SAMPLES} samples into one Opus packet. */
  readonly encode: (frame: Int16Array) => Uint8Array;
  /** The next frame, asked for at the moment it is due, and where its packet goes as well. */
  readonly nextFrame: () => Sound | undefined;
}

export interface Sound {
  readonly frame: Int16Array;
  /** Its last sample will have been played at `playedAtMs` of the clock. */
  onSent(packet: Uint8Array, playedAtMs: number): void;
}

/**
 * Sends Opus in real time: frame n of a stretch is played 20 × n ms after its first, however late single timers
 * are, so that an hour of speech does not drift by a millisecond.
 */
export class FramePacer {
  readonly #parts: FramePacerParts;
  #cancelTimer: (() => void) | undefined;
  #running = false;
  /** When the next frame begins to be played. */
  #dueAtMs = 0;
  #timestamp = 0;
  #silentFrames = 0;

  constructor(parts: FramePacerParts) {
    this.#parts = parts;
  }

  /** There is sound to send. Does nothing while it is already sending. */
  wake(): void {
    if (this.#running || this.#parts.media.closed.aborted) return;
    const now = this.#parts.clock.nowMs();
    const pausedMs = Math.max(0, now - this.#dueAtMs);
    // A receiver places the new stretch by its timestamp: the pause must show in it.
    this.#timestamp = (this.#timestamp + Math.round(pausedMs * TIMESTAMPS_PER_MS)) >>> 0;
    this.#dueAtMs = Math.max(now, this.#dueAtMs);
    this.#running = true;
    this.#silentFrames = 0;
    // Not at once: whoever wakes is in the middle of something.
    this.#cancelTimer = this.#parts.clock.after(this.#dueAtMs - now, () => this.#tick(true));
  }

  /** Ends for good. */
  close(): void {
    this.#cancelTimer?.();
    this.#running = false;
  }

  #tick(isFirst: boolean): void {
    const { clock, media } = this.#parts;
    if (media.closed.aborted) {
      this.close();
      return;
    }
    let marker = isFirst;
    const now = clock.nowMs();
    if (now - this.#dueAtMs > LATEST_MS) this.#dueAtMs = now;
    while (this.#running && this.#dueAtMs <= now) {
      this.#sendOne(marker);
      marker = false;
    }
    if (this.#running) this.#cancelTimer = clock.after(this.#dueAtMs - now, () => this.#tick(false));
  }

  #sendOne(marker: boolean): void {
    const { encode, media, nextFrame } = this.#parts;
    const sound = nextFrame();
    this.#silentFrames = sound === undefined ? this.#silentFrames + 1 : 0;
    if (this.#silentFrames > TRAILING_FRAMES) {
      this.#running = false;
      return;
    }
    const packet = encode(sound?.frame ?? SILENCE);
    media.sendOpusFrame(packet, this.#timestamp, marker);
    this.#timestamp = (this.#timestamp + FRAME_MS * TIMESTAMPS_PER_MS) >>> 0;
    this.#dueAtMs += FRAME_MS;
    sound?.onSent(packet, this.#dueAtMs);
  }
}
