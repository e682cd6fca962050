/** How much a page loads for the script tag: a build of this very tree, measured after gzip -9. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FileSize, fileSizes, GOALS, totalsOf } from '../scripts/size-limits.js';
import type { Report } from './report.js';

/** A kB is 1,000 bytes. */
const BYTES_PER_KB = 1_000;

export async function size(report: Report): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'nutrina-size-'));
  try {
    await build(folder);
    tell(report, fileSizes(folder));
  } finally {
    await rm(folder, { recursive: true });
  }
}

function tell(report: Report, sizes: readonly FileSize[]): void {
  const { beforeIntentBytes, totalBytes } = totalsOf(sizes);
  const files = Object.fromEntries(sizes.map(({ name, gzipBytes }) => [name, gzipBytes]));
  report({
    name: 'size.before-intent-gzip',
    value: beforeIntentBytes / BYTES_PER_KB,
    unit: 'kB',
    goal: GOALS.beforeIntentBytes / BYTES_PER_KB,
  });
  report({
    name: 'size.total-gzip',
    value: totalBytes / BYTES_PER_KB,
    unit: 'kB',
    goal: GOALS.totalBytes / BYTES_PER_KB,
    files,
  });
}

/** Figures of an old build would be wrong figures, and a build in `dist` would be in the way of who serves that. */
async function build(folder: string): Promise<void> {
  const { build: bundle } = await import('vite');
  const { widgetBuild } = await import('../vite.config.js');
  await bundle({ ...widgetBuild, build: { ...widgetBuild.build, outDir: folder } });
}
