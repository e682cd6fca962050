import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { ApiError } from './contract/errors.js';
import { OpenAiRealtime } from './providers/openai-realtime.js';
import { FakeUpstream, json, refuse } from './testing/fake-upstream.js';
import { bearer, ORIGIN, startApp, type TestApp, type TestAppOptions } from './testing/start-app.js';

let dist = '';
before(async () => {
  dist = await mkdtemp(join(tmpdir(), 'nutrina-dist-'));
  const files = {
    'widget/nutrina-voice.js': 'customElements;',
    'widget/chunks/session-abc123.js': 'export {};',
    'widget/chunks/session-abc123.js.br': brotliCompressSync('export {};'),
    'widget/chunks/session-abc123.js.gz': gzipSync('export {};'),
    'widget/secret.js': 'not for everybody',
    'demo/realtime.html': '<!doctype html><title>Demo</title>',
    'demo/assets/page-abc123.js': 'export {};',
    'server/main.js': 'not for everybody',
  };
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(dist, name, '..'), { recursive: true });
    await writeFile(join(dist, name), content);
  }
});
after(() => rm(dist, { recursive: true }));

let app: TestApp;
async function start(options: TestAppOptions = {}): Promise<TestApp> {
  app = await startApp({ ...options, app: { dist, ...options.app } });
  return app;
}
afterEach(() => app.stop());

async function codeOf(response: Response): Promise<string> {
  return ApiError.parse(await response.json()).error.code;
}

test('a script asked for in pieces comes whole, and a condition it does not fulfil is the caller’s mistake', async () => {
  const { url, log } = await start();
  const ranged = await fetch(`${url}/nutrina-voice.js`, { headers: { range: 'bytes=99999999-' } });
  assert.deepEqual([ranged.status, await ranged.text()], [200, 'customElements;']);
  const conditional = await fetch(`${url}/nutrina-voice.js`, { headers: { 'if-match': '"x"' } });
  assert.equal(conditional.status, 400);
  assert.match(conditional.headers.get('content-type') ?? '', /^application\/json/);
  assert.equal(await codeOf(conditional), 'malformed');
  assert.deepEqual(
    log.lines.filter(({ level }) => level === 'error'),
    [],
  );
});

test('the script may be loaded by any page and is asked for anew every time', async () => {
  const { url } = await start();
  const response = await fetch(`${url}/nutrina-voice.js`, { headers: { origin: 'https://any.example' } });
  assert.equal(response.status, 200);
  assert.match(response.headers.get('content-type') ?? '', /^text\/javascript/);
  assert.equal(response.headers.get('access-control-allow-origin'), '*');
  assert.equal(response.headers.get('cross-origin-resource-policy'), 'cross-origin');
  assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
  assert.equal(response.headers.get('cache-control'), 'public, no-cache');
  assert.equal(response.headers.get('server-timing'), 'calls;desc="https://realtime.example"');
  assert.equal(response.headers.get('timing-allow-origin'), '*');
  const etag = response.headers.get('etag') ?? '';
  assert.notEqual(etag, '');
  const again = await fetch(`${url}/nutrina-voice.js`, {
    headers: { 'if-none-match': etag, 'cache-control': 'max-age=0' },
  });
  assert.equal(again.status, 304);
});

test('beside the script stands no provider where calls go through us', async () => {
  const { url } = await start({ signaling: 'proxy' });
  const response = await fetch(`${url}/nutrina-voice.js`);
  assert.equal(response.headers.get('server-timing'), null);
});

test('a chunk, whose name is its content, is kept for ever', async () => {
  const { url } = await start();
  const response = await fetch(`${url}/chunks/session-abc123.js`);
  assert.equal(response.status, 200);
  assert.match(response.headers.get('content-type') ?? '', /^text\/javascript/);
  assert.equal(response.headers.get('access-control-allow-origin'), '*');
  assert.equal(response.headers.get('cross-origin-resource-policy'), 'cross-origin');
  assert.equal(response.headers.get('cache-control'), 'public, max-age=31536000, immutable');
});

