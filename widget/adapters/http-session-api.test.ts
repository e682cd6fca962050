import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { after, test, type TestContext } from 'node:test';
import type { SessionReply } from '../../server/contract/session.js';
import { VoiceError } from '../session/errors.js';
import { ManualClock } from '../testing/manual-clock.js';
import { browserClock } from './browser-clock.js';
import { createHttpSessionApi } from './http-session-api.js';

// A page, for what its policy may say.
Object.assign(globalThis, { document: new EventTarget() });

const REPLY: SessionReply = {
  session: { id: 'sess-1', token: 'session-token', expiresIn: 3600 },
  key: { value: 'ek_1', expiresIn: 600 },
  signaling: 'direct',
  callsUrl: 'https://provider.example/v1/realtime/calls',
  iceServers: [],
  modes: ['hybrid', 'text'],
  tts: { formats: ['pcm'], voices: ['slt'] },
  limits: { ttsCharacters: 1000, turnCharacters: 2000 },
};
const ANSWER = 'v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\n';
const signal = new AbortController().signal;
const noWarming = (): void => undefined;

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A backend that answers every request as the test says, and what it was asked. */
async function backend(
  context: TestContext,
  answer: (response: ServerResponse) => unknown,
): Promise<{ readonly url: string; readonly seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      seen.push({ method: request.method, url: request.url, headers: request.headers, body });
      return answer(response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  return { url: `http://127.0.0.1:${address.port}/`, seen };
}

function json(status: number, body: unknown, headers: Record<string, string> = {}) {
  return (response: ServerResponse): unknown =>
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));
}

function refusal(status: number, code: string, more: object = {}) {
  return json(status, { error: { code, message: 'no', requestId: 'r1', ...more } });
}

/** The fields of a request that a page of another origin may send without being asked (Fetch: CORS-safelisted). */
function formOf(request: Seen | undefined): Record<string, string> {
  assert.equal(request?.headers.authorization, undefined);
  assert.match(request?.headers['content-type'] ?? '', /^application\/x-www-form-urlencoded/);
  return Object.fromEntries(new URLSearchParams(request?.body));
}

