import { setTimeout as pause } from 'node:timers/promises';
import { createEncoder } from 'libopus-wasm';
import { RtpWriter } from '../../demo/realtime-peer/link/rtp.js';
import { VOICE_RATE_HZ, type Voice } from '../../demo/realtime-peer/speech/voice.js';
import type { PeerClient } from '../../demo/realtime-peer/testing/peer-client.js';

const FRAME_MS = 20;
const FRAME_SAMPLES = (VOICE_RATE_HZ * FRAME_MS) / 1000;

/** A pause that ends the turn, whatever is set. */
const SILENCE_MS = 1500;

/** Twenty questions at once wait for one recogniser. */
const ANSWER_WITHIN_MS = 60_000;

/** A client that speaks, in real time, and waits until it hears the answer begin. */
export class TalkingClient {
  readonly #client: PeerClient;

  constructor(client: PeerClient) {
    this.#client = client;
  }

  /** `question` as {@link packetsOf} makes it. */
  async ask(question: readonly Uint8Array[]): Promise<void> {
    await Promise.all([
      this.#client.waitFor('output_audio_buffer.started', undefined, ANSWER_WITHIN_MS),
      this.#send(question),
    ]);
  }

  async #send(packets: readonly Uint8Array[]): Promise<void> {
    // The SSRC and payload type that the client's offer names.
    const writer = new RtpWriter(4242, 111);
    const begunAtMs = performance.now();
    for (const [index, packet] of packets.entries()) {
      await pause(Math.max(0, begunAtMs + index * FRAME_MS - performance.now()));
      this.#client.track?.sendMessageBinary(writer.packet(packet, index * 960, index === 0));
    }
  }
}

/** A spoken text and the silence after it, as Opus packets of 20 ms. */
export async function packetsOf(voice: Voice, text: string): Promise<Uint8Array[]> {
  const pieces: Int16Array[] = [];
  for await (const pcm of voice.speak(text, { signal: new AbortController().signal })) pieces.push(pcm);
  pieces.push(new Int16Array((SILENCE_MS * VOICE_RATE_HZ) / 1000));
  const samples = Int16Array.from(pieces.flatMap((piece) => [...piece]));
  const encoder = await createEncoder({ sampleRate: VOICE_RATE_HZ, channels: 1 });
  const packets: Uint8Array[] = [];
  for (let at = 0; at + FRAME_SAMPLES <= samples.length; at += FRAME_SAMPLES) {
    packets.push(encoder.encode(samples.slice(at, at + FRAME_SAMPLES)));
  }
  encoder.free();
  return packets;
}
