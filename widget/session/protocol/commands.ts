/** What we say to a Realtime server, in our own words, and its GA wire form. */
import type {
  ConversationItemCreateEvent,
  ConversationItemDeleteEvent,
  InputAudioBufferClearEvent,
  OutputAudioBufferClearEvent,
  ResponseCancelEvent,
  ResponseCreateEvent,
} from 'openai/resources/realtime/realtime';

/**
 * `eventId` comes back as `error.event_id` when the server refuses the command. Item ids are ours and at most
 * 32 characters long (OpenAI Realtime: conversation.item.create).
 */
export type Command =
  | NewItem
  | { readonly type: 'delete-item'; readonly eventId: string; readonly itemId: string }
  | { readonly type: 'create-response'; readonly eventId: string; readonly output: 'text' | 'audio' }
  /** Drops sound that was sent and not committed. */
  | { readonly type: 'clear-input'; readonly eventId: string }
  /** Silence over WebRTC, where the server plays. */
  | { readonly type: 'clear-output'; readonly eventId: string }
  /** Without `responseId` the active response of the conversation is meant. */
  | { readonly type: 'cancel-response'; readonly eventId: string; readonly responseId?: string | undefined };

export interface NewItem {
  readonly type: 'create-item';
  readonly eventId: string;
  readonly itemId: string;
  readonly role: 'user' | 'assistant' | 'system';
  readonly text: string;
  /** The item it goes behind, `root` for the first place, absent for the end. */
  readonly previousItemId?: string | undefined;
}

/** One text frame for the `oai-events` channel. */
export function encode(command: Command): string {
  return JSON.stringify(wireEvent(command));
}

type WireEvent =
  | ConversationItemCreateEvent
  | ConversationItemDeleteEvent
  | InputAudioBufferClearEvent
  | OutputAudioBufferClearEvent
  | ResponseCancelEvent
  | ResponseCreateEvent;

function wireEvent(command: Command): WireEvent {
  const event_id = command.eventId;
  switch (command.type) {
    case 'create-item':
      return {
        type: 'conversation.item.create',
        event_id,
        ...(command.previousItemId === undefined ? {} : { previous_item_id: command.previousItemId }),
        item: itemOf(command),
      };
    case 'delete-item':
      return { type: 'conversation.item.delete', event_id, item_id: command.itemId };
    case 'create-response':
      // Said for every response: a session whose own setting is audio would otherwise speak over our voice.
      return { type: 'response.create', event_id, response: { output_modalities: [command.output] } };
    case 'clear-input':
      return { type: 'input_audio_buffer.clear', event_id };
    case 'clear-output':
      return { type: 'output_audio_buffer.clear', event_id };
    case 'cancel-response':
      return {
        type: 'response.cancel',
        event_id,
        ...(command.responseId === undefined ? {} : { response_id: command.responseId }),
      };
    default:
      return command satisfies never;
  }
}

function itemOf({ itemId: id, role, text }: NewItem): ConversationItemCreateEvent['item'] {
  return role === 'assistant'
    ? { id, type: 'message', role, content: [{ type: 'output_text', text }] }
    : { id, type: 'message', role, content: [{ type: 'input_text', text }] };
}
