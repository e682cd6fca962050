import assert from 'node:assert/strict';
import { once } from 'node:events';
import { PassThrough, Writable } from 'node:stream';
import { test } from 'node:test';
import { pump } from './speech-pump.js';

const PATIENT = { stallMs: 60_000, readerStallMs: 60_000 };

/** Lets the streams do what they have scheduled. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

test('hands on every chunk as it comes and ends when the source ends', async () => {
  const source = new PassThrough();
  const sink = new PassThrough();
  const pumping = pump(source, sink, PATIENT);
  source.write('one');
  assert.equal(String((await once(sink, 'data'))[0]), 'one');
  source.end('two');
  assert.equal(String((await once(sink, 'data'))[0]), 'two');
  await pumping;
  assert.equal(sink.writableFinished, true);
});

test('tells how long it has waited for the source, and not for a slow reader', async () => {
  const clock = { now: 0 };
  const source = new PassThrough();
  const sink = new PassThrough({ highWaterMark: 1 });
  const pumping = pump(source, sink, { ...PATIENT, now: () => clock.now });
  clock.now = 10;
  source.write('one');
  await turn();
  clock.now = 1000;
  sink.read();
  await turn();
  clock.now = 1005;
  source.end('three');
  await turn();
  sink.resume();
  assert.deepEqual(await pumping, { bytes: 8, waitedMs: 15 });
});

test('a source that breaks off destroys the sink instead of ending it', async () => {
  const source = new PassThrough();
  const sink = new PassThrough();
  const pumping = pump(source, sink, PATIENT);
  source.write('half a sent');
  await once(sink, 'data');
  source.destroy(new Error('reset'));
  await assert.rejects(pumping, { name: 'UpstreamError', reason: 'failed' });
  assert.equal(sink.destroyed, true);
  assert.equal(sink.writableFinished, false);
});

test('a source that falls silent is given up', async () => {
  const source = new PassThrough();
  const sink = new PassThrough().resume();
  const pumping = pump(source, sink, { stallMs: 30, readerStallMs: 60_000 });
  source.write('half a sent');
  await assert.rejects(pumping, { reason: 'timeout' });
  assert.equal(source.destroyed, true);
  assert.equal(sink.destroyed, true);
});

test('a source is not blamed for a slow reader', async ({ mock }) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const source = new PassThrough();
  let wake: () => void = () => undefined;
  const sink = new Writable({
    highWaterMark: 1,
    write: (_chunk, _encoding, done) => {
      wake = done;
    },
  });
  const pumping = pump(source, sink, { stallMs: 30, readerStallMs: 60_000 });
  source.write('a');
  source.end('b');
  await turn();
  mock.timers.tick(1_000);
  assert.equal(source.destroyed, false);
  wake();
  await turn();
  wake();
  await pumping;
});

for (const [when, ends] of [
  ['while there is more to come', false],
  ['of the last that there is', true],
] as const) {
  test(`a reader that takes nothing ${when} is given up, too, as one that went away`, async ({ mock }) => {
    mock.timers.enable({ apis: ['setTimeout'] });
    const source = new PassThrough();
    const sink = new Writable({ highWaterMark: ends ? 10 : 1, write: () => undefined });
    const pumping = pump(source, sink, { stallMs: 30, readerStallMs: 60 });
    source.write('a');
    if (ends) source.end();
    await turn();
    mock.timers.tick(60);
    await assert.rejects(pumping, { name: 'UpstreamError', reason: 'aborted' });
    assert.equal(source.destroyed, true);
    assert.equal(sink.destroyed, true);
  });
}

test('a reader that goes away ends the source', async () => {
  const source = new PassThrough();
  const sink = new PassThrough();
  const pumping = pump(source, sink, PATIENT);
  source.write('one');
  await once(sink, 'data');
  sink.destroy();
  await assert.rejects(pumping, { reason: 'aborted' });
  assert.equal(source.destroyed, true);
});
