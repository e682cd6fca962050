import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemorySessionStore } from './memory-session-store.js';

test('knows what was revoked and nothing else', async () => {
  const store = new MemorySessionStore(() => 0);
  await store.revoke('a', 1000);
  assert.equal(await store.isRevoked('a'), true);
  assert.equal(await store.isRevoked('b'), false);
});

test('hands out calls once, in order', async () => {
  const store = new MemorySessionStore(() => 0);
  await store.addCall('a', 'call-1', 1000);
  await store.addCall('a', 'call-2', 1000);
  assert.deepEqual(await store.takeCalls('a'), ['call-1', 'call-2']);
  assert.deepEqual(await store.takeCalls('a'), []);
  assert.equal(await store.isRevoked('a'), false);
});

test('stays small: what has expired is forgotten as new sessions come', async () => {
  let now = 0;
  const store = new MemorySessionStore(() => now);
  for (let index = 0; index < 10_000; index += 1) {
    now = index;
    await store.revoke(`session-${index}`, index + 100);
  }
  assert.ok(store.size <= 100 + 256, `${store.size} remembered`);
  assert.equal(await store.isRevoked('session-9999'), true);
});

test('stays small also when more sessions end than can be remembered, and forgets none with a call', async () => {
  const store = new MemorySessionStore(() => 0);
  await store.addCall('called', 'call-1', 1000);
  for (let index = 0; index < 110_000; index += 1) await store.revoke(`session-${index}`, 1000);
  assert.ok(store.size <= 100_000 + 256, `${store.size} remembered`);
  assert.equal(await store.isRevoked('session-0'), false);
  assert.equal(await store.isRevoked('session-20000'), true);
  assert.equal(await store.isRevoked('session-109999'), true);
  assert.deepEqual(await store.takeCalls('called'), ['call-1']);
});
