/** OpenAI's client as it comes, in a page that does with it what its examples do. */
import { OpenAIRealtimeWebRTC, RealtimeAgent, RealtimeSession } from '@openai/agents-realtime';

/** What both clients' pages can be asked to do. */
export interface TalkingPage {
  connect(backendUrl: string, again: boolean): Promise<void>;
  /** Throws where the client does. */
  ask(text: string): void;
  /** All that the assistant has said. */
  answers(): string;
}

interface Access {
  readonly key: string;
  readonly callsUrl: string;
}

const AGAIN_AFTER_MS = 1_000;
let session: RealtimeSession | undefined;

async function openSession(backendUrl: string): Promise<Access> {
  const reply = await fetch(new URL('/api/realtime/session', backendUrl), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'ada@example.org' }),
  });
  const { key, callsUrl } = Object(await reply.json());
  return { key: String(key?.value), callsUrl: String(callsUrl) };
}

/** @param again whether the page connects anew when the client says that it has lost its connection. */
async function connect(backendUrl: string, again: boolean): Promise<void> {
  const { key, callsUrl } = await openSession(backendUrl);
  const transport = new OpenAIRealtimeWebRTC({ baseUrl: callsUrl, audioElement: new Audio() });
  session ??= new RealtimeSession(new RealtimeAgent({ name: 'food', instructions: 'Be brief.' }), {
    transport,
    config: { outputModalities: ['text'] },
    tracingDisabled: true,
  });
  session.on('error', (error) => console.debug(error));
  if (again) {
    session.transport.on('connection_change', (status) => {
      if (status === 'disconnected') void connectAgain(backendUrl);
    });
  }
  await session.connect({ apiKey: key });
}

async function connectAgain(backendUrl: string): Promise<void> {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS));
    try {
      const { key } = await openSession(backendUrl);
      await session?.connect({ apiKey: key });
      return;
    } catch (error) {
      console.debug(error);
    }
  }
}

const page: TalkingPage = {
  connect,
  ask: (text) => session?.sendMessage(text),
  answers: () =>
    (session?.history ?? [])
      .flatMap((item) => (item.type === 'message' && item.role === 'assistant' ? item.content : []))
      .map((part) => ('text' in part ? part.text : (part.transcript ?? '')))
      .join(' '),
};
Object.assign(globalThis, { talking: page });
