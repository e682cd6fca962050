import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withRuntime } from './inlined-runtime.js';

const RUNTIME = {
  fileName: 'chunks/rolldown-runtime-a1.js',
  code: 'var e=1,r=n=>n+e;export{r as t};',
};

test('puts the helper where its import was, under the name that the file knows', () => {
  const code = 'import{t as g}from"./rolldown-runtime-a1.js";import{x}from"./call-1.js";g(x);';
  assert.equal(
    withRuntime(code, RUNTIME),
    'const g=(()=>{var e=1,r=n=>n+e;return r})();import{x}from"./call-1.js";g(x);',
  );
});

test('leaves files alone that do not use it', () => {
  assert.equal(withRuntime('import{x}from"./call-1.js";', RUNTIME), 'import{x}from"./call-1.js";');
});

test('stops the build where it is more than one helper, or is imported otherwise', () => {
  const two = { ...RUNTIME, code: 'var r=1,s=2;export{r as t,s as u};' };
  assert.throws(() => withRuntime('import{t as g,u}from"./rolldown-runtime-a1.js";', two), /one helper/);
  assert.throws(() => withRuntime('import*as g from"./rolldown-runtime-a1.js";', RUNTIME), /one helper/);
});
