/** The README's tables and the element's own description say the same as the code. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { NutrinaVoice } from '../index.js';
import { ERROR_CODES } from '../session/errors.js';
import { CHOICES } from './options.js';
import { VOICE_PROPERTIES } from './properties.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const README = read('README.md');
const ELEMENT = read('widget/element/nutrina-voice.ts');

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** The text under a heading, up to the next one. */
function section(title: string): string {
  const start = README.indexOf(`\n### ${title}\n`);
  assert.ok(start >= 0, `the README has a section “${title}”`);
  return README.slice(start + 1).split(/\n#{2,3} /)[0] ?? '';
}

/** The cells of the table rows of a text, without their heads. */
function rows(text: string): string[][] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('|') && !line.startsWith('| ---'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

/** What stands in backticks. */
function names(text: string | undefined): string[] {
  return [...(text ?? '').matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');
}

function sorted(values: Iterable<string>): string[] {
  return [...new Set(values)].toSorted();
}

/** The names behind one tag of the element's description. */
function tagged(tag: string): string[] {
  return [...ELEMENT.matchAll(new RegExp(`\\* @${tag} (\\S+)`, 'g'))].map((match) => match[1] ?? '');
}

/** Everything that makes up the element's templates and styles. */
function elementSources(): string {
  return ['widget/element', 'widget/element/parts']
    .flatMap((folder) => readdirSync(join(ROOT, folder)).map((file) => `${folder}/${file}`))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map(read)
    .join('\n');
}

const ATTRIBUTES = Object.entries(VOICE_PROPERTIES).map(([property, { attribute }]) => ({
  property,
  attribute: typeof attribute === 'string' ? attribute : property.toLowerCase(),
}));

test('every attribute is in the README, and no other', () => {
  const [, ...listed] = rows((section('Attributes').split('\n\n| mode ')[0] ?? '').trim());
  assert.deepEqual(
    sorted(listed.flatMap(([cell]) => names(cell))),
    sorted(['lang', ...ATTRIBUTES.map(({ attribute }) => attribute)]),
  );
  for (const [cell, values] of listed) {
    const { property } = ATTRIBUTES.find(({ attribute }) => attribute === names(cell)[0]) ?? {};
    const choices = Object.entries(CHOICES).find(([name]) => name === property)?.[1];
    if (choices !== undefined) assert.deepEqual(names(values), [...choices], property);
  }
});

/** Lit's and the browser's, and what tests put something in the place of. */
const NOT_FOR_PAGES = [
  'constructor',
  'attributeChangedCallback',
  'connectedCallback',
  'disconnectedCallback',
  'createSession',
  'render',
  'updated',
  'willUpdate',
];

test('every method and read-only property is in the README, and no other', () => {
  const own = Object.getOwnPropertyNames(NutrinaVoice.prototype);
  const properties = ATTRIBUTES.map(({ property }) => property);
  assert.deepEqual(
    sorted(rows(section('Methods and properties')).flatMap(([cell]) => names(cell).map(withoutArguments))),
    sorted(own.filter((name) => !NOT_FOR_PAGES.includes(name) && !properties.includes(name))),
  );
});

function withoutArguments(member: string): string {
  return member.replace(/\(.*\)$/, '');
}

test('every event is in the README, in the element’s description and on the demo page, and no other', () => {
  const declared = [...read('widget/element/events.ts').matchAll(/^ {2}'(nutrina-[a-z-]+)':/gm)];
  const events = sorted(declared.map((match) => match[1] ?? ''));
  assert.ok(events.length > 0);
  assert.deepEqual(sorted(rows(section('Events')).flatMap(([cell]) => names(cell))), events);
  assert.deepEqual(sorted(tagged('fires')), events);
  const shown = read('demo/main.ts').matchAll(/^ {2}'(nutrina-[a-z-]+)',/gm);
  assert.deepEqual(sorted([...shown].map((match) => match[1] ?? '')), events);
});

function looks(row: string): string[] {
  const cell = rows(section('Looks')).find(([first]) => first?.includes(row))?.[1];
  return names(cell).flatMap((text) => text.split(' '));
}

/** What the templates' expressions stand for. */
const FILLED_IN = new Map([
  ['message-${role}', ['message-user', 'message-assistant']],
  ['status-${name}', ['status-webrtc', 'status-channel', 'status-audio']],
  ['${kind}', ['error', 'notice']],
  ['${part}', ['mode', 'link']],
]);

test('every part is in the README, in the element’s description and in a template, and no other', () => {
  const written = elementSources().matchAll(/\spart=\s*(?:"([^"]+)"|(\$\{\w+\}))/g);
  const filled = [...written].flatMap(([, text, expression]) =>
    (text ?? expression ?? '').split(' ').flatMap((part) => FILLED_IN.get(part) ?? [part]),
  );
  const parts = sorted(looks('::part').filter((name) => name !== '::part(…)'));
  assert.deepEqual(parts, sorted(filled));
  assert.deepEqual(parts, sorted([...tagged('csspart'), 'message-user', 'message-assistant']));
});

test('every slot and custom property is in the README and in the element’s description, and no other', () => {
  const slots = [...elementSources().matchAll(/<slot name="([^"]+)"/g)].map((match) => match[1] ?? '');
  assert.deepEqual(sorted(looks('slots')), sorted(slots));
  assert.deepEqual(sorted(tagged('slot').filter((name) => name !== '-')), sorted(slots));
  const used = [...elementSources().matchAll(/var\((--nv-[a-z-]+)/g)].map((match) => match[1] ?? '');
  assert.deepEqual(sorted(looks('custom properties')), sorted(used));
  const described = ELEMENT.split('\n').filter((line) => line.includes('@cssproperty'));
  assert.deepEqual(
    sorted(described.flatMap((line) => [...line.matchAll(/--nv-[a-z-]+/g)].map(([name]) => name))),
    sorted(used),
  );
});

test('every error code has its line in the README, and no other has', () => {
  const listed = rows(section('When something goes wrong')).flatMap(([cell]) => names(cell));
  // Codes that share a line are shortened to how they differ.
  const [family] = listed.filter((code) => code.startsWith('microphone-'));
  assert.equal(family, 'microphone-denied');
  assert.deepEqual(
    sorted(listed.map((code) => (code.startsWith('-') ? `microphone${code}` : code))),
    sorted(ERROR_CODES),
  );
});

test('every picture and page that the README leads to is there', () => {
  const links = [...README.matchAll(/(?:\]\(|src=")(?!https?:)([^)"#]+)/g)].map((match) => match[1] ?? '');
  assert.ok(links.length > 0);
  assert.deepEqual(
    links.filter((path) => !existsSync(join(ROOT, path))),
    [],
  );
});

test('every command of the README is a script of the package', () => {
  const manifest: unknown = JSON.parse(read('package.json'));
  const scripts = Object.keys(Object(Object(manifest).scripts));
  const used = [...README.matchAll(/npm (?:run ([\w-]+)|(test|start))/g)].map(
    ([, run, own]) => run ?? own ?? '',
  );
  assert.ok(used.includes('demo') && used.includes('test'));
  assert.deepEqual(
    sorted(used).filter((name) => !scripts.includes(name)),
    [],
  );
});
