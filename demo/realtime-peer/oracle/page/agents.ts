/** The page of `agents-realtime.test.ts`: OpenAI's client as it comes, and buttons for the test to press. */
import { OpenAIRealtimeWebRTC, RealtimeAgent, RealtimeSession, tool } from '@openai/agents-realtime';
import { EventLog, type LoggedEvent } from './event-log.js';
import { createSound, type Sound } from './microphone.js';

export interface ConnectOptions {
  readonly url: string;
  readonly key: string;
  readonly modality: 'text' | 'audio';
}

export interface HistoryEntry {
  readonly itemId: string;
  readonly role: string;
  readonly text: string;
}

export interface AgentsPage {
  /** Milliseconds until `connect()` resolved. */
  connect(options: ConnectOptions): Promise<number>;
  sendMessage(text: string): void;
  interrupt(): void;
  say(base64: string): Promise<void>;
  nth(type: string, count: number): Promise<LoggedEvent>;
  events(): readonly LoggedEvent[];
  errors(): readonly string[];
  history(): readonly HistoryEntry[];
  /** Takes an item out of the history and puts a text in its place. */
  replaceItem(itemId: string, text: string): void;
  toolCalls(): readonly string[];
  onset(): Promise<number>;
  silence(forMs: number): Promise<number>;
  close(): Promise<void>;
}

let session: RealtimeSession | undefined;
let sound: Sound | undefined;
let log = new EventLog();
const errors: string[] = [];
const toolCalls: string[] = [];

const lookupFood = tool({
  name: 'lookup_food',
  description: 'Looks a food up.',
  parameters: {
    type: 'object',
    properties: { query: { type: 'string' }, per: { type: 'string' } },
    required: ['query', 'per'],
    additionalProperties: false,
  },
  strict: true,
  execute: (input: unknown) => {
    toolCalls.push(JSON.stringify(input));
    return 'An apple has 52 kilocalories.';
  },
});

const page: AgentsPage = {
  async connect({ url, key, modality }) {
    log = new EventLog();
    sound = createSound();
    const audioElement = new Audio();
    const transport = new OpenAIRealtimeWebRTC({
      baseUrl: url,
      mediaStream: sound.microphone,
      audioElement,
      changePeerConnection: (connection: RTCPeerConnection) => {
        connection.addEventListener('track', ({ streams }) => {
          // The client plays streams[0]; without it the page would stay silent.
          if (streams[0] !== undefined) sound?.hear(streams[0]);
        });
        return connection;
      },
    });
    const agent = new RealtimeAgent({ name: 'nutrition', instructions: 'Be brief.', tools: [lookupFood] });
    session = new RealtimeSession(agent, {
      transport,
      config: { outputModalities: [modality] },
      tracingDisabled: true,
    });
    session.on('transport_event', (event) => log.add(event));
    session.on('error', (error) => errors.push(JSON.stringify(error)));
    const begunAtMs = performance.now();
    await session.connect({ apiKey: key });
    return performance.now() - begunAtMs;
  },
  sendMessage: (text) => session?.sendMessage(text),
  interrupt: () => session?.interrupt(),
  say: async (base64) => sound?.say(base64),
  nth: (type, count) => log.nth(type, count),
  events: () => log.events,
  errors: () => errors,
  history: () =>
    (session?.history ?? []).flatMap((item) =>
      item.type === 'message' ? [{ itemId: item.itemId, role: item.role, text: textOf(item.content) }] : [],
    ),
  replaceItem(itemId, text) {
    session?.updateHistory((history) =>
      history.map((item) =>
        item.itemId === itemId
          ? {
              itemId: `${itemId.slice(0, 20)}-edited`,
              type: 'message' as const,
              role: 'user' as const,
              status: 'completed' as const,
              content: [{ type: 'input_text' as const, text }],
            }
          : item,
      ),
    );
  },
  toolCalls: () => toolCalls,
  onset: () => (sound ?? createSound()).onset(),
  silence: (forMs) => (sound ?? createSound()).silence(forMs),
  async close() {
    session?.close();
    await sound?.close();
    session = undefined;
    sound = undefined;
  },
};

function textOf(content: readonly object[]): string {
  return content
    .map((part) => ('text' in part ? part.text : 'transcript' in part ? part.transcript : ''))
    .join('');
}

globalThis.addEventListener('error', ({ message }) => errors.push(message));
globalThis.addEventListener('unhandledrejection', ({ reason }) => errors.push(String(reason)));
Object.assign(globalThis, { oracle: page });
