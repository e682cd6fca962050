import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import { after, before, test } from 'node:test';
import { ORIGIN, startApp, type TestApp } from '../testing/start-app.js';

let app: TestApp;
before(async () => {
  app = await startApp();
});
after(() => app.stop());

interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** `fetch` would tidy up some of these headers; a socket sends them as they are. */
function send(options: {
  readonly url?: string;
  readonly path?: string;
  readonly method?: string;
  readonly headers: Readonly<Record<string, string | string[]>>;
}): Promise<Reply> {
  const url = `${options.url ?? app.url}${options.path ?? '/api/realtime/session'}`;
  return new Promise((resolve, reject) => {
    httpRequest(
      url,
      { method: options.method ?? 'POST', headers: options.headers, agent: false },
      (response) => {
        response.resume();
        response.once('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers }));
      },
    )
      .once('error', reject)
      .end('{}');
  });
}

const REFUSED = [
  '',
  'null',
  'NULL',
  '*',
  'self',
  'shop.example',
  '//shop.example',
  'http://shop.example',
  'ws://shop.example',
  'ftp://shop.example',
  'file://',
  'file://shop.example',
  'https://shop.example/',
  'https://shop.example//',
  'https://shop.example/page',
  'https://shop.example?x',
  'https://shop.example#x',
  'https://shop.example.',
  'https://shop.example:443',
  'https://shop.example:444',
  'https://shop.example:0',
  'https://shop.example:',
  'https://Shop.example',
  'HTTPS://shop.example',
  'https://SHOP.EXAMPLE',
  'https:/shop.example',
  'https:shop.example',
  'https:\\\\shop.example',
  'https://www.shop.example',
  'https://a.shop.example',
  'https://.shop.example',
  'https://ashop.example',
  'https://shop-example',
  'https://shopxexample',
  'https://shop.example.evil.test',
  'https://shop.example@evil.test',
  'https://evil.test@shop.example',
  'https://user:word@shop.example',
  'https://evil.test',
  'https://evil.test/https://shop.example',
  'https://evil.test#https://shop.example',
  'https://shop.example,https://evil.test',
  'https://shop.example https://evil.test',
  'https://evil.test, https://shop.example',
  'https://shop.example%00',
  'https://shop.example%2eevil.test',
  'https://xn--shp-hoa.example',
  'https://[::1]',
  'https://127.0.0.1',
  'https://0x7f000001',
  'chrome-extension://abcdef',
  'data:text/html,x',
  'blob:https://shop.example/1',
  'javascript:alert(1)',
  'about:blank',
];

for (const origin of REFUSED) {
  test(`refuses the origin "${origin}" before anything else happens`, async () => {
    const reply = await send({ headers: { origin, 'content-type': 'application/json' } });
    assert.equal(reply.status, 403);
    assert.equal(reply.headers['access-control-allow-origin'], undefined);
    assert.equal(app.gateway.mints.length, 0);
  });
}

test('refuses a request with two Origin headers, one of them allowed', async () => {
  const reply = await send({ headers: { origin: [ORIGIN, 'https://evil.test'] } });
  assert.equal(reply.status, 403);
});

for (const method of ['POST', 'DELETE']) {
  test(`refuses a ${method} without Origin in production`, async () => {
    assert.equal((await send({ method, headers: {} })).status, 403);
  });
}

test('refuses the preflight of a page that is not allowed', async () => {
  const reply = await send({
    method: 'OPTIONS',
    headers: { origin: 'https://evil.test', 'access-control-request-method': 'POST' },
  });
  assert.equal(reply.status, 403);
  assert.equal(reply.headers['access-control-allow-origin'], undefined);
});

test('refuses before it parses: a malformed body of a stranger gets 403, not 400', async () => {
  const response = await fetch(`${app.url}/api/realtime/session`, {
    method: 'POST',
    headers: { origin: 'https://evil.test', 'content-type': 'application/json' },
    body: '{',
  });
  assert.equal(response.status, 403);
  const { error } = (await response.json()) as { error: { code: string } };
  assert.equal(error.code, 'origin-refused');
});

test('refuses a form of a stranger, about which its browser has not asked', async () => {
  for (const origin of ['https://evil.test', 'null']) {
    const response = await fetch(`${app.url}/api/realtime/session`, {
      method: 'POST',
      headers: { origin },
      body: new URLSearchParams({ email: 'visitor@mail.example' }),
    });
    assert.equal(response.status, 403);
    assert.equal(app.gateway.mints.length, 0);
  }
});

for (const path of [
  '/api/realtime/session/',
  '/API/Realtime/SESSION',
  '//api/realtime/session',
  '/%61pi/realtime/session',
  '/x/../api/realtime/session',
]) {
  test(`no other spelling of the address goes around it: ${path}`, async () => {
    const reply = await send({ path, headers: { origin: 'https://evil.test' } });
    assert.ok(reply.status === 403 || reply.status === 404, String(reply.status));
    assert.equal(reply.headers['access-control-allow-origin'], undefined);
    assert.equal(app.gateway.mints.length, 0);
  });
}

test('answers the preflight of an allowed page for two hours', async () => {
  const reply = await send({
    method: 'OPTIONS',
    headers: {
      origin: ORIGIN,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type',
    },
  });
  assert.equal(reply.status, 204);
  assert.equal(reply.headers['access-control-allow-origin'], ORIGIN);
  assert.equal(reply.headers['access-control-allow-methods'], 'POST, DELETE');
  assert.equal(reply.headers['access-control-allow-headers'], 'authorization, content-type');
  assert.equal(reply.headers['access-control-max-age'], '7200');
  assert.equal(reply.headers['access-control-allow-credentials'], undefined);
});

test('lets an allowed page read the answer, errors included, and what it needs of the headers', async () => {
  const reply = await send({ headers: { origin: ORIGIN, 'content-type': 'application/json' } });
  assert.equal(reply.status, 400);
  assert.equal(reply.headers['access-control-allow-origin'], ORIGIN);
  assert.equal(reply.headers['access-control-expose-headers'], 'Retry-After, Server-Timing, X-Request-Id');
  assert.match(String(reply.headers['vary']), /\borigin\b/i);
});

test('tells caches that refusals depend on the origin, too', async () => {
  const reply = await send({ headers: { origin: 'https://evil.test' } });
  assert.match(String(reply.headers['vary']), /\borigin\b/i);
});

test('without Origin, development lets a command line in', async () => {
  const open = await startApp({
    app: { origins: { allowed: [], allowSelf: true, allowMissing: true } },
  });
  try {
    const headers = { 'content-type': 'application/json' };
    assert.equal((await send({ url: open.url, headers })).status, 400);
    assert.equal((await send({ url: open.url, headers: { ...headers, origin: 'null' } })).status, 403);
  } finally {
    await open.stop();
  }
});

test('the own origin needs a word of the owner, too', async () => {
  assert.equal((await send({ headers: { origin: app.url } })).status, 403);
});

test('same origin means the address under which the server was asked', async () => {
  const own = await startApp({ app: { origins: { allowed: [], allowSelf: true, allowMissing: false } } });
  try {
    const status = async (headers: Record<string, string>): Promise<number> =>
      (await send({ url: own.url, headers: { 'content-type': 'application/json', ...headers } })).status;
    assert.equal(await status({ origin: own.url }), 400);
    assert.equal(await status({ origin: own.url.replace('http:', 'https:') }), 403);
    assert.equal(await status({ origin: own.url.replace(/:\d+$/, '') }), 403);
    assert.equal(await status({ origin: 'https://voice.example', host: 'voice.example' }), 403);
    // Nobody has said that a proxy may be believed.
    const forwarded = { host: 'inner', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'voice.example' };
    assert.equal(await status({ origin: 'https://voice.example', ...forwarded }), 403);
  } finally {
    await own.stop();
  }
});

test('behind a trusted proxy, same origin means what the visitor typed', async () => {
  const own = await startApp({
    app: { origins: { allowed: [], allowSelf: true, allowMissing: false }, trustProxy: 1 },
  });
  try {
    const reply = await send({
      url: own.url,
      headers: {
        origin: 'https://voice.example',
        'content-type': 'application/json',
        'x-forwarded-proto': 'https',
        'x-forwarded-host': 'voice.example',
      },
    });
    assert.equal(reply.status, 400);
  } finally {
    await own.stop();
  }
});
