/** The page of `openai-webrtc.test.ts`: the `openai` package's own WebRTC class. */
// oxlint-disable-next-line no-restricted-imports -- here OpenAI's own client is the measure, not a part of the peer.
import { OpenAIRealtimeWebRTC } from 'openai/realtime/webrtc';
import { EventLog, type LoggedEvent } from './event-log.js';
import { createSound, type Sound } from './microphone.js';

export interface OpenAiPage {
  connect(options: { readonly url: string; readonly key: string }): Promise<void>;
  /** Sends a client event as it is. */
  send(event: string): void;
  say(base64: string): Promise<void>;
  nth(type: string, count: number): Promise<LoggedEvent>;
  events(): readonly LoggedEvent[];
  errors(): readonly string[];
  onset(): Promise<number>;
  silence(forMs: number): Promise<number>;
  close(): Promise<void>;
}

let client: OpenAIRealtimeWebRTC | undefined;
let sound: Sound | undefined;
let log = new EventLog();
const errors: string[] = [];

const page: OpenAiPage = {
  async connect({ url, key }) {
    log = new EventLog();
    sound = createSound();
    client = new OpenAIRealtimeWebRTC();
    const [track] = sound.microphone.getAudioTracks();
    if (track !== undefined) client.peerConnection.addTrack(track, sound.microphone);
    client.peerConnection.addEventListener('track', ({ streams }) => {
      if (streams[0] !== undefined) listen(streams[0]);
    });
    client.onEvent((event) => log.add(event));
    await client.connect({
      exchangeSdp: async (sdp, { signal }) => {
        const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/sdp' };
        const answer = await fetch(url, { method: 'POST', headers, body: sdp, signal: signal ?? null });
        if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
        return answer.text();
      },
    });
  },
  send: (event) => client?.send(JSON.parse(event)),
  say: async (base64) => sound?.say(base64),
  nth: (type, count) => log.nth(type, count),
  events: () => log.events,
  errors: () => errors,
  onset: () => (sound ?? createSound()).onset(),
  silence: (forMs) => (sound ?? createSound()).silence(forMs),
  async close() {
    client?.close();
    await sound?.close();
  },
};

function listen(stream: MediaStream): void {
  // Chromium decodes a remote track only while an element plays it.
  const element = new Audio();
  element.srcObject = stream;
  element.muted = true;
  element.play().catch((error: unknown) => errors.push(String(error)));
  sound?.hear(stream);
}

globalThis.addEventListener('error', ({ message }) => errors.push(message));
globalThis.addEventListener('unhandledrejection', ({ reason }) => errors.push(String(reason)));
Object.assign(globalThis, { oracle: page });
