import type { HistoryEntry } from '../brain/brain.js';
import type { Entry } from './item-list.js';
import type { ContentPart, MessageItem } from './wire.js';

/** What was said in a spoken user item; '' while or where it is not known. */
export type Transcripts = (segmentId: string) => string;

/** The conversation as a model would see it: heard text where an answer was cut short. */
export function historyOf(entries: readonly Entry[], transcripts: Transcripts): HistoryEntry[] {
  const history: HistoryEntry[] = [];
  for (const entry of entries) {
    const seen = seenBy(entry, transcripts);
    if (seen !== undefined) history.push(seen);
  }
  return history;
}

function seenBy(entry: Entry, transcripts: Transcripts): HistoryEntry | undefined {
  const { item } = entry;
  switch (item.type) {
    case 'message':
      return { type: 'message', role: item.role, text: messageText(entry, item, transcripts) };
    case 'function_call':
      return {
        type: 'function-call',
        name: item.name,
        callId: item.call_id,
        arguments: item.arguments,
      };
    case 'function_call_output':
      return { type: 'function-output', callId: item.call_id, output: item.output };
    case 'mcp_approval_response':
      return undefined;
    default:
      return item satisfies never;
  }
}

function messageText(entry: Entry, item: MessageItem, transcripts: Transcripts): string {
  if (entry.heardText !== undefined) return entry.heardText;
  if (entry.segmentId !== undefined) return transcripts(entry.segmentId);
  return item.content.map(partText).join(' ').trim();
}

function partText(part: ContentPart): string {
  switch (part.type) {
    case 'input_text':
    case 'output_text':
      return part.text;
    case 'input_audio':
    case 'output_audio':
      return part.transcript ?? '';
    case 'input_image':
      return '';
    default:
      return part satisfies never;
  }
}
