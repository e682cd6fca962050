import type {
  Clock,
  SpeechOut,
  SpokenUtterance,
  Utterance,
  UtteranceListener,
} from '../conversation/ports.js';
import type { CallMedia } from '../link/media.js';
import { CallUtterance } from './call-utterance.js';
import { FRAME_SAMPLES, FramePacer, type Sound } from './frame-pacer.js';
import type { Voice } from './voice.js';

/** Both at 24 kHz, mono; owned by the call. */
export interface VoiceCodec {
  readonly encoder: { encode(frame: Int16Array): Uint8Array; free(): void };
  readonly decoder: { decode(packet: Uint8Array): Int16Array; free(): void };
}

export interface CallVoiceParts {
  readonly clock: Clock;
  readonly media: CallMedia;
  readonly voice: Voice;
  /** Called with the first utterance. */
  readonly createCodec: () => Promise<VoiceCodec>;
}

/** The assistant's voice on the media track of one call. Ends with `media.closed`. */
export class CallVoice implements SpeechOut {
  readonly #parts: CallVoiceParts;
  readonly #queue: CallUtterance[] = [];
  #codec: VoiceCodec | undefined;
  #pacer: FramePacer | undefined;
  #isStarting = false;

  constructor(parts: CallVoiceParts) {
    this.#parts = parts;
    parts.media.closed.addEventListener('abort', () => this.#close(), { once: true });
  }

  speak(utterance: Utterance, listener: UtteranceListener): SpokenUtterance {
    const spoken = new CallUtterance({
      utterance,
      listener,
      voice: this.#parts.voice,
      onReady: () => this.#pacer?.wake(),
      onLeft: () => this.#forget(spoken),
      nowMs: () => this.#parts.clock.nowMs(),
      decode: (packets) => this.#decode(packets),
    });
    this.#queue.push(spoken);
    if (!this.#isStarting) this.#start();
    return spoken;
  }

  #start(): void {
    this.#isStarting = true;
    this.#parts.createCodec().then(
      (codec) => this.#run(codec),
      (error: unknown) => {
        // The next utterance may have more luck.
        this.#isStarting = false;
        for (const waiting of this.#queue.splice(0)) waiting.fail(error);
      },
    );
  }

  #run(codec: VoiceCodec): void {
    const { clock, media } = this.#parts;
    if (media.closed.aborted) {
      free(codec);
      return;
    }
    this.#codec = codec;
    this.#pacer = new FramePacer({
      clock,
      media,
      encode: (frame) => codec.encoder.encode(frame),
      nextFrame: () => this.#nextSound(),
    });
    this.#pacer.wake();
  }

  #nextSound(): Sound | undefined {
    for (let first = this.#queue[0]; first !== undefined; first = this.#queue[0]) {
      const sound = first.nextSound();
      if (sound === 'waiting') return undefined;
      if (sound !== 'over') return sound;
      this.#forget(first);
    }
    return undefined;
  }

  #forget(spoken: CallUtterance): void {
    const index = this.#queue.indexOf(spoken);
    if (index >= 0) this.#queue.splice(index, 1);
    if (this.#queue.length > 0) this.#pacer?.wake();
  }

  #decode(packets: readonly Uint8Array[]): Int16Array {
    const decoder = this.#codec?.decoder;
    if (decoder === undefined) return new Int16Array(0);
    const pcm = new Int16Array(packets.length * FRAME_SAMPLES);
    packets.forEach((packet, index) => pcm.set(decoder.decode(packet), index * FRAME_SAMPLES));
    return pcm;
  }

  #close(): void {
    this.#pacer?.close();
    for (const spoken of this.#queue.splice(0)) spoken.stop();
    if (this.#codec !== undefined) free(this.#codec);
    this.#codec = undefined;
  }
}

function free({ encoder, decoder }: VoiceCodec): void {
  encoder.free();
  decoder.free();
}
