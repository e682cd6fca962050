import type { TranscriptEntry } from '../../session/snapshot.js';

type Transcript = readonly TranscriptEntry[];

/**
 * The entries that are new or other than before, each with what it was. An entry keeps its identity until it
 * changes, and what changes is near the end: of a long log only that end is looked into.
 */
export function changedEntries(
  previous: Transcript,
  next: Transcript,
): readonly { readonly entry: TranscriptEntry; readonly old: TranscriptEntry | undefined }[] {
  if (next === previous) return [];
  let same = 0;
  while (same < next.length && next[same] === previous[same]) same += 1;
  const before = new Map(previous.slice(same).map((entry) => [entry.id, entry]));
  return next
    .slice(same)
    .map((entry) => ({ entry, old: before.get(entry.id) }))
    .filter(({ entry, old }) => entry !== old);
}
