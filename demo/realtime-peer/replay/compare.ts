import type { RecordedEvent } from './recording.js';

/** One way in which the peer's side of a session is not the recorded one. */
export interface Difference {
  /** Which server event, counted from 1 after runs of equal deltas became one. */
  readonly at: number;
  readonly recorded: string;
  readonly peer: string;
}

/** Sent or not at the real server's discretion. */
const OPTIONAL = new Set(['rate_limits.updated']);

/**
 * Same types in the same order (a run of equal deltas counts as one), same keys and JSON types in
 * every payload; values are free.
 */
export function compareSessions(
  recorded: readonly RecordedEvent[],
  peer: readonly RecordedEvent[],
): Difference[] {
  const left = condensed(recorded);
  const right = condensed(peer);
  const differences: Difference[] = [];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const one = left[index];
    const other = right[index];
    const at = index + 1;
    if (one?.type !== other?.type) {
      differences.push({ at, recorded: one?.type ?? '(nothing)', peer: other?.type ?? '(nothing)' });
      // From here on everything is shifted; more differences would say nothing more.
      return differences;
    }
    differences.push(...compareShapes(one, other, one?.type ?? '').map((found) => ({ at, ...found })));
  }
  return differences;
}

function condensed(events: readonly RecordedEvent[]): RecordedEvent[] {
  const needed = events.filter((event) => !OPTIONAL.has(event.type));
  return needed.filter((event, index) => {
    return !event.type.endsWith('.delta') || needed[index - 1]?.type !== event.type;
  });
}

type Found = Omit<Difference, 'at'>;

function compareShapes(recorded: unknown, peer: unknown, path: string): Found[] {
  const left = kindOf(recorded);
  const right = kindOf(peer);
  if (left !== right) return [{ recorded: `${path}: ${left}`, peer: `${path}: ${right}` }];
  if (Array.isArray(recorded) && Array.isArray(peer)) return compareLists(recorded, peer, path);
  if (left === 'object') return compareObjects(recorded, peer, path);
  return [];
}

function compareLists(recorded: readonly unknown[], peer: readonly unknown[], path: string): Found[] {
  if (recorded.length !== peer.length) {
    return [{ recorded: `${path}: ${recorded.length} items`, peer: `${path}: ${peer.length} items` }];
  }
  return recorded.flatMap((item, index) => compareShapes(item, peer[index], `${path}[${index}]`));
}

function compareObjects(recorded: unknown, peer: unknown, path: string): Found[] {
  const left = new Map(entriesOf(recorded));
  const right = new Map(entriesOf(peer));
  const keys = new Set([...left.keys(), ...right.keys()]);
  return [...keys].flatMap((key) => {
    const inner = `${path}.${key}`;
    if (!left.has(key))
      return [{ recorded: `${inner}: absent`, peer: `${inner}: ${kindOf(right.get(key))}` }];
    if (!right.has(key))
      return [{ recorded: `${inner}: ${kindOf(left.get(key))}`, peer: `${inner}: absent` }];
    return compareShapes(left.get(key), right.get(key), inner);
  });
}

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
