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

/** What the project has promised. */
export const LIMITS: Totals = { beforeIntentBytes: 12_000, totalBytes: 32_000 };

export function fileSizes(folder: string): readonly FileSize[] {
  return bundleFiles(folder).map((file) => ({
    ...file,
    name: file.path.replace(/-[\w-]{8}\.js$/, '.js'),
    gzipBytes: gzipSync(readFileSync(join(folder, file.path)), { level: 9 }).length,
  }));
}

/** Fetched with a mode that a visitor in `hybrid` never enters. */
const OTHER_MODES: ReadonlySet<string> = new Set(['chunks/speech.js']);

/** What one visitor in the mode `hybrid` loads. */
export function totalsOf(sizes: readonly FileSize[]): Totals {
  const sum = (files: readonly FileSize[]) => files.reduce((total, { gzipBytes }) => total + gzipBytes, 0);
  return {
    beforeIntentBytes: sum(sizes.filter(({ loads }) => loads === 'at-once')),
    totalBytes: sum(sizes.filter(({ name }) => !OTHER_MODES.has(name))),
  };
}

/**
 * What has grown, and what is over its limit, in sentences.
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
  const { beforeIntentBytes, totalBytes } = totalsOf(sizes);
  const over = [
    ...(beforeIntentBytes > LIMITS.beforeIntentBytes
      ? [`Before the first intent ${beforeIntentBytes} bytes load; the limit is ${LIMITS.beforeIntentBytes}.`]
      : []),
    ...(totalBytes > LIMITS.totalBytes
      ? [`In all ${totalBytes} bytes load; the limit is ${LIMITS.totalBytes}.`]
      : []),
  ];
  return [...grown, ...over];
}
