import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { VoiceError } from '../session/errors.js';
import { permittedFetch } from './permitted-fetch.js';

const { fetch, document } = globalThis;
after(() => Object.assign(globalThis, { fetch, document }));

/** What a page hears when its policy forbids `blockedURI`, some tasks after `fetch` has rejected. */
function forbidding(blockedURI: string, disposition: 'enforce' | 'report' = 'enforce'): TypeError {
  const cause = new TypeError('Failed to fetch');
  const page = new EventTarget();
  const violation = new Event('securitypolicyviolation');
  Object.assign(violation, { blockedURI, disposition, effectiveDirective: 'connect-src' });
  Object.assign(globalThis, {
    document: page,
    fetch: () => {
      setTimeout(() => page.dispatchEvent(violation));
      return Promise.reject(cause);
    },
  });
  return cause;
}

async function failure(url: string): Promise<unknown> {
  return permittedFetch(url, {}).then(
    () => assert.fail('it was not refused'),
    (error: unknown) => error,
  );
}

test('names the directive of the page’s policy that forbids an address', async () => {
  const cause = forbidding('https://voice.example/api');
  const error = await failure('https://voice.example/api');
  assert.ok(error instanceof VoiceError);
  assert.equal(error.code, 'config-invalid');
  assert.equal(error.cause, cause);
  assert.match(error.message, /forbids https:\/\/voice\.example\/api: add it to connect-src/);
});

test('blames no policy for what it forbids elsewhere, or only reports', async () => {
  const elsewhere = forbidding('https://ads.example/');
  assert.equal(await failure('https://voice.example/api'), elsewhere);
  const reported = forbidding('https://voice.example/api', 'report');
  assert.equal(await failure('https://voice.example/api'), reported);
});
