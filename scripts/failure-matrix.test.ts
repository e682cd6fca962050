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
          text.includes(`\`${code}\``) && proofs.some(({ file }) => sourceOf(file).includes(`'${code}'`)),
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

function exists({ file, title }: Proof): boolean {
  if (!existsSync(join(ROOT, file))) return false;
  const source = sourceOf(file);
  return titlesIn(source).some((written) => {
    const words = fillingOf(written, title);
    // A title made of parts proves something only where the test's table holds the very parts.
    return words?.every((word) => source.includes(word)) ?? false;
  });
}

/** The titles of a test file as they are written, in whichever quotes. */
function titlesIn(source: string): readonly string[] {
  const calls = source.matchAll(/\b(?:test|it)\(\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|`([^`]*)`)/g);
  return [...calls].map(([, single, double, template]) => single ?? double ?? template ?? '');
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