for (const [accepted, expected] of [
  ['gzip, deflate, br, zstd', 'br'],
  ['gzip', 'gzip'],
  ['identity', null],
] as const) {
  test(`a chunk comes as the build compressed it to a browser that takes ${accepted}`, async () => {
    const { url } = await start();
    const response = await fetch(`${url}/chunks/session-abc123.js`, {
      headers: { 'accept-encoding': accepted },
    });
    assert.equal(response.headers.get('content-encoding'), expected);
    assert.equal(response.headers.get('vary'), 'Accept-Encoding');
    assert.match(response.headers.get('content-type') ?? '', /^text\/javascript/);
    assert.equal(response.headers.get('cache-control'), 'public, max-age=31536000, immutable');
    assert.equal(await response.text(), 'export {};');
  });
}

test('a chunk that is missing is 404 in JSON, readable by the page that asked', async () => {
  const { url } = await start();
  const response = await fetch(`${url}/chunks/old-abc.js`);
  assert.equal(response.status, 404);
  assert.equal(response.headers.get('access-control-allow-origin'), '*');
  assert.equal(await codeOf(response), 'not-found');
});

test('a server that was not built says 404 and no path', async () => {
  const { url } = await start({ app: { dist: join(tmpdir(), 'no-such-folder') } });
  const response = await fetch(`${url}/nutrina-voice.js`);
  assert.equal(response.status, 404);
  assert.doesNotMatch(await response.clone().text(), /no-such-folder/);
  assert.equal(await codeOf(response), 'not-found');
});

for (const path of [
  '/secret.js',
  '/widget/nutrina-voice.js',
  '/chunks/../secret.js',
  '/chunks/..%2fsecret.js',
  '/chunks/%2e%2e/%2e%2e/server/main.js',
  '/chunks/',
  '/chunks',
  '/server/main.js',
  '/realtime.html',
  '/',
  '/package.json',
  '/.env',
]) {
  test(`serves nothing at ${path}`, async () => {
    const { url } = await start();
    const response = await fetch(`${url}${path}`);
    assert.equal(response.status, 404);
    assert.equal(await codeOf(response), 'not-found');
  });
}

test('the demo page comes when asked for, under a strict policy that lets it reach the provider', async () => {
  const { url } = await start({ app: { demoPage: { connectTo: ['https://realtime.example'] } } });
  for (const path of ['/realtime.html', '/']) {
    const response = await fetch(`${url}${path}`);
    assert.equal(response.status, 200);
    assert.match(await response.text(), /Demo/);
    const policy = response.headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /connect-src 'self' https:\/\/realtime\.example;/);
    assert.doesNotMatch(policy, /unsafe|\*/);
    assert.match(response.headers.get('permissions-policy') ?? '', /microphone=\(self\)/);
  }
  assert.equal((await fetch(`${url}/assets/page-abc123.js`)).status, 200);
  assert.equal((await fetch(`${url}/server/main.js`)).status, 404);
});

test('answers of the API are for one page, once', async () => {
  const { post } = await start();
  const response = await post('/api/realtime/session', {});
  assert.equal(response.headers.get('cache-control'), 'no-store');
  assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
  assert.equal(response.headers.get('cross-origin-resource-policy'), 'same-origin');
  assert.equal(response.headers.get('x-powered-by'), null);
  assert.match(response.headers.get('x-request-id') ?? '', /^[0-9a-f-]{36}$/);
});

test('a request id of the caller is not taken over', async () => {
  const { api } = await start();
  const response = await api('/healthz', { headers: { 'x-request-id': 'mine' } });
  assert.notEqual(response.headers.get('x-request-id'), 'mine');
});

test('says that it lives, to anybody, and that it is ready until it ends', async () => {
  let draining = false;
  const { url, log } = await start({ app: { isDraining: () => draining } });
  const health = await fetch(`${url}/healthz`);
  assert.equal(health.status, 200);
  assert.equal(health.headers.get('access-control-allow-origin'), '*');
  assert.equal(health.headers.get('cross-origin-resource-policy'), 'cross-origin');
  assert.deepEqual(await health.json(), { status: 'ok' });
  assert.equal((await fetch(`${url}/readyz`)).status, 200);
  draining = true;
  const ready = await fetch(`${url}/readyz`);
  assert.equal(ready.status, 503);
  assert.equal(ready.headers.get('connection'), 'close');
  assert.deepEqual(log.lines, []);
});

