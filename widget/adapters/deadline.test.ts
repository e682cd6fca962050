import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VoiceError } from '../session/errors.js';
import { ManualClock } from '../testing/manual-clock.js';
import { withDeadline } from './deadline.js';

function setUp() {
  const clock = new ManualClock();
  const caller = new AbortController();
  const expired = () => new VoiceError('link-failed', 'late');
  return { clock, caller, limits: { clock, delayMs: 100, signal: caller.signal, expired } };
}

const codeIs = (code: string) => (error: unknown) => error instanceof VoiceError && error.code === code;

test('gives what the work gives, and leaves no timer', async () => {
  const { clock, limits } = setUp();
  assert.equal(await withDeadline(limits, () => Promise.resolve(7)), 7);
  await assert.rejects(
    withDeadline(limits, () => Promise.reject(new RangeError('own'))),
    RangeError,
  );
  assert.equal(clock.running, 0);
});

test('ends work that takes no notice, and tells work that does', async () => {
  const { clock, limits } = setUp();
  let told = false;
  const late = withDeadline(limits, (signal) => {
    signal.addEventListener('abort', () => (told = true));
    return new Promise(() => undefined);
  });
  const rejected = assert.rejects(late, codeIs('link-failed'));
  await clock.advance(100);
  await rejected;
  assert.ok(told);
});

test('says aborted when the caller gives up, before or meanwhile', async () => {
  const { clock, caller, limits } = setUp();
  const given = withDeadline(limits, () => new Promise(() => undefined));
  caller.abort();
  await assert.rejects(given, codeIs('aborted'));
  await assert.rejects(
    withDeadline(limits, () => assert.fail('It was begun.')),
    codeIs('aborted'),
  );
  assert.equal(clock.running, 0);
});
