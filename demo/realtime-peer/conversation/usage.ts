import type { Entry } from './item-list.js';
import type { Item, TranscriptionUsage, Usage } from './wire.js';

const CHARACTERS_PER_TOKEN = 4;
/** OpenAI Realtime: user speech is one token per 100 ms, assistant speech one per 50 ms. */
const ASSISTANT_MS_PER_TOKEN = 50;
const USER_MS_PER_TOKEN = 100;
/** Prompt caching works in steps of this many tokens. */
const CACHE_STEP = 64;
/** Role, separators and the like around each item. */
const ITEM_OVERHEAD = 3;

export interface Tokens {
  text: number;
  audio: number;
}

export function textTokens(text: string): number {
  return Math.ceil(text.length / CHARACTERS_PER_TOKEN);
}

/** An estimate, in the real server's categories; a real tokenizer would weigh 2 MB. */
export function itemTokens(item: Item, audioMs = 0): Tokens {
  const tokens = { text: ITEM_OVERHEAD, audio: 0 };
  switch (item.type) {
    case 'message':
      for (const part of item.content) {
        if (part.type === 'input_text' || part.type === 'output_text') {
          tokens.text += textTokens(part.text);
        } else if (part.type === 'input_audio') {
          tokens.audio += Math.ceil(audioMs / USER_MS_PER_TOKEN);
        } else if (part.type === 'output_audio') {
          tokens.text += textTokens(part.transcript);
          tokens.audio += Math.ceil(audioMs / ASSISTANT_MS_PER_TOKEN);
        }
      }
      break;
    case 'function_call':
      tokens.text += textTokens(item.name + item.arguments);
      break;
    case 'function_call_output':
      tokens.text += textTokens(item.output);
      break;
    case 'mcp_approval_response':
      break;
    default:
      item satisfies never;
  }
  return tokens;
}

export function sumTokens(entries: readonly Entry[]): Tokens {
  const sum = { text: 0, audio: 0 };
  for (const entry of entries) {
    const tokens = itemTokens(entry.item, entry.audioMs);
    sum.text += tokens.text;
    sum.audio += tokens.audio;
  }
  return sum;
}

interface UsageParts {
  readonly input: Tokens;
  readonly output: Tokens;
  /** Input tokens of the response before, which the cache may hold. */
  readonly previousInput: number;
  readonly countsReasoning: boolean;
}

export function usageOf({ input, output, previousInput, countsReasoning }: UsageParts): Usage {
  const cachable = Math.min(previousInput, input.text);
  const cached = Math.floor(cachable / CACHE_STEP) * CACHE_STEP;
  const inputTokens = input.text + input.audio;
  const outputTokens = output.text + output.audio;
  return {
    total_tokens: inputTokens + outputTokens,
    input_tokens: inputTokens,
    output_tokens: outputTokens,
    input_token_details: {
      text_tokens: input.text,
      audio_tokens: input.audio,
      image_tokens: 0,
      cached_tokens: cached,
      cached_tokens_details: { text_tokens: cached, audio_tokens: 0, image_tokens: 0 },
    },
    output_token_details: {
      text_tokens: output.text,
      audio_tokens: output.audio,
      ...(countsReasoning ? { reasoning_tokens: 0 } : {}),
    },
  };
}

/** Whisper-like models bill by time (recorded: whole seconds), the gpt-4o and later ones by token. */
export function transcriptionUsage(
  model: string,
  heard: { readonly transcript: string; readonly durationMs: number },
): TranscriptionUsage {
  if (model.includes('whisper')) {
    return { type: 'duration', seconds: Math.ceil(heard.durationMs / 1000) };
  }
  const audio = Math.ceil(heard.durationMs / USER_MS_PER_TOKEN);
  const output = textTokens(heard.transcript);
  return {
    type: 'tokens',
    total_tokens: audio + output,
    input_tokens: audio,
    input_token_details: { text_tokens: 0, audio_tokens: audio },
    output_tokens: output,
  };
}

/** A response cancelled before its first output reports zeros (recorded under beta). */
export const NO_USAGE: Readonly<UsageParts> = {
  input: { text: 0, audio: 0 },
  output: { text: 0, audio: 0 },
  previousInput: 0,
  countsReasoning: false,
};