const METHODS: ReadonlyArray<readonly [path: string, method: string, allow: string]> = [
  ['/api/realtime/session', 'GET', 'POST, DELETE'],
  ['/api/realtime/session', 'PUT', 'POST, DELETE'],
  ['/api/realtime/tts', 'GET', 'POST'],
  ['/api/realtime/tts', 'DELETE', 'POST'],
  ['/healthz', 'POST', 'GET, HEAD'],
  ['/readyz', 'DELETE', 'GET, HEAD'],
  ['/nutrina-voice.js', 'POST', 'GET, HEAD'],
];
for (const [path, method, allow] of METHODS) {
  test(`${method} ${path} is 405 and names ${allow}`, async () => {
    const { api } = await start();
    const response = await api(path, { method });
    assert.equal(response.status, 405);
    assert.equal(response.headers.get('allow'), allow);
    assert.equal(await codeOf(response), 'method-not-allowed');
  });
}

for (const path of [
  '/api',
  '/api/realtime',
  '/api/realtime/sessions',
  '/api/realtime/session/x',
  '/nothing',
  '/%',
]) {
  test(`${path} is no place`, async () => {
    const { api } = await start();
    const response = await api(path, { method: 'POST' });
    assert.ok(response.status === 404 || (path === '/%' && response.status === 400));
    ApiError.parse(await response.json());
  });
}

const BODIES: ReadonlyArray<
  readonly [
    what: string,
    headers: Record<string, string>,
    body: string | Buffer,
    status: number,
    code: string,
  ]
