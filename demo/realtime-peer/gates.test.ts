import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { test } from 'node:test';

import { Gates } from './gates.js';

test('an open gate lets pass, and leaves no listener on the signal of a long answer', async () => {
  const gates = new Gates();
  const { signal } = new AbortController();
  for (let piece = 1; piece <= 12; piece++) await gates.passed(`speech.chunk.${piece}`, signal);
  assert.equal(getEventListeners(signal, 'abort').length, 0);
});

test('a held gate lets nobody pass until it is released, and leaves no listener then', async () => {
  const gates = new Gates();
  const { signal } = new AbortController();
  let hasPassed = false;
  gates.hold('calls');
  const passed = gates.passed('calls', signal).then(() => {
    hasPassed = true;
  });
  await gates.arrival('calls');
  assert.deepEqual([hasPassed, gates.waitingAt('calls')], [false, 1]);
  gates.release('calls');
  await passed;
  assert.deepEqual([gates.waitingAt('calls'), getEventListeners(signal, 'abort').length], [0, 0]);
});

test('whoever goes away no longer waits, and the others still do', async () => {
  const gates = new Gates();
  const leaving = new AbortController();
  gates.hold('calls');
  const left = assert.rejects(gates.passed('calls', leaving.signal), { name: 'AbortError' });
  const stays = gates.passed('calls', new AbortController().signal);
  leaving.abort();
  await left;
  assert.equal(gates.waitingAt('calls'), 1);
  gates.release('calls');
  await stays;
  await assert.rejects(gates.passed('calls', leaving.signal), { name: 'AbortError' });
});

test('a gate of a script is closed until it has been released once', () => {
  const gates = new Gates();
  const passed: string[] = [];
  gates.pass('recipe', () => passed.push('first'), true);
  assert.equal(passed.join(), '');
  gates.release('recipe');
  gates.pass('recipe', () => passed.push('second'), true);
  assert.equal(passed.join(), 'first,second');
  gates.hold('recipe');
  gates.pass('recipe', () => passed.push('third'), true);
  assert.equal(passed.join(), 'first,second');
  gates.releaseAll();
  assert.equal(passed.join(), 'first,second,third');
});
