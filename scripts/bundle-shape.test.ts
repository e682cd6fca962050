import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { bundleFiles, missingCodeSplits } from './bundle-shape.js';

const WELL_MADE = {
  'nutrina-voice.js': 'import"./chunks/element-1.js";',
  'chunks/element-1.js': 'let load=()=>import("./call-1.js");export{load};',
  'chunks/call-1.js':
    'import{load}from"./element-1.js";let a=()=>import(`./speech-1.js`),b=()=>import("./web-socket-1.js");',
  'chunks/speech-1.js': 'import{a}from"./call-1.js";',
  'chunks/web-socket-1.js': '',
};

function folderOf(context: TestContext, files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'bundle-'));
  context.after(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'chunks'));
  for (const [path, code] of Object.entries(files)) writeFileSync(join(folder, path), code);
  return folder;
}

test('tells what is loaded at once, on intent, and only when it is needed', (context) => {
  const folder = folderOf(context, WELL_MADE);
  assert.deepEqual(
    bundleFiles(folder).map(({ path, loads }) => `${loads} ${path}`),
    [
      'at-once nutrina-voice.js',
      'on-intent chunks/call-1.js',
      'at-once chunks/element-1.js',
      'when-needed chunks/speech-1.js',
      'when-needed chunks/web-socket-1.js',
    ],
  );
  assert.deepEqual(missingCodeSplits(folder), []);
});

test('says which chunk comes with every call although few need it', (context) => {
  const code = `import{speak}from"./speech-1.js";${WELL_MADE['chunks/call-1.js']}`;
  assert.deepEqual(missingCodeSplits(folderOf(context, { ...WELL_MADE, 'chunks/call-1.js': code })), [
    'chunks/speech-1.js is loaded with every call: something of the call imports it.',
  ]);
});

test('says which chunk imports the entry, and that the session is in the first chunk', (context) => {
  const files = {
    'nutrina-voice.js': 'import"./chunks/element-1.js";',
    'chunks/element-1.js': 'import"../nutrina-voice.js";',
  };
  assert.deepEqual(missingCodeSplits(folderOf(context, files)), [
    'chunks/element-1.js imports the entry, which a page may load under another address.',
    'Nothing is left for later: the session is in the first chunk.',
  ]);
});
