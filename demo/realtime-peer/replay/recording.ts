import { readFile } from 'node:fs/promises';

/** A wire event as recorded: nothing but its type is known. */
export type RecordedEvent = Readonly<Record<string, unknown>> & { readonly type: string };

/** One line of a recording. A frame that was no event has `raw` instead of fields. */
export type RecordedLine =
  | { readonly dir: 'client'; readonly event: RecordedEvent; readonly raw?: 'no JSON' | 'binary' }
  | { readonly dir: 'server'; readonly event: RecordedEvent };

/**
 * Reads a recording: one `{"dir": "client"|"server", "event": {…}}` a line, in order. An error
 * recorded with its `cause` instead of a client line becomes both; one that refused the whole
 * connection (with `close`) is left out: over WebRTC it comes as an HTTP answer.
 *
 * @throws Error naming the line that is none.
 */
export function parseRecording(text: string): RecordedLine[] {
  return text.split('\n').flatMap((line, index) => (line.trim() === '' ? [] : parseLine(line, index + 1)));
}

export async function readRecording(file: string | URL): Promise<RecordedLine[]> {
  return parseRecording(await readFile(file, 'utf8'));
}

function parseLine(line: string, number: number): RecordedLine[] {
  const value: unknown = JSON.parse(line);
  const dir = fieldOf(value, 'dir');
  const event = asEvent(fieldOf(value, 'event'));
  if (event === undefined || (dir !== 'client' && dir !== 'server')) {
    throw new Error(`Line ${number} of the recording is no client or server event.`);
  }
  if (fieldOf(value, 'close') !== undefined) return [];
  return [...causeLine(fieldOf(value, 'cause')), { dir, event }];
}

function causeLine(cause: unknown): RecordedLine[] {
  const event = asEvent(cause);
  if (event !== undefined) return [{ dir: 'client', event }];
  if (typeof cause !== 'string') return [];
  const raw = cause.includes('binary') ? 'binary' : 'no JSON';
  return [{ dir: 'client', event: { type: raw }, raw }];
}

function asEvent(value: unknown): RecordedEvent | undefined {
  const type = fieldOf(value, 'type');
  if (typeof type !== 'string' || typeof value !== 'object') return undefined;
  return { ...value, type };
}

/** A field of something of which nothing is known; `undefined` where there is none. */
export function fieldOf(value: unknown, ...path: readonly (string | number)[]): unknown {
  let current: unknown = value;
  for (const key of path) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = Reflect.get(current, key);
  }
  return current;
}

export function textOf(value: unknown, ...path: readonly (string | number)[]): string {
  const found = fieldOf(value, ...path);
  return typeof found === 'string' ? found : '';
}

export function numberOf(value: unknown, ...path: readonly (string | number)[]): number {
  const found = fieldOf(value, ...path);
  return typeof found === 'number' ? found : 0;
}