> = [
  ['text/plain', { 'content-type': 'text/plain' }, '{}', 415, 'unsupported-media-type'],
  ['a strange form', { 'content-type': 'application/x-www-form-urlencoded' }, 'a=1', 400, 'malformed'],
  [
    'a form that means to be an object',
    { 'content-type': 'application/x-www-form-urlencoded' },
    'email[x]=1',
    400,
    'malformed',
  ],
  [
    'a form that means to change all objects',
    { 'content-type': 'application/x-www-form-urlencoded' },
    'email=visitor@mail.example&__proto__=1',
    400,
    'malformed',
  ],
  [
    'a form in gzip',
    { 'content-type': 'application/x-www-form-urlencoded', 'content-encoding': 'gzip' },
    gzipSync('email=visitor@mail.example'),
    415,
    'unsupported-media-type',
  ],
  [
    'a form of 50 kB',
    { 'content-type': 'application/x-www-form-urlencoded' },
    `email=${'a'.repeat(50_000)}`,
    413,
    'too-large',
  ],
  [
    'multipart',
    { 'content-type': 'multipart/form-data; boundary=x' },
    '--x--',
    415,
    'unsupported-media-type',
  ],
  ['no type', { 'content-type': '' }, '{}', 415, 'unsupported-media-type'],
  [
    'JSON in Latin 1',
    { 'content-type': 'application/json; charset=iso-8859-1' },
    '{}',
    415,
    'unsupported-media-type',
  ],
  [
    'gzip',
    { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    gzipSync('{}'),
    415,
    'unsupported-media-type',
  ],
  [
    'a bomb',
    { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    gzipSync(' '.repeat(5_000_000)),
    415,
    'unsupported-media-type',
  ],
  ['half JSON', { 'content-type': 'application/json' }, '{"email":', 400, 'malformed'],
  ['a bare word', { 'content-type': 'application/json' }, '"canary"', 400, 'malformed'],
  ['null', { 'content-type': 'application/json' }, 'null', 400, 'malformed'],
  ['20 kB', { 'content-type': 'application/json' }, `{"email":"${'a'.repeat(20_000)}"}`, 413, 'too-large'],
];
for (const [what, headers, body, status, code] of BODIES) {
  test(`a body of ${what} is ${status} ${code}`, async () => {
    const { api } = await start();
    const response = await api('/api/realtime/session', { method: 'POST', headers, body });
    assert.equal(response.status, status);
    assert.equal(response.headers.get('access-control-allow-origin'), ORIGIN);
    assert.equal(await codeOf(response), code);
  });
}

test('switched off, every route of the API says so and the rest works', async () => {
  const { api, post, url } = await start({ app: { api: null } });
  for (const path of ['session', 'tts', 'call']) {
    const response = await post(`/api/realtime/${path}`, { email: 'a@b.example' });
    assert.equal(response.status, 503);
    assert.equal(await codeOf(response), 'disabled');
  }
  assert.equal((await api('/api/realtime/session', { method: 'DELETE' })).status, 503);
  assert.equal((await post('/api/realtime/session', {}, { origin: 'https://evil.test' })).status, 403);
  assert.equal((await fetch(`${url}/healthz`)).status, 200);
  assert.equal((await fetch(`${url}/nutrina-voice.js`)).status, 200);
});

test('says once when a proxy stands in front that nobody has told it of', async () => {
  const { api, log } = await start();
  await api('/healthz', { headers: { 'x-forwarded-for': '203.0.113.7' } });
  await api('/healthz', { headers: { 'x-forwarded-for': '203.0.113.7' } });
  assert.equal(log.at('warn').length, 1);
  assert.equal(log.at('warn')[0]?.setting, 'TRUST_PROXY');
});

test('counts visitors behind a trusted proxy by their own address, IPv6 by /56', async () => {
  const { post, gateway, clock } = await start({ app: { trustProxy: 1 }, budgets: { mintsPerAddress: 1 } });
  const status = async (address: string): Promise<number> => {
    gateway.onMint(async () => ({ value: 'ek', expiresAt: clock.now / 1000 + 600 }));
    const headers = { 'x-forwarded-for': `198.51.100.99, ${address}` };
    return (await post('/api/realtime/session', { email: `${Math.random()}@mail.example` }, headers)).status;
  };
  assert.equal(await status('203.0.113.7'), 201);
  assert.equal(await status('203.0.113.7'), 429);
  assert.equal(await status('203.0.113.8'), 201);
  assert.equal(await status('2001:db8:1:2::1'), 201);
  assert.equal(await status('2001:db8:1:ff::9'), 429);
  assert.equal(await status('2001:db8:1:100::1'), 201);
});

test('no secret, name or word of anybody is in an answer it does not belong to, or in any log line', async () => {
  const upstream = await FakeUpstream.start();
  try {
    const gateway = new OpenAiRealtime({
      baseUrl: upstream.root,
      apiKey: 'sk-canary-owner',
      tryMs: 2_000,
      deadlineMs: 2_000,
      profile: {
        model: 'm',
        instructions: 'canary-instructions',
        speech: true,
        voice: 'v',
        turnDetection: 'server_vad',
      },
    });
    const { post, api, log, openSession } = await start({ session: { gateway } });
    upstream.answer('POST /v1/realtime/client_secrets', json({ value: 'ek_canary', expires_at: 1 }));
    const { session } = await openSession();
    const answers: Response[] = [];
    for (const [status, code] of [
      [401, 'invalid_api_key'],
      [400, 'x'],
      [429, 'insufficient_quota'],
    ] as const) {
      upstream.answer('POST /v1/realtime/client_secrets', refuse(status, code));
      answers.push(await post('/api/realtime/session', { email: 'canary@mail.example' }));
    }
    upstream.answer('POST /v1/realtime/client_secrets', (response) =>
      response.end('sk-canary-owner canary-instructions'),
    );
    answers.push(await post('/api/realtime/session', { email: 'canary@mail.example' }));
    answers.push(await post('/api/realtime/session', { email: 'canary@mail.example', note: 'canary' }));
    answers.push(await post('/api/realtime/tts', { text: 'canary', voice: 'canary' }, bearer(session.token)));
    answers.push(await post('/api/realtime/tts?token=canary', { text: '' }, bearer('canary.canary.canary')));
    const form = new URLSearchParams({ token: 'canary.canary.canary', text: 'canary' });
    answers.push(await api('/api/realtime/tts', { method: 'POST', body: form }));
    form.append('canary', 'canary'.repeat(10_000));
    answers.push(await api('/api/realtime/tts', { method: 'POST', body: form }));
    answers.push(
      await api('/api/realtime/session', {
        method: 'POST',
        body: new URLSearchParams({ token: session.token, canary: '' }),
      }),
    );
    answers.push(
      await api('/canary%0a%1b[31m?sk-canary', { headers: { cookie: 'canary', 'user-agent': 'canary' } }),
    );
    for (const answer of answers) {
      const text = await answer.text();
      assert.ok(answer.status >= 400, String(answer.status));
      assert.doesNotMatch(text, /canary|upstream words|\bat .*:\d+/);
      ApiError.parse(JSON.parse(text));
    }
    assert.ok(log.lines.length >= answers.length);
    const logged = JSON.stringify(log.lines);
    assert.doesNotMatch(logged, /canary|visitor@|upstream words/);
    assert.ok(!logged.includes(session.token));
    assert.ok(
      !JSON.stringify(upstream.requests.map(({ headers, body }) => [headers, body])).includes(
        '@mail.example',
      ),
    );
  } finally {
    await upstream.stop();
  }
});
