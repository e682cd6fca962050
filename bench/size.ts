/** How much a page loads for the script tag: a build of this very tree, measured after gzip -9. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fileSizes, GOALS, totalsOf } from '../scripts/size-limits.js';
import { BenchSkipped, type Report } from './report.js';

/** A kB is 1,000 bytes. */
const BYTES_PER_KB = 1_000;

export async function size(report: Report): Promise<void> {
  const folder = fileURLToPath(new URL('../dist/widget', import.meta.url));
  await build(folder);
  const sizes = fileSizes(folder);
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

/** Figures of an old build would be wrong figures. */
async function build(folder: string): Promise<void> {
  const { build: bundle } = await import('vite');
  const { widgetBuild } = await import('../vite.config.js');
  await bundle(widgetBuild);
  if (!existsSync(folder)) throw new BenchSkipped('The build made no dist/widget.');
}
