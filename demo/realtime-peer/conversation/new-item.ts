import type { NewItem } from './client-events.js';
import type { Ids } from './ids.js';
import type { Entry } from './item-list.js';
import { ProtocolError } from './protocol-error.js';
import type { ContentPart, Item, MessageItem } from './wire.js';

type NewMessage = Extract<NewItem, { type: 'message' }>;
type NewPart = NewMessage['content'][number];

/**
 * The item as the server keeps and echoes it.
 *
 * @param calls function calls the conversation knows; an output must belong to one.
 * @throws ProtocolError for assistant audio (cannot be seeded) and for an output without its call.
 */
export function itemFrom(given: NewItem, ids: Ids, calls: readonly Entry[]): Item {
  const id = given.id ?? ids.next('item');
  switch (given.type) {
    case 'message':
      return messageFrom(id, given);
    case 'function_call':
      return {
        id,
        type: given.type,
        status: 'completed',
        name: given.name,
        call_id: given.call_id ?? ids.call(),
        arguments: given.arguments,
      };
    case 'function_call_output':
      requireCall(given.call_id, calls);
      return { id, type: given.type, call_id: given.call_id, output: given.output };
    case 'mcp_approval_response':
      return {
        id,
        type: given.type,
        approval_request_id: given.approval_request_id,
        approve: given.approve,
        ...(given.reason === undefined ? {} : { reason: given.reason }),
      };
    default:
      return given satisfies never;
  }
}

function messageFrom(id: string, given: NewMessage): MessageItem {
  const content = given.content.map(partFrom);
  const item: MessageItem =
    given.role === 'system'
      ? { id, type: 'message', role: given.role, content }
      : { id, type: 'message', status: 'completed', role: given.role, content };
  if (given.role === 'assistant' && given.phase !== undefined) item.phase = given.phase;
  return item;
}

function partFrom(part: NewPart): ContentPart {
  switch (part.type) {
    case 'input_text':
    case 'output_text':
      return { type: part.type, text: part.text };
    case 'input_image':
      return {
        type: part.type,
        image_url: part.image_url,
        ...(part.detail === undefined ? {} : { detail: part.detail }),
      };
    case 'input_audio':
      // Never echoed with its sound; only `conversation.item.retrieve` would bring that back.
      return { type: part.type, transcript: part.transcript ?? null };
    case 'output_audio':
      throw new ProtocolError(
        'Assistant audio cannot be added to a conversation. Add its transcript as output_text.',
        { code: 'invalid_value', param: 'item.content[0].type' },
      );
    default:
      return part satisfies never;
  }
}

function requireCall(callId: string, calls: readonly Entry[]): void {
  const known = calls.some(({ item }) => item.type === 'function_call' && item.call_id === callId);
  if (known) return;
  throw new ProtocolError(`Tool call ID '${callId}' not found in conversation.`, {
    code: 'invalid_tool_call_id',
    param: 'item.call_id',
  });
}
