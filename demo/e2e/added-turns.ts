/** What visitors have said, as it stands in the peer's conversations: by its journal, not by anybody's claim. */
import type { JournalEntry } from '../realtime-peer/journal.js';

export interface AddedTurn {
  readonly id: string;
  readonly text: string;
}

/** The user turns that a conversation took in, in its order; refused ones are not among them. */
export function addedTurns(entries: readonly JournalEntry[]): readonly AddedTurn[] {
  return entries.flatMap((entry) => {
    if (entry.kind !== 'sent' || entry.event['type'] !== 'conversation.item.added') return [];
    const item = entry.event['item'];
    if (field(item, 'role') !== 'user') return [];
    const content = field(item, 'content');
    const [part] = Array.isArray(content) ? (content as readonly unknown[]) : [];
    return [{ id: String(field(item, 'id')), text: String(field(part, 'text')) }];
  });
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
