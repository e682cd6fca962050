import type { Brain, BrainEvent, BrainRequest, CreateBrain, HistoryEntry } from './brain.js';
import { tokensOf } from './script.js';

export interface ChatOptions {
  /** An OpenAI-compatible root, e.g. `http://localhost:11434/v1`. */
  readonly baseUrl: string;
  readonly apiKey?: string;
  readonly model: string;
}

/** Longest wait for the next piece of an answer. */
const SILENCE_MS = 30_000;

/** A brain that asks any OpenAI-compatible chat endpoint and streams its answer. */
export function chatBrain(options: ChatOptions): CreateBrain {
  return () => {
    const brain: Brain = {
      respond: (request, hand) => {
        const stop = new AbortController();
        answer(options, request, { hand, signal: stop.signal }).catch((error: unknown) => {
          if (stop.signal.aborted) return;
          const message = error instanceof Error ? error.message : String(error);
          hand({ type: 'failed', error: { type: 'server_error', code: 'chat_failed', message } });
        });
        return () => stop.abort();
      },
    };
    return brain;
  };
}

interface Listener {
  readonly hand: (event: BrainEvent) => void;
  readonly signal: AbortSignal;
}

async function answer(
  { baseUrl, apiKey, model }: ChatOptions,
  request: BrainRequest,
  { hand, signal }: Listener,
): Promise<void> {
  const response = await fetch(`${baseUrl.replace(/\/$/, '')}/chat/completions`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
    },
    body: JSON.stringify({ model, stream: true, messages: messagesOf(request), ...toolsOf(request) }),
    signal: AbortSignal.any([signal, AbortSignal.timeout(SILENCE_MS * 4)]),
  });
  if (!response.ok || response.body === null) {
    throw new Error(`The chat endpoint answered ${response.status}.`);
  }
  const speech = new ChatSpeech(hand);
  for await (const data of serverSentData(response.body)) {
    signal.throwIfAborted();
    if (data === '[DONE]') break;
    speech.take(JSON.parse(data));
  }
  speech.end();
}

/** Turns the pieces of a chat completion into the steps of an answer. */
class ChatSpeech {
  readonly #hand: (event: BrainEvent) => void;
  #message: number | undefined;
  readonly #calls = new Map<number, number>();
  #keys = 0;
  #finish = '';

  constructor(hand: (event: BrainEvent) => void) {
    this.#hand = hand;
  }

  take(chunk: unknown): void {
    const choice = field(field(chunk, 'choices'), 0);
    const delta = field(choice, 'delta');
    const text = field(delta, 'content');
    if (typeof text === 'string' && text !== '') this.#say(text);
    const calls = field(delta, 'tool_calls');
    if (Array.isArray(calls)) for (const call of calls) this.#call(call);
    const finish = field(choice, 'finish_reason');
    if (typeof finish === 'string') this.#finish = finish;
  }

  end(): void {
    const open = [...(this.#message === undefined ? [] : [this.#message]), ...this.#calls.values()];
    for (const key of open) this.#hand({ type: 'item-end', key });
    if (this.#finish === 'length') this.#hand({ type: 'end', incomplete: 'max_output_tokens' });
    else if (this.#finish === 'content_filter') this.#hand({ type: 'end', incomplete: 'content_filter' });
    else this.#hand({ type: 'end' });
  }

  #say(text: string): void {
    if (this.#message === undefined) {
      this.#message = this.#keys++;
      this.#hand({ type: 'message', key: this.#message });
    }
    for (const delta of tokensOf(text)) this.#hand({ type: 'text', key: this.#message, delta });
  }

  #call(call: unknown): void {
    const index = Number(field(call, 'index') ?? 0);
    const described = field(call, 'function');
    let key = this.#calls.get(index);
    if (key === undefined) {
      key = this.#keys++;
      this.#calls.set(index, key);
      const name = field(described, 'name');
      this.#hand({ type: 'function-call', key, name: typeof name === 'string' ? name : '' });
    }
    const delta = field(described, 'arguments');
    if (typeof delta !== 'string') return;
    for (const piece of tokensOf(delta)) this.#hand({ type: 'arguments', key, delta: piece });
  }
}

function field(value: unknown, key: string | number): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

/** `data:` lines of a text/event-stream body (WHATWG HTML §9.2). */
async function* serverSentData(body: ReadableStream<Uint8Array>): AsyncGenerator<string, void> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of body) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split(/\r?\n/);
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.startsWith('data:')) yield line.slice(5).trim();
  }
}

function messagesOf({ instructions, history }: BrainRequest): object[] {
  const system = instructions === '' ? [] : [{ role: 'system', content: instructions }];
  return [...system, ...history.map(messageOf)];
}

function messageOf(entry: HistoryEntry): object {
  switch (entry.type) {
    case 'message':
      return { role: entry.role, content: entry.text };
    case 'function-call': {
      const described = { name: entry.name, arguments: entry.arguments };
      const call = { id: entry.callId, type: 'function', function: described };
      return { role: 'assistant', content: null, tool_calls: [call] };
    }
    case 'function-output':
      return { role: 'tool', tool_call_id: entry.callId, content: entry.output };
    default:
      return entry satisfies never;
  }
}

function toolsOf({ tools, toolChoice }: BrainRequest): object {
  if (tools.length === 0) return {};
  const choice =
    typeof toolChoice === 'string' ? toolChoice : { type: 'function', function: { name: toolChoice.name } };
  return {
    tools: tools.map((tool) => ({ type: 'function', function: tool })),
    tool_choice: choice,
  };
}
