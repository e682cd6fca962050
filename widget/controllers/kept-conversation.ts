/** A conversation as it stands in the tab's storage, and back. Pure: what is read there may be anything. */
import type { TranscriptEntry } from '../session/snapshot.js';

export interface KeptConversation {
  /** What the visitor entered, to go on without entering it again. Empty where nobody was asked. */
  readonly email: string;
  readonly entries: readonly TranscriptEntry[];
}

/** Of another version nothing is taken. */
const VERSION = 1;
/** Far below what a tab may store, so that the page's own keys keep their room. */
const MOST_CHARACTERS = 64_000;

/** What is to be stored, the oldest entries left out where it is too much; nothing where there is nothing to keep. */
export function packConversation({ email, entries }: KeptConversation): string | undefined {
  let characters = 0;
  const dropped = entries.findLastIndex(
    ({ text, heard = '' }) => (characters += text.length + heard.length) > MOST_CHARACTERS,
  );
  const kept = entries.slice(dropped + 1);
  return kept.length === 0
    ? undefined
    : JSON.stringify({ version: VERSION, email, entries: kept.map(settled) });
}

/** Words whose recognition never ended were not sent. */
function settled(entry: TranscriptEntry): TranscriptEntry {
  return entry.status === 'interim' ? { ...entry, status: 'not-sent' } : entry;
}

/** What `packConversation` made, or nothing where `stored` is anything else. */
export function unpackConversation(stored: string | null): KeptConversation | undefined {
  try {
    const kept: unknown = JSON.parse(stored ?? '');
    return isKept(kept) ? kept : undefined;
  } catch {
    // Not ours, or cut short.
    return undefined;
  }
}

function isKept(value: unknown): value is KeptConversation {
  const { version, email, entries } = fieldsOf(value);
  return (
    version === VERSION &&
    typeof email === 'string' &&
    Array.isArray(entries) &&
    entries.length > 0 &&
    entries.every(isEntry)
  );
}

function isEntry(value: unknown): value is TranscriptEntry {
  const { id, role, text, status, heard = '' } = fieldsOf(value);
  const statuses: readonly unknown[] | undefined =
    role === 'user' ? USER_STATUSES : role === 'assistant' ? ASSISTANT_STATUSES : undefined;
  return [id, text, heard].every((field) => typeof field === 'string') && statuses?.includes(status) === true;
}

const USER_STATUSES = [
  'sending',
  'sent',
  'answered',
  'not-sent',
] as const satisfies readonly TranscriptEntry['status'][];
const ASSISTANT_STATUSES = [
  'streaming',
  'done',
  'interrupted',
] as const satisfies readonly TranscriptEntry['status'][];

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
