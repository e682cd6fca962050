/** docs/failure-matrix.md says what happens when something fails, and which test proves it. Neither may be made up. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ERROR_CODES } from '../widget/session/errors.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Rows that promise what is not built yet. This list may only become shorter. */
const NOT_BUILT = 'A1b'.split(' ');

/** Rows of the failure matrix in the project's plan of reliability, none of which may be forgotten. */
const FAMILIES = { M: 9, S: 8, K: 9, P: 4, I: 11, E: 8, A: 7, L: 9 } as const;

interface Proof {
  readonly file: string;
  readonly title: string;
}

interface Row {
  readonly id: string;
  readonly text: string;
  readonly proofs: readonly Proof[];
  readonly notBuilt: boolean;
}

const ROWS = readRows(readFileSync(join(ROOT, 'docs/failure-matrix.md'), 'utf8'));

test('every kind of failure has one row', () => {
  const ids = ROWS.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length, 'an id stands twice');
  const wanted = Object.entries(FAMILIES).flatMap(([family, count]) =>
    Array.from({ length: count }, (_, at) => `${family}${at + 1}`),
  );
  assert.deepEqual(
    wanted.filter((id) => !ids.includes(id)),
    [],
  );
});

test('every row names its tests, except those that are known not to be built', () => {
  const unbuilt = ROWS.filter(({ notBuilt }) => notBuilt).map(({ id }) => id);
  assert.deepEqual(unbuilt, NOT_BUILT);
  for (const { id, proofs, notBuilt } of ROWS) assert.equal(proofs.length > 0, !notBuilt, id);
});

test('every test that a row names exists', () => {
  const missing = ROWS.flatMap(({ id, proofs }) =>
    proofs.filter((proof) => !exists(proof)).map(({ file, title }) => `${id}: ${file}: ${title}`),
  );
  assert.deepEqual(missing, []);
});

test('every error code is told by a row, and a test of that row speaks of it', () => {
  const unproved = ERROR_CODES.filter(
    (code) =>
      !ROWS.some(
        ({ text, proofs }) =>
          text.includes(`\`${code}\``) &&
          proofs.some((proof) => testsOf(proof).some((test) => speaksOf(test, code))),
      ),
  );
  assert.deepEqual(unproved, []);
});

test('no part of the widget chooses a loudspeaker', () => {
  const chooses = readdirSync(join(ROOT, 'widget'), { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && sourceOf(join('widget', file)).includes('setSinkId'),
  );
  assert.deepEqual(chooses, []);
});

/** Rows begin with `**ID · What fails.**`; their tests are list items. */
function readRows(markdown: string): readonly Row[] {
  const parts = markdown.split(/^\*\*([A-Z]\d+[a-z]?) · /m).slice(1);
  return parts.flatMap((id, at) => {
    const text = parts[at + 1] ?? '';
    if (at % 2 === 1) return [];
    const proofs = [...text.matchAll(/^- `([^`]+)`: “(.+)”$/gm)].map(([, file = '', title = '']) => ({
      file,
      title,
    }));
    // A list item that is none of these would otherwise prove nothing and be missed by nobody.
    assert.equal(
      proofs.length,
      [...text.matchAll(/^- /gm)].length,
      `${id}: a test is written in another form`,
    );
    return [{ id, text, proofs, notBuilt: text.includes('_Not built._') }];
  });
}

function exists(proof: Proof): boolean {
  return testsOf(proof).length > 0;
}

interface Test {
  /** What its title puts in place of the expressions of a written one. */
  readonly words: readonly string[];
  /** The call that makes it, and nothing behind it. */
  readonly source: string;
  /** The loop around it, where its title is made of parts, with the tables that are named there. */
  readonly tables: string;
}

/** The tests of that title which are run. */
function testsOf({ file, title }: Proof): readonly Test[] {
  if (!existsSync(join(ROOT, file))) return [];
  const source = sourceOf(file);
  const calls = [...source.matchAll(TEST_CALL)];
  return calls.flatMap(({ 1: single, 2: double, 3: template, index }) => {
    const words = fillingOf(single ?? double ?? template ?? '', title);
    if (!words) return [];
    const own = callAt(source, index);
    // It is there, and proves nothing.
    if (IDLE.test(own)) return [];
    const tables = words.length > 0 ? tablesFor(source, index) : '';
    // A title made of parts proves something only where the test's table holds the very parts.
    return words.every((word) => tables.includes(word)) ? [{ words, source: own, tables }] : [];
  });
}

/** By its options, or by its own word. One that is skipped by its name is no `TEST_CALL`. */
const IDLE = /^.*['"`], \{[^}]*\b(?:skip|todo)\b|\b(?:\w+|this)\.(?:skip|todo)\(/;

const TEST_CALL = /(?<![.\w])(?:test|it)\(\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|`([^`]*)`)/g;

/** The text of the call at `index`, whose last line is indented as its first, as prettier writes it. */
function callAt(source: string, index: number): string {
  const lines = source.slice(source.lastIndexOf('\n', index) + 1).split('\n');
  const indent = /^ */.exec(lines[0] ?? '')?.[0] ?? '';
  const last = lines.findIndex(
    (line) =>
      line.startsWith(indent) && /^\}?\);$|;$/.test(line.slice(indent.length)) && line[indent.length] !== ' ',
  );
  return lines.slice(0, last + 1).join('\n');
}

/** What the loops above `index` go over: the text from there, or the constant that is named. */
function tablesFor(source: string, index: number): string {
  const above = source.slice(0, index);
  const loops = [...above.matchAll(/^ *for \(const [^\n]+ of (?:Object\.\w+\()?(\w+)?/gm)];
  const texts = loops.slice(-2).map(({ index: from, 1: name }) => {
    const constant = name === undefined ? -1 : above.search(new RegExp(`^ *const ${name}\\b`, 'm'));
    return above.slice(from) + (constant < 0 ? '' : above.slice(constant).split(/;\n/)[0]);
  });
  return texts.join('\n');
}

/** Whether the test itself names `code`, or its title or table gives it. */
function speaksOf({ words, source, tables }: Test, code: string): boolean {
  if (source.includes(`'${code}'`) || words.includes(code)) return true;
  // One row of a table for each test.
  return tables
    .split('\n')
    .some((row) => row.includes(`'${code}'`) && words.some((word) => row.includes(word)));
}

/** What `title` puts in place of the expressions of a written title, or nothing where it is another title. */
function fillingOf(written: string, title: string): readonly string[] | undefined {
  const pattern = written
    .split(/\$\{[^}]*\}/)
    .map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('(.+)');
  return new RegExp(`^${pattern}$`).exec(title)?.slice(1);
}

function sourceOf(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}
