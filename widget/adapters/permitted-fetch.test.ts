import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { VoiceError } from '../session/errors.js';
import { ManualClock } from '../testing/manual-clock.js';
import { settled } from '../testing/settled.js';
import { permittedFetch } from './permitted-fetch.js';

const { fetch, document } = globalThis;
after(() => Object.assign(globalThis, { fetch, document }));

const API = 'https://voice.example/api';
const FAILED = new TypeError('Failed to fetch');

interface Forbidden {
  readonly blockedURI: string;
  readonly disposition?: 'enforce' | 'report';
}

/** What a fetch of `API` rejects with when the page hears of `forbidden` some tasks after it has failed. */
async function failure({ blockedURI, disposition = 'enforce' }: Forbidden): Promise<unknown> {
  const page = new EventTarget();
  Object.assign(globalThis, { document: page, fetch: () => Promise.reject(FAILED) });
  const clock = new ManualClock();
  const outcome = permittedFetch(API, { signal: new AbortController().signal }, clock).then(
    () => assert.fail('it was not refused'),
    (error: unknown) => error,
  );
  await clock.advance(49);
  const violation = new Event('securitypolicyviolation');
  page.dispatchEvent(
    Object.assign(violation, { blockedURI, disposition, effectiveDirective: 'connect-src' }),
  );
  await clock.advance(1);
  return outcome;
}

test('names the directive of the page’s policy that forbids an address', async () => {
  const error = await failure({ blockedURI: API });
  assert.ok(error instanceof VoiceError);
  assert.equal(error.code, 'config-invalid');
  assert.match(error.message, /forbids https:\/\/voice\.example\/api: add it to connect-src/);
});

test('blames no policy for what it forbids elsewhere, or only reports', async () => {
  assert.equal(await failure({ blockedURI: 'https://ads.example/' }), FAILED);
  assert.equal(await failure({ blockedURI: API, disposition: 'report' }), FAILED);
});

test('keeps nobody waiting who has given up', async () => {
  Object.assign(globalThis, { document: new EventTarget(), fetch: () => Promise.reject(FAILED) });
  const clock = new ManualClock();
  const caller = new AbortController();
  const outcome = permittedFetch(API, { signal: caller.signal }, clock);
  await settled();
  caller.abort();
  await assert.rejects(outcome, { code: 'aborted' });
  assert.equal(clock.running, 0);
});
