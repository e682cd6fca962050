import { Application, createEncoder, Signal, type OpusEncoderHandle } from 'libopus-wasm';
import { OggPages } from './ogg-pages.js';
import { VOICE_RATE_HZ } from './voice.js';

/** A twelfth of the raw samples, and still clear speech. */
const BITRATE = 32_000;
/** 20 ms, the frame that Opus is tuned for. */
const FRAME_SAMPLES = VOICE_RATE_HZ / 50;
/** Ogg counts Opus in samples of 48 kHz whatever the sound's own rate (RFC 7845 §4). */
const GRANULES_PER_SAMPLE = 48_000 / VOICE_RATE_HZ;
/** 200 ms: what is said is on its way while the rest is being made. */
const PACKETS_PER_PAGE = 10;

/** Sound in, an Ogg Opus file out as it grows (RFC 7845). `end` before `free`; both once. */
export class OggOpusWriter {
  readonly #encoder: OpusEncoderHandle;
  readonly #pages = new OggPages();
  /** Samples that the encoder holds back, and a player skips. */
  readonly #preSkip: number;
  #waiting = new Int16Array(0);
  #packets: Uint8Array[] = [];
  #frames = 0;
  #samples = 0;

  static async create(): Promise<OggOpusWriter> {
    return new OggOpusWriter(
      await createEncoder({
        channels: 1,
        sampleRate: VOICE_RATE_HZ,
        frameSize: FRAME_SAMPLES,
        // What it makes lies where the look-ahead says; the mode for calls shifts phases.
        application: Application.Audio,
        signal: Signal.Voice,
        bitrate: BITRATE,
      }),
    );
  }

  private constructor(encoder: OpusEncoderHandle) {
    this.#encoder = encoder;
    this.#preSkip = encoder.getLookahead();
  }

  /** What the file begins with: two pages of their own, one packet each (RFC 7845 §3). */
  begin(): Buffer {
    const head = Buffer.alloc(19);
    head.write('OpusHead', 'ascii');
    head.writeUInt8(1, 8);
    head.writeUInt8(1, 9);
    head.writeUInt16LE(this.#preSkip * GRANULES_PER_SAMPLE, 10);
    head.writeUInt32LE(VOICE_RATE_HZ, 12);
    const vendor = 'libopus';
    const tags = Buffer.alloc(16 + vendor.length);
    tags.write('OpusTags', 'ascii');
    tags.writeUInt32LE(vendor.length, 8);
    tags.write(vendor, 12, 'ascii');
    return Buffer.concat([
      this.#pages.page([head], { granule: 0, place: 'first' }),
      this.#pages.page([tags], { granule: 0, place: 'inner' }),
    ]);
  }

  /** The pages that are full now; often none. */
  write(samples: Int16Array): Buffer {
    this.#samples += samples.length;
    return this.#encode(samples);
  }

  /** The last pages. The final one says where the sound ends, short of what fills its frame (RFC 7845 §4.4). */
  end(): Buffer {
    const owed = this.#preSkip + this.#samples - this.#frames * FRAME_SAMPLES;
    const frames = Math.ceil(owed / FRAME_SAMPLES);
    const full = this.#encode(new Int16Array(frames * FRAME_SAMPLES - this.#waiting.length));
    const granule = (this.#preSkip + this.#samples) * GRANULES_PER_SAMPLE;
    return Buffer.concat([full, this.#pages.page(this.#packets, { granule, place: 'last' })]);
  }

  free(): void {
    this.#encoder.free();
  }

  #encode(samples: Int16Array): Buffer {
    const all = new Int16Array(this.#waiting.length + samples.length);
    all.set(this.#waiting);
    all.set(samples, this.#waiting.length);
    const pages: Buffer[] = [];
    let at = 0;
    for (; at + FRAME_SAMPLES <= all.length; at += FRAME_SAMPLES) {
      // Not before the next packet: the last page must hold one.
      if (this.#packets.length === PACKETS_PER_PAGE) pages.push(this.#fullPage());
      this.#packets.push(this.#encoder.encode(all.subarray(at, at + FRAME_SAMPLES)).slice());
      this.#frames += 1;
    }
    this.#waiting = all.slice(at);
    return Buffer.concat(pages);
  }

  #fullPage(): Buffer {
    const granule = this.#frames * FRAME_SAMPLES * GRANULES_PER_SAMPLE;
    const packets = this.#packets;
    this.#packets = [];
    return this.#pages.page(packets, { granule, place: 'inner' });
  }
}
