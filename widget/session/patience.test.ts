import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../testing/manual-clock.js';
import { settled } from '../testing/settled.js';
import { VoiceError } from './errors.js';
import { patiently } from './patience.js';

/** A server that fails with these errors, one after another, and then answers. */
function asking(...errors: readonly unknown[]) {
  const clock = new ManualClock();
  const caller = new AbortController();
  const left = [...errors];
  const askedAtMs: number[] = [];
  const ask = (): Promise<string> => {
    askedAtMs.push(clock.now());
    return left.length > 0 ? Promise.reject(left.shift()) : Promise.resolve('answer');
  };
  const startedAtMs = clock.now();
  const answer = patiently(ask, { clock, random: () => 0.5, signal: caller.signal }).then(
    (value) => value,
    (error: unknown) => error,
  );
  return { clock, caller, answer, asked: () => askedAtMs.map((atMs) => atMs - startedAtMs) };
}

const failing = (retryAfterMs?: number): VoiceError =>
  new VoiceError('backend-error', 'busy', retryAfterMs === undefined ? {} : { retryAfterMs });

test('asks a server that fails for a moment again, and tells nobody', async () => {
  const { clock, answer, asked } = asking(failing(), new VoiceError('backend-unreachable', 'away'));
  await clock.advance(2_000);
  assert.equal(await answer, 'answer');
  assert.deepEqual(asked(), [0, 300, 2_000]);
});

test('tells the third failure', async () => {
  const third = failing();
  const { clock, answer, asked } = asking(failing(), failing(), third);
  await clock.advance(60_000);
  assert.equal(await answer, third);
  assert.equal(asked().length, 3);
});

test('waits as long as the server asks for, unless that is longer than a visitor waits for nothing', async () => {
  const patient = asking(failing(4_000));
  await patient.clock.advance(4_000);
  assert.equal(await patient.answer, 'answer');
  assert.deepEqual(patient.asked(), [0, 4_000]);
  const later = failing(6_000);
  assert.equal(await asking(later).answer, later);
});

for (const error of [
  new VoiceError('origin-refused', 'no'),
  new VoiceError('rate-limited', 'no'),
  new TypeError(),
]) {
  test(`tells at once what no second try can mend: ${error instanceof VoiceError ? error.code : error.name}`, async () => {
    const { answer, asked } = asking(error);
    assert.equal(await answer, error);
    assert.equal(asked().length, 1);
  });
}

test('asks nothing more once nobody waits', async () => {
  const { clock, caller, asked } = asking(failing());
  await settled();
  caller.abort();
  await clock.advance(60_000);
  assert.equal(asked().length, 1);
  assert.equal(clock.running, 0);
});
