import { createDecoder, createEncoder, Application, Signal, type OpusDecoderHandle } from 'libopus-wasm';
import type { Clock } from '../conversation/ports.js';
import type { CallMedia, RtpPacket } from '../link/media.js';
import { createWebSocketVoice } from '../link/web-socket-voice.js';
import type { CallSpeech, SpeechEngine } from '../speech-engine.js';
import { CallEars } from './call-ears.js';
import { CallVoice, type VoiceCodec } from './call-voice.js';
import { loadEars, type Ears } from './ears.js';
import { OpusReceiver } from './opus-receiver.js';
import { EARS_RATE_HZ } from './sherpa.js';
import { createVoice, VOICE_RATE_HZ, type Voice } from './voice.js';

/** Enough for clear speech; what OpenAI sends lies in the same range. */
const BITRATE = 32_000;

/** No packet for this long in mid-turn: the sound has stopped, and silence takes its place. */
const STARVED_AFTER_MS = 400;
const STARVED_STEP_MS = 100;

export interface SpeechEngineOptions {
  /** The voice to speak with; the caller closes it. Without one the engine makes and closes its own. */
  readonly voice?: Voice;
  /** Told once, in one line, when this platform has no ears. */
  readonly report?: (line: string) => void;
}

/** Voice and ears for the calls of one peer. The models are loaded when the first sound arrives. */
export async function createSpeechEngine(options: SpeechEngineOptions = {}): Promise<SpeechEngine> {
  const voice = options.voice ?? (await createVoice());
  let loading: Promise<Ears | undefined> | undefined;
  const load = (): Promise<Ears | undefined> => {
    if (loading !== undefined) return loading;
    // Who is about to be heard is about to be answered.
    void voice.warm();
    loading = loadEars().catch((error: unknown) => {
      const reason = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
      options.report?.(`realtime peer: no ears on this platform, speech will not be heard (${reason})`);
      return undefined;
    });
    return loading;
  };
  return {
    attach: (media, clock) => attachCall({ media, clock, voice, load }),
    attachEvents: (closed) => {
      const speechIn = new CallEars(load);
      closed.addEventListener('abort', () => speechIn.close(), { once: true });
      return { speechIn, speechOut: createWebSocketVoice(voice) };
    },
    close: async () => {
      if (options.voice === undefined) await voice.close();
    },
  };
}

interface CallParts {
  readonly media: CallMedia;
  readonly clock: Clock;
  readonly voice: Voice;
  readonly load: () => Promise<Ears | undefined>;
}

function attachCall({ media, clock, voice, load }: CallParts): CallSpeech {
  const speechIn = new CallEars(load);
  const hearing = new Hearing({ media, clock, ears: speechIn });
  media.onRtp((packet) => hearing.push(packet));
  media.closed.addEventListener(
    'abort',
    () => {
      hearing.close();
      speechIn.close();
    },
    { once: true },
  );
  return { speechIn, speechOut: new CallVoice({ clock, media, voice, createCodec }) };
}

async function createCodec(): Promise<VoiceCodec> {
  const format = { sampleRate: VOICE_RATE_HZ, channels: 1 } as const;
  const encoder = await createEncoder({
    ...format,
    application: Application.Voip,
    signal: Signal.Voice,
    bitrate: BITRATE,
    // Lets a receiver restore single lost packets.
    fec: true,
    packetLossPercent: 5,
  });
  return { encoder, decoder: await createDecoder(format) };
}

/** From the call's packets to its ears. */
class Hearing {
  readonly #parts: { readonly media: CallMedia; readonly clock: Clock; readonly ears: CallEars };
  #receiver: OpusReceiver | undefined;
  #decoder: OpusDecoderHandle | undefined;
  #waiting: RtpPacket[] | undefined;
  #cancelStarvation: (() => void) | undefined;

  constructor(parts: { readonly media: CallMedia; readonly clock: Clock; readonly ears: CallEars }) {
    this.#parts = parts;
  }

  push(packet: RtpPacket): void {
    if (this.#receiver === undefined) {
      this.#wait(packet);
      return;
    }
    this.#receiver.push(packet);
    this.#watch(STARVED_AFTER_MS);
  }

  close(): void {
    this.#cancelStarvation?.();
    this.#decoder?.free();
    this.#receiver = undefined;
    this.#decoder = undefined;
  }

  /** The decoder comes with the first packet; until it is there, packets queue. */
  #wait(packet: RtpPacket): void {
    if (this.#parts.media.closed.aborted) return;
    if (this.#waiting !== undefined) {
      this.#waiting.push(packet);
      return;
    }
    this.#waiting = [packet];
    void createDecoder({ sampleRate: EARS_RATE_HZ, channels: 1 }).then((decoder) => {
      if (this.#parts.media.closed.aborted) {
        decoder.free();
        return;
      }
      this.#decoder = decoder;
      this.#receiver = new OpusReceiver(decoder, (samples) => this.#parts.ears.accept(samples));
      for (const waiting of this.#waiting ?? []) this.#receiver.push(waiting);
      this.#waiting = undefined;
      this.#watch(STARVED_AFTER_MS);
    });
  }

  /** A turn whose sound breaks off (mute, lost network) must still end. */
  #watch(afterMs: number): void {
    this.#cancelStarvation?.();
    this.#cancelStarvation = undefined;
    const { clock, ears } = this.#parts;
    if (!ears.mayBeInTurn) return;
    this.#cancelStarvation = clock.after(afterMs, () => {
      this.#receiver?.restart();
      ears.accept(new Int16Array((afterMs * EARS_RATE_HZ) / 1000));
      this.#watch(STARVED_STEP_MS);
    });
  }
}
