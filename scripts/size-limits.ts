/** How big the script tag's files are and may be. Bytes after gzip -9, a kB is 1,000 of them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { bundleFiles, type BundleFile } from './bundle-shape.js';

export interface FileSize extends BundleFile {
  /** The path without the hash: the same file in every build. */
  readonly name: string;
  readonly gzipBytes: number;
}

export interface Totals {
  readonly beforeIntentBytes: number;
  readonly totalBytes: number;
}

/**
 * What the project wants. What is loaded before any interest is shown must keep to it; the total does not yet,
 * so the pins alone hold it, and every run says how far it is off.
 */
export const GOALS: Totals = { beforeIntentBytes: 12_000, totalBytes: 40_000 };

export function fileSizes(folder: string): readonly FileSize[] {
  return bundleFiles(folder).map((file) => ({
    ...file,
    name: file.path.replace(/-[\w-]{8}\.js$/, '.js'),
    gzipBytes: gzipSync(readFileSync(join(folder, file.path)), { level: 9 }).length,
  }));
}

/** A visitor in the mode `hybrid` never needs it. */
const OF_ANOTHER_MODE = 'chunks/speech.js';

/** What is loaded at once, and all that one visitor in the mode `hybrid` can load, whatever becomes of the call. */
export function totalsOf(sizes: readonly FileSize[]): Totals {
  const sum = (files: readonly FileSize[]) => files.reduce((total, { gzipBytes }) => total + gzipBytes, 0);
  return {
    beforeIntentBytes: sum(sizes.filter(({ loads }) => loads === 'at-once')),
    totalBytes: sum(sizes.filter(({ name }) => name !== OF_ANOTHER_MODE)),
  };
}

/**
 * What has grown, and a shell that is over its limit, in sentences.
 *
 * @param pins the gzip size of each file by name, as last agreed to.
 */
export function sizeComplaints(
  sizes: readonly FileSize[],
  pins: Readonly<Record<string, number>>,
): readonly string[] {
  const grown = sizes.flatMap(({ name, gzipBytes }) => {
    const pin = pins[name];
    if (pin === undefined) return [`${name} (${gzipBytes} bytes) has no pin.`];
    return gzipBytes > pin ? [`${name} grew from ${pin} to ${gzipBytes} bytes.`] : [];
  });
  const { beforeIntentBytes } = totalsOf(sizes);
  return beforeIntentBytes > GOALS.beforeIntentBytes
    ? [
        ...grown,
        `Before the first intent ${beforeIntentBytes} bytes load; the limit is ${GOALS.beforeIntentBytes}.`,
      ]
    : grown;
}
