import assert from 'node:assert/strict';
import { createHmac, generateKeyPairSync, createSign } from 'node:crypto';
import { test } from 'node:test';
import { deriveKeys } from './derived-keys.js';
import { SessionTokens, type SessionClaims } from './session-tokens.js';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const KEY = deriveKeys('a secret of the owner').tokenKey;
const CLAIMS: SessionClaims = {
  id: 'session-1',
  subject: 'visitor-1',
  mode: 'hybrid',
  lang: 'de-AT',
  expiresAt: NOW / 1000 + 3600,
};

interface Clocked {
  readonly tokens: SessionTokens;
  readonly clock: { now: number };
}

function create(): Clocked {
  const clock = { now: NOW };
  return { tokens: new SessionTokens(KEY, () => clock.now), clock };
}

const HEADER = { alg: 'HS256', typ: 'nv-sess+jwt' };
const PAYLOAD = {
  mode: 'hybrid',
  jti: 'session-1',
  sub: 'visitor-1',
  iss: 'nutrina-voice',
  aud: 'nutrina-voice/api',
  iat: NOW / 1000,
  exp: NOW / 1000 + 3600,
};

function part(value: unknown): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
}

/** A token by hand, signed with any key: what an attacker, or a bug, could present. */
function forge(header: unknown, payload: unknown, key: Uint8Array = KEY, hash = 'sha256'): string {
  const signed = `${part(header)}.${part(payload)}`;
  return `${signed}.${createHmac(hash, key).update(signed).digest('base64url')}`;
}

function without(name: keyof typeof PAYLOAD): Record<string, unknown> {
  const { [name]: _left, ...rest } = PAYLOAD;
  return rest;
}

function signedByRsa(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const signed = `${part({ ...HEADER, alg: 'RS256' })}.${part(PAYLOAD)}`;
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(privateKey, 'base64url')}`;
}

test('accepts its own token and gives back what went in', async () => {
  const { tokens } = create();
  assert.deepEqual(await tokens.verify(await tokens.issue(CLAIMS)), CLAIMS);
});

test('the forgery helper makes a token that is accepted when nothing is wrong with it', async () => {
  const { tokens } = create();
  assert.equal((await tokens.verify(forge(HEADER, PAYLOAD)))?.id, 'session-1');
});

test('lives to its last second and not one longer', async () => {
  const { tokens, clock } = create();
  const token = await tokens.issue(CLAIMS);
  clock.now = CLAIMS.expiresAt * 1000 - 1;
  assert.equal((await tokens.verify(token))?.id, 'session-1');
  clock.now = CLAIMS.expiresAt * 1000;
  assert.equal(await tokens.verify(token), undefined);
});

const good = forge(HEADER, PAYLOAD);
const [goodHeader = '', goodPayload = '', goodSignature = ''] = good.split('.');

const MUTANTS: Readonly<Record<string, string>> = {
  'an empty string': '',
  'a word': 'token',
  'two parts': `${goodHeader}.${goodPayload}`,
  'four parts': `${good}.${goodSignature}`,
  'no signature': `${goodHeader}.${goodPayload}.`,
  'a shortened signature': good.slice(0, -4),
  'a changed signature': `${goodHeader}.${goodPayload}.${part('x'.repeat(32))}`,
  'a changed payload': `${goodHeader}.${part({ ...PAYLOAD, sub: 'somebody else' })}.${goodSignature}`,
  'a changed header': `${part({ ...HEADER, kid: '1' })}.${goodPayload}.${goodSignature}`,
  'alg none': `${part({ ...HEADER, alg: 'none' })}.${goodPayload}.`,
  'alg None': `${part({ ...HEADER, alg: 'None' })}.${goodPayload}.`,
  'alg HS384': forge({ ...HEADER, alg: 'HS384' }, PAYLOAD, KEY, 'sha384'),
  'alg HS512': forge({ ...HEADER, alg: 'HS512' }, PAYLOAD, KEY, 'sha512'),
  'alg RS256': signedByRsa(),
  'no alg': forge({ typ: HEADER.typ }, PAYLOAD),
  'another key': forge(HEADER, PAYLOAD, deriveKeys('another secret').tokenKey),
  'the identity key': forge(HEADER, PAYLOAD, deriveKeys('a secret of the owner').identityKey),
  'an empty key': forge(HEADER, PAYLOAD, new Uint8Array()),
  'typ JWT': forge({ ...HEADER, typ: 'JWT' }, PAYLOAD),
  'no typ': forge({ alg: 'HS256' }, PAYLOAD),
  'an unknown critical header': forge({ ...HEADER, crit: ['x'], x: 1 }, PAYLOAD),
  'another issuer': forge(HEADER, { ...PAYLOAD, iss: 'somebody' }),
  'no issuer': forge(HEADER, without('iss')),
  'another audience': forge(HEADER, { ...PAYLOAD, aud: 'nutrina-voice/other' }),
  'no audience': forge(HEADER, without('aud')),
  'an expired time': forge(HEADER, { ...PAYLOAD, exp: NOW / 1000 - 1 }),
  'no expiry': forge(HEADER, without('exp')),
  'an expiry in words': forge(HEADER, { ...PAYLOAD, exp: 'never' }),
  'a start in the future': forge(HEADER, { ...PAYLOAD, nbf: NOW / 1000 + 60 }),
  'no session id': forge(HEADER, without('jti')),
  'an empty session id': forge(HEADER, { ...PAYLOAD, jti: '' }),
  'a session id that is no string': forge(HEADER, { ...PAYLOAD, jti: 7 }),
  'no subject': forge(HEADER, without('sub')),
  'no mode': forge(HEADER, without('mode')),
  'an unknown mode': forge(HEADER, { ...PAYLOAD, mode: 'telepathy' }),
  'a payload that is no object': forge(HEADER, '"payload"'),
  'a payload that is no JSON': forge(HEADER, '{'),
  'white space around it': ` ${good} `,
  'a huge one': forge(HEADER, { ...PAYLOAD, padding: 'x'.repeat(4096) }),
};

for (const [name, token] of Object.entries(MUTANTS)) {
  test(`refuses ${name}`, async () => {
    assert.equal(await create().tokens.verify(token), undefined);
  });
}
