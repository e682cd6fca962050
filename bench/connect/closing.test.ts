import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withClosing, type Closable } from './closing.js';

function recorder(): { readonly closed: string[]; thing(name: string, failure?: Error): Closable } {
  const closed: string[] = [];
  return {
    closed,
    thing: (name, failure) => ({
      close: () => {
        closed.push(name);
        return failure === undefined ? Promise.resolve() : Promise.reject(failure);
      },
    }),
  };
}

test('closes what was kept, the last first, and hands the result on', async () => {
  const { closed, thing } = recorder();
  const result = await withClosing((keep) => {
    keep(thing('network'));
    keep(thing('browser'));
    return Promise.resolve(7);
  });
  assert.equal(result, 7);
  assert.deepEqual(closed, ['browser', 'network']);
});

test('closes what was kept before a failure, and the failure is the one reported', async () => {
  const { closed, thing } = recorder();
  const failing = withClosing((keep) => {
    keep(thing('network'));
    return Promise.reject(new Error('no browser'));
  });
  await assert.rejects(failing, /no browser/);
  assert.deepEqual(closed, ['network']);
});

test('one thing that cannot be closed does not keep the others open', async () => {
  const { closed, thing } = recorder();
  const failing = withClosing((keep) => {
    keep(thing('network'));
    keep(thing('browser', new Error('stuck')));
    return Promise.resolve();
  });
  await assert.rejects(failing, AggregateError);
  assert.deepEqual(closed, ['browser', 'network']);
});

test('leaves no signal handler behind', async () => {
  const before = process.listenerCount('SIGTERM');
  await withClosing(() => {
    assert.equal(process.listenerCount('SIGTERM'), before + 1);
    return Promise.resolve();
  });
  assert.equal(process.listenerCount('SIGTERM'), before);
});
