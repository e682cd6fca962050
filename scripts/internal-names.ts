/**
 * Shortens, in the script tag's files alone, the names of properties that nobody outside `widget/session` and
 * `widget/adapters` can see; minifiers may not, for they cannot know who reads a property.
 *
 * A name is shortened when an interface or a class there declares it, and nothing else knows it: not the
 * platform, Lit, the backend's contract or the page, and no string of ours that might be used as a key.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync, type Plugin } from 'vite';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SHIPPED = /^(?!.*(\.test|testing\/)).*\.ts$/;
const SESSION = /^session\//;
const ADAPTERS = /^adapters\//;
/** What is named here is known to the page, to the backend or to Lit. */
const PUBLIC = /^(element\/[^/]+|session\/(snapshot|errors))\.ts$/;
const LIT = ['lit-html', 'lit-element', '@lit/reactive-element'];
const PLATFORM_MEMBER = /^\s+(?:readonly |get |set |static )*["']?([\w$]+)["']?\??[(:<]/gm;
const WORD = /[\w$]+/g;
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

type Tree = Readonly<Record<string, unknown>>;
export type Renames = ReadonlyMap<string, string>;

export function shortInternalNames(): Plugin {
  let renames: Renames = new Map();
  return {
    name: 'short-internal-names',
    enforce: 'post',
    buildStart() {
      renames = internalRenames();
    },
    transform(code, id) {
      if (!id.includes('/widget/')) return undefined;
      return { code: renamed(code, this.parse(code), renames), map: null };
    },
  };
}

/** What the names of the product's sources become; the commonest get the shortest. */
export function internalRenames(): Renames {
  const trees = files('widget', SHIPPED).map(({ path, text }) => ({ path, tree: parse(text) }));
  const treesOf = (paths: RegExp) => trees.filter(({ path }) => paths.test(path)).map(({ tree }) => tree);
  const contract = files('server/contract', SHIPPED).map(({ text }) => parse(text));
  const taken = new Set([
    ...platformNames(),
    ...LIT.flatMap((name) => files(`node_modules/${name}`, /^[\w-]+\.js$/)).flatMap(({ text }) =>
      text.match(WORD),
    ),
    ...identifiers([...contract, ...treesOf(PUBLIC)]),
    ...stringWords(treesOf(SHIPPED)),
  ]);
  const uses = new Map<string, number>();
  for (const { name } of propertyNames(treesOf(SHIPPED))) uses.set(name, (uses.get(name) ?? 0) + 1);
  const count = (name: string) => uses.get(name) ?? 0;
  const names = [
    // An adapter's interfaces describe the browser as often as ourselves.
    ...new Set([...declaredNames(treesOf(SESSION)), ...memberNames(treesOf(ADAPTERS))]),
  ]
    .filter((name) => !taken.has(name) && name.length > 2)
    .toSorted((one, other) => count(other) - count(one) || (one < other ? -1 : 1));
  const free = shortNames((name) => !uses.has(name));
  return new Map(names.map((name) => [name, free.next().value]));
}

/** `code` with the properties of `tree`, its parse, renamed. */
export function renamed(code: string, tree: unknown, renames: Renames): string {
  let result = '';
  let end = 0;
  for (const { name, start, length, shorthand } of propertyNames(tree).toSorted(
    (one, other) => one.start - other.start,
  )) {
    const short = renames.get(name);
    if (short === undefined) continue;
    result += code.slice(end, start) + (shorthand ? `${short}:${name}` : short);
    end = start + length;
  }
  return result + code.slice(end);
}

interface PropertyName {
  readonly name: string;
  readonly start: number;
  readonly length: number;
  /** `{ name }`, which is a property and a variable in one word. */
  readonly shorthand: boolean;
}

function propertyNames(tree: unknown): readonly PropertyName[] {
  return nodes(tree).flatMap((node) => {
    const key = node['type'] === 'MemberExpression' ? node['property'] : node['key'];
    if (node['computed'] === true || !isTree(key) || key['type'] !== 'Identifier') return [];
    const { name, start } = key;
    if (typeof name !== 'string' || typeof start !== 'number') return [];
    return [{ name, start, length: name.length, shorthand: node['shorthand'] === true }];
  });
}

function declaredNames(tree: unknown): readonly string[] {
  return [...keysOf(tree, /^TS(Property|Method)Signature$/), ...memberNames(tree)];
}

/** Of classes. */
function memberNames(tree: unknown): readonly string[] {
  return keysOf(tree, /^(Property|Method)Definition$/);
}

function keysOf(tree: unknown, types: RegExp): readonly string[] {
  return nodes(tree)
    .filter(({ type }) => typeof type === 'string' && types.test(type))
    .flatMap(({ key }) => (isTree(key) && key['type'] === 'Identifier' ? [String(key['name'])] : []));
}

function identifiers(tree: unknown): readonly string[] {
  return nodes(tree).flatMap(({ type, name }) => (type === 'Identifier' ? [String(name)] : []));
}

/** A string may be a property's name (a table's key, `Reflect.get`), a template holds bindings to properties. */
function stringWords(tree: unknown): readonly string[] {
  return nodes(tree).flatMap(({ type, value }) => {
    if (type === 'Literal' && typeof value === 'string') return /^[\w$]+$/.test(value) ? [value] : [];
    return type === 'TemplateElement' && isTree(value) ? (String(value['raw']).match(WORD) ?? []) : [];
  });
}

/** TypeScript keeps its descriptions of the platform in its package for this machine. */
function platformNames(): readonly string[] {
  const names = files('node_modules/@typescript', /^[^/]+\/lib\/lib\.(dom|es).*\.d\.ts$/).flatMap(
    ({ text }) => [...text.matchAll(PLATFORM_MEMBER)].map(([, name = '']) => name),
  );
  if (!names.includes('createElement')) throw new Error('The platform’s own names are nowhere to be found.');
  return names;
}

function files(folder: string, wanted: RegExp): readonly { readonly path: string; readonly text: string }[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => wanted.test(path))
    .map((path) => ({ path, text: readFileSync(join(ROOT, folder, path), 'utf8') }));
}

function parse(text: string): unknown {
  return parseSync('source.ts', text).program;
}

function nodes(tree: unknown): readonly Tree[] {
  if (Array.isArray(tree)) return tree.flatMap(nodes);
  if (!isTree(tree)) return [];
  const children = Object.values(tree).flatMap((child) => (typeof child === 'object' ? nodes(child) : []));
  return typeof tree['type'] === 'string' ? [tree, ...children] : children;
}

function* shortNames(isFree: (name: string) => boolean): Generator<string, never> {
  for (let number = 0; ; number++) {
    const first = LETTERS[number % LETTERS.length] ?? '';
    const rest = Math.floor(number / LETTERS.length);
    const name = rest === 0 ? first : first + (LETTERS[rest - 1] ?? '');
    if (isFree(name)) yield name;
  }
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null;
}
