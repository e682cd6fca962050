import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemorySessionStore } from '../store/memory-session-store.js';
import { CollectedLog } from '../testing/collected-log.js';
import { deferred } from '../testing/deferred.js';
import { FakeGateway } from '../testing/fake-gateway.js';
import { CallRegister } from './call-register.js';
import { UpstreamError } from './upstream-error.js';

function create(now = () => 0) {
  const gateway = new FakeGateway();
  const log = new CollectedLog();
  const store = new MemorySessionStore(now);
  const register = new CallRegister({ gateway, log, store, now });
  return { gateway, log, register, store };
}

test('ends every call of a session, and each once', async () => {
  const { gateway, register } = create();
  gateway.onHangUp(async () => undefined).onHangUp(async () => undefined);
  await register.add('a', 'call-1', 1000);
  await register.add('a', 'call-2', 1000);
  await register.add('b', 'call-3', 1000);
  await register.hangUpAll('a');
  await register.hangUpAll('a');
  assert.deepEqual(gateway.hungUp, ['call-1', 'call-2']);
});

test('a call that could not be ended stays known and is tried again', async () => {
  const { gateway, register } = create();
  gateway
    .onHangUp(async () => {
      throw new UpstreamError('timeout');
    })
    .onHangUp(async () => undefined)
    .onHangUp(async () => undefined);
  await register.add('a', 'call-1', 1000);
  await register.add('a', 'call-2', 1000);
  await assert.rejects(register.hangUpAll('a'), { reason: 'timeout' });
  await register.hangUpAll('a');
  assert.deepEqual(gateway.hungUp, ['call-1', 'call-2', 'call-1']);
});

test('ends calls when their session runs out, and not a moment earlier', async ({ mock }) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const { gateway, register } = create();
  const ended = new Promise<void>((resolve) => gateway.onHangUp(async () => resolve()));
  await register.add('a', 'call-1', 1000);
  mock.timers.tick(999);
  assert.deepEqual(gateway.hungUp, []);
  mock.timers.tick(1);
  await ended;
});

test('tries again to end a call of an expired session, for as long as a bad moment lasts', async ({
  mock,
}) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const { gateway, register, log } = create();
  gateway.onHangUp(async () => {
    throw new UpstreamError('failed');
  });
  await register.add('a', 'call-1', 1000);
  mock.timers.tick(1000);
  await log.next('error');
  const ended = new Promise<void>((resolve) => gateway.onHangUp(async () => resolve()));
  mock.timers.tick(29_999);
  assert.deepEqual(gateway.hungUp, ['call-1']);
  mock.timers.tick(1);
  await ended;
  assert.deepEqual(gateway.hungUp, ['call-1', 'call-1']);
});

test('forgets no call that is still to be ended, however many other sessions end meanwhile', async ({
  mock,
}) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  let now = 0;
  const { gateway, register, log, store } = create(() => now);
  const othersEndAt = async (time: number): Promise<void> => {
    now = time;
    for (let index = 0; index < 256; index += 1) await store.revoke(`other-${index}`, time + 1000);
  };
  gateway.onHangUp(async () => {
    throw new UpstreamError('failed');
  });
  await register.add('a', 'call-1', 1000);
  await othersEndAt(1000);
  mock.timers.tick(1000);
  await log.next('error');
  const ended = new Promise<void>((resolve) => gateway.onHangUp(async () => resolve()));
  await othersEndAt(31_000);
  mock.timers.tick(30_000);
  await ended;
  assert.deepEqual(gateway.hungUp, ['call-1', 'call-1']);
});

test('tries again at the end of the session what failed while other calls of it were being ended', async ({
  mock,
}) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const { gateway, register } = create();
  const first = deferred();
  const ended = deferred();
  gateway
    .onHangUp(() => first.promise)
    .onHangUp(async () => {
      throw new UpstreamError('failed');
    })
    .onHangUp(async () => ended.resolve());
  await register.add('a', 'call-1', 1000);
  const ending = register.hangUpAll('a');
  await register.add('a', 'call-2', 1000);
  await assert.rejects(register.hangUpAll('a'), { reason: 'failed' });
  first.resolve();
  await ending;
  mock.timers.tick(1000);
  await ended.promise;
  assert.deepEqual(gateway.hungUp, ['call-1', 'call-2', 'call-2']);
});

test('says so when a call of an expired session cannot be ended', async ({ mock }) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const { gateway, register, log } = create();
  gateway.onHangUp(async () => {
    throw new UpstreamError('failed');
  });
  await register.add('a', 'call-1', 1000);
  mock.timers.tick(1000);
  assert.equal((await log.next('error')).upstream, 'failed');
});
