/** What the script tag's files must look like for caching, double loading and the size before intent to hold. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface BundleFile {
  /** Relative to the bundle's folder. */
  readonly path: string;
  /** Loaded with the page, when a visitor shows interest, or not before it is needed, which in most calls is never. */
  readonly loads: 'at-once' | 'on-intent' | 'when-needed';
}

const ENTRY = 'nutrina-voice.js';
/** What most calls do without, and must not load with the call by an import that slipped in. */
const WHEN_NEEDED = /^chunks\/(speech|web-socket)-/;
const STATIC_IMPORT = /(?:\bfrom|\bimport)\s*["']([^"']+)["']/g;
const DYNAMIC_IMPORT = /\bimport\(\s*["'`]([^"'`]+)["'`]/g;

/** Every file of the bundle in `folder`, the entry first. */
export function bundleFiles(folder: string): readonly BundleFile[] {
  const chunks = readdirSync(join(folder, 'chunks')).filter((name) => name.endsWith('.js'));
  const paths = [ENTRY, ...chunks.toSorted().map((name) => `chunks/${name}`)];
  const atOnce = reachable(folder, [ENTRY]);
  const call = [...atOnce].flatMap((path) => importsOf(folder, path, DYNAMIC_IMPORT));
  const onIntent = reachable(folder, call);
  return paths.map((path) => ({
    path,
    loads: atOnce.has(path) ? 'at-once' : onIntent.has(path) ? 'on-intent' : 'when-needed',
  }));
}

/** Sentences about what is wrong with the bundle in `folder`; none when all is well. */
export function missingCodeSplits(folder: string): readonly string[] {
  const files = bundleFiles(folder);
  const backwards = files
    .filter(({ path }) => path !== ENTRY && importsOf(folder, path, STATIC_IMPORT).includes(ENTRY))
    .map(({ path }) => `${path} imports the entry, which a page may load under another address.`);
  const early = files
    .filter(({ path, loads }) => WHEN_NEEDED.test(path) && loads !== 'when-needed')
    .map(({ path }) => `${path} is loaded with every call: something of the call imports it.`);
  const isSplit = files.some(({ loads }) => loads === 'on-intent');
  const whole = isSplit ? [] : ['Nothing is left for later: the session is in the first chunk.'];
  return [...backwards, ...early, ...whole];
}

function reachable(folder: string, from: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>(from);
  for (const path of found) for (const next of importsOf(folder, path, STATIC_IMPORT)) found.add(next);
  return found;
}

function importsOf(folder: string, path: string, kind: RegExp): readonly string[] {
  const code = readFileSync(join(folder, path), 'utf8');
  return [...code.matchAll(kind)].map(([, to = '']) => new URL(to, `file:///${path}`).pathname.slice(1));
}
