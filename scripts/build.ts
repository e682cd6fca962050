/** `npm run build`: everything that is shipped, in `dist/`. One line per product; a failure ends it non-zero. */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build, type InlineConfig } from 'vite';
import { demoBuild, packageBuild, widgetBuild } from '../vite.config.js';
import { bundleFiles, missingCodeSplits } from './bundle-shape.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

interface Product {
  readonly title: string;
  readonly make: () => Promise<void> | void;
}

const PRODUCTS: readonly Product[] = [
  { title: 'dist/widget  the script tag', make: buildWidget },
  { title: 'dist/npm     the package', make: () => bundle(packageBuild) },
  { title: 'dist/types   its types', make: () => tsc('widget/tsconfig.types.json') },
  { title: 'dist/demo    the demo’s page', make: () => bundle(demoBuild) },
  { title: 'dist/server  the backend', make: () => tsc('server/tsconfig.build.json') },
];

await main();

async function main(): Promise<void> {
  for (const folder of ['types', 'server'])
    rmSync(join(ROOT, 'dist', folder), { recursive: true, force: true });
  for (const { title, make } of PRODUCTS) {
    const startedAt = performance.now();
    try {
      await make();
    } catch (error) {
      console.error(`build: ${title} failed`);
      console.error(error instanceof Error ? error.message : error);
      process.exitCode = 1;
      return;
    }
    console.log(`build: ${title} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`);
  }
}

async function bundle(config: InlineConfig): Promise<void> {
  await build(config);
}

async function buildWidget(): Promise<void> {
  await bundle(widgetBuild);
  const folder = join(ROOT, 'dist/widget');
  const problems = missingCodeSplits(folder);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  // Once and as small as it gets, rather than by the server at every visit.
  for (const { path } of bundleFiles(folder)) {
    const code = readFileSync(join(folder, path));
    writeFileSync(join(folder, `${path}.br`), brotliCompressSync(code));
    writeFileSync(join(folder, `${path}.gz`), gzipSync(code, { level: 9 }));
  }
}

function tsc(project: string): void {
  const program = join(ROOT, 'node_modules/typescript/bin/tsc');
  const { status, stdout } = spawnSync(process.execPath, [program, '-p', join(ROOT, project)], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stdout);
}
