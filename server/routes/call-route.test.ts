import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { ApiError } from '../contract/errors.js';
import { SessionReply } from '../contract/session.js';
import { UpstreamError } from '../services/upstream-error.js';
import { bearer, freshKey, startApp, type TestApp, type TestAppOptions } from '../testing/start-app.js';

const OFFER = 'v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\n';
const ANSWER = 'v=0\r\nanswer\r\n';

let app: TestApp;
async function start(options: TestAppOptions = {}): Promise<TestApp> {
  app = await startApp({ signaling: 'proxy', ...options });
  return app;
}
afterEach(async () => {
  await app.stop();
  app.gateway.assertComplete();
});

function call(fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
  return app.api('/api/realtime/call', { method: 'POST', body: new URLSearchParams(fields), headers });
}

async function codeOf(response: Response): Promise<string> {
  return ApiError.parse(await response.json()).error.code;
}

test('a session with proxy signalling has no key and costs the provider nothing', async () => {
  const { openSession, gateway } = await start();
  const reply = await openSession();
  assert.equal(reply.signaling, 'proxy');
  assert.equal(reply.key, undefined);
  assert.equal(gateway.mints.length, 0);
  const sessionUrl = 'https://voice.example/base/api/realtime/session';
  assert.equal(new URL(reply.callsUrl, sessionUrl).href, 'https://voice.example/base/api/realtime/call');
});

test('with proxy signalling a key leaves only for a WebSocket, at the opening and at every renewal', async () => {
  const { gateway, post, openSession, clock } = await start();
  gateway.onMint(async () => freshKey(clock.now), 2);
  const response = await post('/api/realtime/session', { email: 'ann@mail.example', link: 'websocket' });
  const opened = SessionReply.parse(await response.json());
  assert.equal(opened.key?.value, 'ek_test');
  assert.equal(opened.webSocketUrl, 'wss://realtime.example/v1/realtime?model=m');
  const { session } = await openSession();
  const renewed = await post('/api/realtime/session', { link: 'websocket' }, bearer(session.token));
  assert.equal(SessionReply.parse(await renewed.json()).key?.value, 'ek_test');
  const withoutLink = await post('/api/realtime/session', {}, bearer(session.token));
  assert.equal(SessionReply.parse(await withoutLink.json()).key, undefined);
  assert.equal(gateway.mints.length, 2);
});

test('relays the offer to its last byte and the answer back', async () => {
  const { openSession, gateway } = await start();
  const { session } = await openSession();
  gateway.onCall(async () => ({ answerSdp: ANSWER, callId: 'rtc_1' }));
  const response = await call({ token: session.token, sdp: OFFER });
  assert.equal(response.status, 201);
  assert.match(response.headers.get('content-type') ?? '', /^application\/sdp/);
  assert.equal(await response.text(), ANSWER);
  assert.equal(gateway.calls[0]?.offerSdp, OFFER);
  assert.equal(gateway.calls[0].profile.mode, 'hybrid');
  assert.match(gateway.calls[0].profile.safetyIdentifier, /^[0-9a-f]{64}$/);
});

test('deleting the session hangs up its calls', async () => {
  const { openSession, gateway, api } = await start();
  const { session } = await openSession();
  for (const callId of ['rtc_1', 'rtc_2']) {
    gateway.onCall(async () => ({ answerSdp: ANSWER, callId })).onHangUp(async () => undefined);
    await call({ token: session.token, sdp: OFFER });
  }
  const response = await api('/api/realtime/session', { method: 'DELETE', headers: bearer(session.token) });
  assert.equal(response.status, 204);
  assert.deepEqual(gateway.hungUp, ['rtc_1', 'rtc_2']);
  assert.equal((await call({ token: session.token, sdp: OFFER })).status, 401);
});

test('a hang-up that fails can be tried again', async () => {
  const { openSession, gateway, api } = await start();
  const { session } = await openSession();
  gateway
    .onCall(async () => ({ answerSdp: ANSWER, callId: 'rtc_1' }))
    .onHangUp(async () => {
      throw new UpstreamError('timeout');
    })
    .onHangUp(async () => undefined);
  await call({ token: session.token, sdp: OFFER });
  const end = (): Promise<Response> =>
    api('/api/realtime/session', { method: 'DELETE', headers: bearer(session.token) });
  assert.equal((await end()).status, 504);
  assert.equal((await end()).status, 204);
});

test('a session deleted while the provider answers gets no call', async () => {
  const { openSession, gateway, api } = await start();
  const { session } = await openSession();
  gateway
    .onCall(async () => {
      await api('/api/realtime/session', { method: 'DELETE', headers: bearer(session.token) });
      return { answerSdp: ANSWER, callId: 'rtc_1' };
    })
    .onHangUp(async () => undefined);
  assert.equal((await call({ token: session.token, sdp: OFFER })).status, 401);
  assert.deepEqual(gateway.hungUp, ['rtc_1']);
});

test('works with a provider that does not say the call id', async () => {
  const { openSession, gateway, api } = await start();
  const { session } = await openSession();
  gateway.onCall(async () => ({ answerSdp: ANSWER }));
  assert.equal((await call({ token: session.token, sdp: OFFER })).status, 201);
  const response = await api('/api/realtime/session', { method: 'DELETE', headers: bearer(session.token) });
  assert.equal(response.status, 204);
});

test('refuses what is no form, no session, no offer, or too much', async () => {
  const { openSession, api } = await start();
  const { session } = await openSession();
  const { token } = session;
  const cases: ReadonlyArray<readonly [Response, number, string]> = [
    [await call({ sdp: OFFER }), 401, 'unauthenticated'],
    [await call({ token: 'x', sdp: OFFER }), 401, 'unauthenticated'],
    [await call({ token }), 400, 'malformed'],
    [await call({ token, sdp: 'canary' }), 400, 'malformed'],
    [await call({ token, sdp: OFFER + 'a'.repeat(50_000) }), 413, 'too-large'],
    [await call({ token, sdp: OFFER }, { 'content-type': 'text/plain' }), 415, 'unsupported-media-type'],
    [await call({ token, sdp: OFFER }, { origin: 'https://evil.test' }), 403, 'origin-refused'],
    [await api('/api/realtime/call'), 405, 'method-not-allowed'],
  ];
  for (const [response, status, code] of cases) {
    assert.equal(response.status, status);
    assert.equal(await codeOf(response), code);
  }
});

test('relayed calls count against the limits, as keys do', async () => {
  const { openSession, gateway } = await start({ budgets: { mintsPerDay: 1 } });
  const { session } = await openSession();
  gateway.onCall(async () => ({ answerSdp: ANSWER, callId: 'rtc_1' }));
  assert.equal((await call({ token: session.token, sdp: OFFER })).status, 201);
  assert.equal((await call({ token: session.token, sdp: OFFER })).status, 429);
});

test('is not there with direct signalling', async () => {
  await start({ signaling: 'direct' });
  assert.equal((await call({ token: 'x', sdp: OFFER })).status, 404);
});