async function errorOf(promise: Promise<unknown>): Promise<VoiceError> {
  const error: unknown = await promise.then(
    () => assert.fail('It did not reject.'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof VoiceError, String(error));
  return error;
}

test('opens a session with what the visitor gave', async (context) => {
  const { url, seen } = await backend(context, json(201, REPLY));
  const query = { email: 'a@example.org', mode: 'hybrid', lang: 'en-GB' } as const;
  assert.deepEqual(await createHttpSessionApi(url, browserClock, noWarming).open(query, signal), REPLY);
  assert.equal(seen[0]?.method, 'POST');
  assert.equal(seen[0]?.url, '/api/realtime/session');
  assert.deepEqual(formOf(seen[0]), query);
});

test('finds a backend that lives under a path, with or without its slash', async (context) => {
  const { url, seen } = await backend(context, json(201, REPLY));
  await createHttpSessionApi(`${url}voice`, browserClock, noWarming).open({}, signal);
  await createHttpSessionApi(`${url}voice/`, browserClock, noWarming).open({}, signal);
  assert.deepEqual(
    seen.map((request) => request.url),
    ['/voice/api/realtime/session', '/voice/api/realtime/session'],
  );
});

test('renews with the session token', async (context) => {
  const { url, seen } = await backend(context, json(201, REPLY));
  await createHttpSessionApi(url, browserClock, noWarming).renew('session-token', signal);
  assert.deepEqual(formOf(seen[0]), { token: 'session-token' });
});

test('renews for a link that needs a key of its own', async (context) => {
  const { url, seen } = await backend(context, json(201, REPLY));
  await createHttpSessionApi(url, browserClock, noWarming).renew('session-token', signal, 'websocket');
  assert.deepEqual(formOf(seen[0]), { token: 'session-token', link: 'websocket' });
});

test('ends the session and never rejects', async (context) => {
  const { url, seen } = await backend(context, (response) => response.writeHead(500).end());
  const api = createHttpSessionApi(url, browserClock, noWarming);
  await api.close('session-token');
  assert.equal(seen[0]?.method, 'DELETE');
  assert.equal(seen[0]?.headers.authorization, 'Bearer session-token');
  await createHttpSessionApi('http://127.0.0.1:9/', browserClock, noWarming).close('session-token');
  await createHttpSessionApi('nonsense', browserClock, noWarming).close('session-token');
});

test('waits eight seconds for a session to end, and no longer', async (context) => {
  const clock = new ManualClock();
  const { url } = await backend(context, () => undefined);
  let over = false;
  const closed = createHttpSessionApi(url, clock, noWarming)
    .close('session-token')
    .then(() => (over = true));
  await clock.advance(7_999);
  assert.equal(over, false);
  await clock.advance(1);
  await closed;
  assert.equal(clock.running, 0);
});

test('waits for nothing once a session has ended', async (context) => {
  const clock = new ManualClock();
  const { url } = await backend(context, (response) => response.writeHead(204).end());
  await createHttpSessionApi(url, clock, noWarming).close('session-token');
  assert.equal(clock.running, 0);
});

const html = (status: number) => (response: ServerResponse) =>
  response.writeHead(status, { 'Content-Type': 'text/html' }).end('<!doctype html><title>Sign in</title>');

for (const [title, answer, code] of [
  ['an e-mail is missing', refusal(400, 'identity-required'), 'identity-required'],
  ['the request is malformed', refusal(400, 'malformed'), 'config-invalid'],
  ['userToken is not understood', refusal(400, 'user-token-unsupported'), 'config-invalid'],
  ['the visitor is not known', refusal(401, 'unauthenticated'), 'identity-refused'],
  ['the origin is refused', refusal(403, 'origin-refused'), 'origin-refused'],
  ['something else answers 403', html(403), 'origin-refused'],
  ['the path is unknown', refusal(404, 'not-found'), 'backend-not-found'],
  ['something else answers 404', html(404), 'backend-not-found'],
  ['something else answers 405', html(405), 'backend-not-found'],
  ['something else answers 200 in HTML', html(200), 'backend-not-found'],
  ['the JSON is broken', (response: ServerResponse) => response.end('{"session":'), 'backend-not-found'],
  ['the JSON is something else', json(200, { hello: 'world' }), 'backend-not-found'],
  ['the reply lacks its key', json(201, { ...REPLY, key: undefined }), 'backend-not-found'],
  ['the WebSocket is none', json(201, { ...REPLY, webSocketUrl: 'https://x.example' }), 'backend-not-found'],
  ['there were too many', refusal(429, 'rate-limited'), 'rate-limited'],
  ['a proxy says there were too many', html(429), 'rate-limited'],
  ['the server fails', refusal(500, 'internal'), 'backend-error'],
  ['a proxy finds no server', html(502), 'backend-error'],
  ['the provider fails', refusal(502, 'upstream-failed'), 'backend-error'],
  ['the provider wants money', refusal(502, 'quota-exhausted'), 'quota-exhausted'],
  ['the provider lacks the model', refusal(502, 'model-unavailable'), 'model-unavailable'],
  ['the owner switched it off', refusal(503, 'disabled'), 'disabled'],
  ['the server has too much to do', refusal(503, 'overloaded'), 'backend-error'],
  ['the provider is too slow', refusal(504, 'upstream-timeout'), 'backend-error'],
  ['the code is from the future', refusal(500, 'tea-time'), 'backend-error'],
] as const) {
  test(`says ${code} when ${title}`, async (context) => {
    const { url } = await backend(context, answer);
    const error = await errorOf(createHttpSessionApi(url, browserClock, noWarming).open({}, signal));
    assert.equal(error.code, code);
  });
}

test('says session-expired when a renewal is refused', async (context) => {
  const { url } = await backend(context, refusal(401, 'unauthenticated'));
  const error = await errorOf(createHttpSessionApi(url, browserClock, noWarming).renew('old', signal));
  assert.equal(error.code, 'session-expired');
});

test('knows how long to wait, from the body or from Retry-After', async (context) => {
  const answers = [
    refusal(429, 'rate-limited', { retryAfterMs: 1500 }),
    json(429, {}, { 'Retry-After': '7' }),
    json(429, {}, { 'Retry-After': new Date(Date.now() - 5000).toUTCString() }),
    json(429, {}, { 'Retry-After': 'soon' }),
  ];
  let next = 0;
  const { url } = await backend(context, (response) => answers[next++]?.(response));
  const waits = [];
  for (const _ of answers) {
    waits.push(
      (await errorOf(createHttpSessionApi(url, browserClock, noWarming).open({}, signal))).retryAfterMs,
    );
  }
  assert.deepEqual(waits, [1500, 7000, 0, undefined]);
});

test('says backend-unreachable when nobody is there', async () => {
  const error = await errorOf(
    createHttpSessionApi('http://127.0.0.1:9/', browserClock, noWarming).open({}, signal),
  );
  assert.equal(error.code, 'backend-unreachable');
});

test('says config-invalid for an address that is none', async () => {
  for (const server of ['', 'nonsense', 'javascript:alert(1)', 'ftp://example.org']) {
    const error = await errorOf(createHttpSessionApi(server, browserClock, noWarming).open({}, signal));
    assert.equal(error.code, 'config-invalid', server);
  }
});

test('gives a backend eight seconds', async (context) => {
  const clock = new ManualClock();
  const { url } = await backend(context, () => undefined);
  const failed = errorOf(createHttpSessionApi(url, clock, noWarming).open({}, signal));
  await clock.advance(7999);
  assert.equal(clock.running, 1);
  await clock.advance(1);
  assert.equal((await failed).code, 'backend-unreachable');
  assert.equal(clock.running, 0);
});

test('rejects with aborted when the caller gives up', async (context) => {
  const clock = new ManualClock();
  const { url } = await backend(context, () => undefined);
  const caller = new AbortController();
  const failed = errorOf(createHttpSessionApi(url, clock, noWarming).open({}, caller.signal));
  caller.abort();
  assert.equal((await failed).code, 'aborted');
  const late = await errorOf(createHttpSessionApi(url, clock, noWarming).open({}, caller.signal));
  assert.equal(late.code, 'aborted');
  assert.equal(clock.running, 0);
});

test('tells a refused origin from a dead server by a request that asks for nothing', async () => {
  const { fetch, origin } = globalThis;
  after(() => Object.assign(globalThis, { fetch, origin }));
  const asked: (string | undefined)[] = [];
  Object.assign(globalThis, {
    origin: 'https://shop.example',
    fetch: (_url: string, init: RequestInit) => {
      asked.push(init.mode);
      return init.mode === 'no-cors' ? Promise.resolve(new Response()) : Promise.reject(new TypeError());
    },
  });
  const error = await errorOf(
    createHttpSessionApi('https://voice.example', browserClock, noWarming).open({}, signal),
  );
  Object.assign(globalThis, { fetch });
  assert.equal(error.code, 'origin-refused');
  assert.match(error.message, /https:\/\/shop\.example/);
  assert.deepEqual(asked, [undefined, 'no-cors', undefined]);
});

test('takes a line that was cut once for no refusal', async () => {
  const { fetch } = globalThis;
  after(() => Object.assign(globalThis, { fetch }));
  const answers = [
    () => Promise.reject(new TypeError()),
    () => Promise.resolve(new Response()),
    () => Promise.resolve(Response.json(REPLY)),
  ];
  Object.assign(globalThis, {
    fetch: () => answers.shift()?.(),
  });
  const api = createHttpSessionApi('https://voice.example', browserClock, noWarming);
  const reply = await api.open({}, signal);
  Object.assign(globalThis, { fetch });
  assert.deepEqual(reply, REPLY);
});

test('posts the offer to the provider with the key and no header the provider would refuse', async (context) => {
  const { url, seen } = await backend(context, (response) => response.writeHead(201).end(ANSWER));
  const session = { ...REPLY, callsUrl: `${url}v1/realtime/calls` };
  const api = createHttpSessionApi('https://backend.invalid', browserClock, noWarming);
  assert.equal(await api.exchange(session, 'v=0 offer\r\n', signal), ANSWER);
  const [request] = seen;
  assert.equal(request?.url, '/v1/realtime/calls');
  assert.equal(request.headers['content-type'], 'application/sdp');
  assert.equal(request.headers.authorization, 'Bearer ek_1');
  assert.equal(request.body, 'v=0 offer\r\n');
});

test('posts the offer to the backend as a form, without a preflight', async (context) => {
  const { url, seen } = await backend(context, (response) => response.writeHead(201).end(ANSWER));
  const { key: _, ...rest } = REPLY;
  const session: SessionReply = { ...rest, signaling: 'proxy', callsUrl: '/api/realtime/call' };
  assert.equal(
    await createHttpSessionApi(url, browserClock, noWarming).exchange(session, 'v=0\r\n', signal),
    ANSWER,
  );
  assert.equal(seen[0]?.url, '/api/realtime/call');
  assert.deepEqual(formOf(seen[0]), { token: 'session-token', sdp: 'v=0\r\n' });
});

const provider = (status: number, code: string | null) =>
  json(status, { error: { message: 'no', type: 'invalid_request_error', param: null, code } });

for (const [title, signaling, answer, code] of [
  ['the provider refuses the offer', 'direct', provider(400, 'invalid_offer'), 'exchange-refused'],
  ['the provider refuses the key', 'direct', provider(401, 'invalid_api_key'), 'exchange-refused'],
  ['the provider wants money', 'direct', provider(429, 'insufficient_quota'), 'quota-exhausted'],
  ['the provider lacks the model', 'direct', provider(404, 'model_not_found'), 'model-unavailable'],
  ['the provider knows no such model', 'direct', provider(400, 'invalid_model'), 'model-unavailable'],
  ['the provider has too many', 'direct', provider(429, 'rate_limit_exceeded'), 'rate-limited'],
  ['something before the provider has too many', 'direct', html(429), 'rate-limited'],
  ['the provider has waited too long', 'direct', provider(408, null), 'exchange-failed'],
  ['the provider fails', 'direct', provider(500, null), 'exchange-failed'],
  ['the provider answers in HTML', 'direct', html(200), 'exchange-failed'],
  ['the backend passes on a refusal', 'proxy', refusal(400, 'malformed'), 'exchange-refused'],
  ['the backend passes on a failure', 'proxy', refusal(502, 'upstream-failed'), 'exchange-failed'],
  ['the backend passes on a timeout', 'proxy', refusal(504, 'upstream-timeout'), 'exchange-failed'],
  ['the session is over', 'proxy', refusal(401, 'unauthenticated'), 'session-expired'],
  ['the owner’s account is used up', 'proxy', refusal(502, 'quota-exhausted'), 'quota-exhausted'],
] as const) {
  test(`says ${code} when ${title} (${signaling})`, async (context) => {
    const { url } = await backend(context, answer);
    const session: SessionReply = { ...REPLY, signaling, callsUrl: url };
    const error = await errorOf(
      createHttpSessionApi(url, browserClock, noWarming).exchange(session, 'v=0\r\n', signal),
    );
    assert.equal(error.code, code);
  });
}

test('says exchange-failed when the provider cannot be reached, or not in ten seconds', async (context) => {
  const gone: SessionReply = { ...REPLY, callsUrl: 'http://127.0.0.1:9/' };
  const unreachable = createHttpSessionApi('https://backend.invalid', browserClock, noWarming).exchange(
    gone,
    'v=0\r\n',
    signal,
  );
  assert.equal((await errorOf(unreachable)).code, 'exchange-failed');
  const clock = new ManualClock();
  const { url } = await backend(context, () => undefined);
  const mute: SessionReply = { ...REPLY, callsUrl: url };
  const failed = errorOf(createHttpSessionApi(url, clock, noWarming).exchange(mute, 'v=0\r\n', signal));
  await clock.advance(10_000);
  assert.equal((await failed).code, 'exchange-failed');
});

test('warms the provider before its address is told, and where the offer goes when asked to', async (context) => {
  const warmed: string[] = [];
  const warm = (url = 'announced'): unknown => warmed.push(url);
  const { url } = await backend(context, json(201, REPLY));
  const api = createHttpSessionApi(url, browserClock, warm);
  await api.open({}, signal);
  assert.deepEqual(warmed, ['announced']);
  api.warm(REPLY);
  api.warm({ ...REPLY, signaling: 'proxy', callsUrl: './call' });
  assert.deepEqual(warmed, ['announced', REPLY.callsUrl, `${url}api/realtime/call`]);
});

test('finds a proxy address beside the session’s own', async (context) => {
  const { url, seen } = await backend(context, (response) => response.writeHead(201).end(ANSWER));
  const session: SessionReply = { ...REPLY, signaling: 'proxy', callsUrl: './call' };
  await createHttpSessionApi(url, browserClock, noWarming).exchange(session, 'offer', signal);
  assert.equal(seen[0]?.url, '/api/realtime/call');
});
