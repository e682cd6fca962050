import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { printLine } from './report.js';

const NOBODY = 65_534;
const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));

test('a figure that could not be computed is not printed as one', () => {
  assert.throws(() => printLine({ name: 'connect.fixed', value: Number.NaN, unit: 'ms' }), RangeError);
});

test('an unknown name is refused with the names there are, and nothing on stdout', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import=tsx', MAIN, 'speed'], {
    encoding: 'utf8',
  });
  assert.equal(status, 2);
  assert.equal(stdout, '');
  assert.match(stderr, /no benchmark named speed.*connect/s);
});

test('a benchmark that this machine cannot run says why on stdout and fails', () => {
  // Only root may make network namespaces.
  const asNobody = process.getuid?.() === 0 ? { uid: NOBODY } : {};
  const { status, stdout } = spawnSync(process.execPath, ['--import=tsx', MAIN, 'connect'], {
    encoding: 'utf8',
    ...asNobody,
  });
  assert.equal(status, 1);
  const line: unknown = JSON.parse(stdout);
  assert.deepEqual(Object.keys(Object(line)), ['name', 'skipped']);
});
