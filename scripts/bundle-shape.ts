/** What the script tag's files must look like for caching, double loading and the size before intent to hold. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface BundleFile {
  /** Relative to the bundle's folder. */
  readonly path: string;
  /** Loaded with the page, or only when a visitor shows interest. */
  readonly loads: 'at-once' | 'on-intent';
}

const ENTRY = 'nutrina-voice.js';
const STATIC_IMPORT = /(?:\bfrom|\bimport)\s*["']([^"']+)["']/g;

/** Every file of the bundle in `folder`, the entry first. */
export function bundleFiles(folder: string): readonly BundleFile[] {
  const chunks = readdirSync(join(folder, 'chunks')).filter((name) => name.endsWith('.js'));
  const paths = [ENTRY, ...chunks.toSorted().map((name) => `chunks/${name}`)];
  const atOnce = reachable(folder, ENTRY);
  return paths.map((path) => ({ path, loads: atOnce.has(path) ? 'at-once' : 'on-intent' }));
}

/** Sentences about what is wrong with the bundle in `folder`; none when all is well. */
export function missingCodeSplits(folder: string): readonly string[] {
  const files = bundleFiles(folder);
  const backwards = files
    .filter(({ path }) => path !== ENTRY && staticImports(folder, path).includes(ENTRY))
    .map(({ path }) => `${path} imports the entry, which a page may load under another address.`);
  const isSplit = files.some(({ loads }) => loads === 'on-intent');
  return isSplit
    ? backwards
    : [...backwards, 'Nothing is left for later: the session is in the first chunk.'];
}

function reachable(folder: string, from: string): ReadonlySet<string> {
  const found = new Set<string>([from]);
  for (const path of found) for (const next of staticImports(folder, path)) found.add(next);
  return found;
}

function staticImports(folder: string, path: string): readonly string[] {
  const code = readFileSync(join(folder, path), 'utf8');
  return [...code.matchAll(STATIC_IMPORT)].map(([, to = '']) =>
    new URL(to, `file:///${path}`).pathname.slice(1),
  );
}
