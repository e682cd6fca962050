import type { RealtimeClientEvent } from 'openai/resources/realtime/realtime';

import type { SessionConfig } from './session-config.js';

/**
 * The wire objects as the real server sends them, which is narrower in some places and wider in
 * others than the `openai` package's types: no `object` on items, `null` where the type says
 * absent, `obfuscation` on deltas, `phase` on items (recorded 2026-07).
 */
export type ItemStatus = 'in_progress' | 'completed' | 'incomplete';

export type ContentPart =
  | { type: 'input_text'; text: string }
  | { type: 'input_audio'; transcript: string | null; audio?: string }
  | { type: 'input_image'; image_url: string; detail?: 'auto' | 'low' | 'high' }
  | { type: 'output_text'; text: string }
  | { type: 'output_audio'; transcript: string; audio?: string };

export interface MessageItem {
  id: string;
  type: 'message';
  /** Absent on system items (recorded). */
  status?: ItemStatus;
  role: 'user' | 'assistant' | 'system';
  content: ContentPart[];
  phase?: 'commentary' | 'final_answer';
}

export interface FunctionCallItem {
  id: string;
  type: 'function_call';
  status: ItemStatus;
  name: string;
  call_id: string;
  arguments: string;
}

export interface FunctionCallOutputItem {
  id: string;
  type: 'function_call_output';
  call_id: string;
  output: string;
}

/** MCP items are kept and echoed; the peer runs no MCP server. */
export interface McpItem {
  id: string;
  type: 'mcp_approval_response';
  approval_request_id: string;
  approve: boolean;
  reason?: string | null;
}

export type Item = MessageItem | FunctionCallItem | FunctionCallOutputItem | McpItem;

export interface Usage {
  total_tokens: number;
  input_tokens: number;
  output_tokens: number;
  input_token_details: {
    text_tokens: number;
    audio_tokens: number;
    image_tokens: number;
    cached_tokens: number;
    cached_tokens_details: { text_tokens: number; audio_tokens: number; image_tokens: number };
  };
  output_token_details: { text_tokens: number; audio_tokens: number; reasoning_tokens?: number };
}

export interface StatusDetails {
  type: 'cancelled' | 'incomplete' | 'failed';
  reason?: 'turn_detected' | 'client_cancelled' | 'max_output_tokens' | 'content_filter';
  error?: { type: string; code: string; message: string };
}

export interface ResponseObject {
  object: 'realtime.response';
  id: string;
  status: 'in_progress' | 'completed' | 'cancelled' | 'failed' | 'incomplete';
  status_details: StatusDetails | null;
  output: Item[];
  conversation_id: string | null;
  output_modalities: ('text' | 'audio')[];
  max_output_tokens: number | 'inf';
  audio: { output: { format: unknown; voice: string } };
  usage: Usage | null;
  metadata: Record<string, string> | null;
}

export interface ErrorBody {
  type: string;
  code: string | null;
  message: string;
  param: string | null;
  event_id: string | null;
}

export type TranscriptionUsage =
  | { type: 'duration'; seconds: number }
  | {
      type: 'tokens';
      total_tokens: number;
      input_tokens: number;
      input_token_details: { text_tokens: number; audio_tokens: number };
      output_tokens: number;
    };

/** Where in a response a content part lives. */
export interface PartAddress {
  response_id: string;
  item_id: string;
  output_index: number;
  content_index: number;
}

type InCall = Omit<PartAddress, 'content_index'> & { call_id: string };
export type Part = { type: 'text'; text: string } | { type: 'audio'; transcript: string };
interface Padded {
  delta: string;
  obfuscation: string;
}
export interface RateLimit {
  name: 'requests' | 'tokens';
  limit: number;
  remaining: number;
  reset_seconds: number;
}

/** What the conversation sends, before an `event_id` is put on it. */
export type ServerEventBody =
  | { type: 'session.created' | 'session.updated'; session: SessionConfig }
  | {
      type: 'conversation.item.added' | 'conversation.item.done';
      previous_item_id: string | null;
      item: Item;
    }
  | { type: 'conversation.item.deleted'; item_id: string }
  | { type: 'conversation.item.retrieved'; item: Item }
  | {
      type: 'conversation.item.truncated';
      item_id: string;
      content_index: number;
      audio_end_ms: number;
    }
  | ({
      type: 'conversation.item.input_audio_transcription.delta';
      item_id: string;
      content_index: number;
    } & Padded)
  | {
      type: 'conversation.item.input_audio_transcription.completed';
      item_id: string;
      content_index: number;
      transcript: string;
      usage: TranscriptionUsage;
    }
  | {
      type: 'conversation.item.input_audio_transcription.failed';
      item_id: string;
      content_index: number;
      error: { type: string; code: string; message: string };
    }
  | { type: 'input_audio_buffer.committed'; previous_item_id: string | null; item_id: string }
  | { type: 'input_audio_buffer.cleared' }
  | { type: 'input_audio_buffer.speech_started'; audio_start_ms: number; item_id: string }
  | { type: 'input_audio_buffer.speech_stopped'; audio_end_ms: number; item_id: string }
  | {
      type: 'input_audio_buffer.timeout_triggered';
      audio_start_ms: number;
      audio_end_ms: number;
      item_id: string;
    }
  | {
      type: 'output_audio_buffer.started' | 'output_audio_buffer.stopped';
      response_id: string;
    }
  | { type: 'output_audio_buffer.cleared'; response_id: string }
  | { type: 'response.created' | 'response.done'; response: ResponseObject }
  | {
      type: 'response.output_item.added' | 'response.output_item.done';
      response_id: string;
      output_index: number;
      item: Item;
    }
  | ({
      type: 'response.content_part.added' | 'response.content_part.done';
      part: Part;
    } & PartAddress)
  | ({
      type: 'response.output_text.delta' | 'response.output_audio_transcript.delta';
    } & PartAddress &
      Padded)
  | ({ type: 'response.output_text.done'; text: string } & PartAddress)
  | ({ type: 'response.output_audio_transcript.done'; transcript: string } & PartAddress)
  | ({ type: 'response.output_audio.delta'; delta: string } & PartAddress)
  | ({ type: 'response.output_audio.done' } & PartAddress)
  | ({ type: 'response.function_call_arguments.delta' } & InCall & Padded)
  | ({
      type: 'response.function_call_arguments.done';
      name: string;
      arguments: string;
    } & InCall)
  | { type: 'rate_limits.updated'; rate_limits: RateLimit[] }
  | { type: 'error'; error: ErrorBody };

export type ServerEvent = ServerEventBody & { event_id: string };

export type ClientEventType = RealtimeClientEvent['type'];
