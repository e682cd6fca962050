import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { deferred } from '../testing/deferred.js';
import { FakeUpstream, json, refuse, type Answer } from '../testing/fake-upstream.js';
import { OpenAiRealtime } from './openai-realtime.js';

const MINT = 'POST /v1/realtime/client_secrets';
const CALLS = 'POST /v1/realtime/calls';
const PROFILE = { mode: 'hybrid', safetyIdentifier: 'f00d'.repeat(16) } as const;
const OFFER = 'v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\n';

let upstream: FakeUpstream;
beforeEach(async () => {
  upstream = await FakeUpstream.start();
});
afterEach(() => upstream.stop());

function gateway({ tryMs = 5_000, deadlineMs = 5_000 } = {}): OpenAiRealtime {
  return new OpenAiRealtime({
    baseUrl: upstream.root,
    apiKey: 'sk-owner',
    tryMs,
    deadlineMs,
    profile: {
      model: 'gpt-realtime-2.1',
      instructions: 'Be kind.',
      voice: 'marin',
      speech: false,
      turnDetection: 'semantic_vad',
    },
  });
}

function mint(target = gateway(), signal = new AbortController().signal) {
  return target.mintKey({ profile: PROFILE, lifetimeSeconds: 300, signal });
}

test('mints with the whole session, the lifetime and the safety identifier', async () => {
  upstream.answer(MINT, json({ value: 'ek_1', expires_at: 1_795_000_000, session: { id: 'sess_1' } }));
  assert.deepEqual(await mint(), { value: 'ek_1', expiresAt: 1_795_000_000 });
  const [request] = upstream.requests;
  assert.equal(request?.headers.authorization, 'Bearer sk-owner');
  assert.equal(request.headers['openai-safety-identifier'], PROFILE.safetyIdentifier);
  assert.equal(request.headers['openai-beta'], undefined);
  assert.equal(request.headers['openai-organization'], undefined);
  assert.deepEqual(JSON.parse(request.body), {
    expires_after: { anchor: 'created_at', seconds: 300 },
    session: {
      type: 'realtime',
      model: 'gpt-realtime-2.1',
      instructions: 'Be kind.',
      output_modalities: ['text'],
      audio: { input: { turn_detection: null } },
    },
  });
});

test("understands a relay that answers in the beta's shape", async () => {
  upstream.answer(MINT, json({ client_secret: { value: 'ek_2', expires_at: 7 } }));
  assert.deepEqual(await mint(), { value: 'ek_2', expiresAt: 7 });
});

const FAILURES: ReadonlyArray<readonly [what: string, answer: Answer, reason: string, tries: number]> = [
  ['a used-up account', refuse(429, 'insufficient_quota'), 'quota', 2],
  ['a billing limit', refuse(400, 'billing_hard_limit_reached'), 'quota', 1],
  ['an unknown model', refuse(404, 'model_not_found'), 'model', 1],
  ['a model for other things', refuse(400, 'invalid_model'), 'model', 1],
  ['a refused key', refuse(401, 'invalid_api_key'), 'credentials', 1],
  ['401 without a code', refuse(401, null), 'credentials', 1],
  ['403', refuse(403, null), 'failed', 1],
  ['a rate limit', refuse(429, 'rate_limit_exceeded'), 'failed', 2],
  ['500', refuse(500, 'server_error'), 'failed', 2],
  [
    'a web page',
    (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>'),
    'failed',
    1,
  ],
  [
    'broken JSON',
    (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{'),
    'failed',
    1,
  ],
  ['an answer without a key', json({ session: {} }), 'failed', 1],
  ['an empty key', json({ value: '', expires_at: 1 }), 'failed', 1],
  ['a lost connection', (response) => response.destroy(), 'failed', 2],
];
for (const [what, answer, reason, tries] of FAILURES) {
  test(`calls ${what} "${reason}" after ${tries === 1 ? 'one try' : 'two tries'}`, async () => {
    upstream.answer(MINT, answer);
    await assert.rejects(mint(), { name: 'UpstreamError', reason });
    assert.equal(upstream.requests.length, tries);
  });
}

test('one failure is made good by the second try', async () => {
  upstream.answer(MINT, (response, request) => {
    upstream.answer(MINT, json({ value: 'ek_3', expires_at: 1 }));
    return refuse(503, null)(response, request);
  });
  assert.equal((await mint()).value, 'ek_3');
});

test('never follows a redirect', async () => {
  upstream.answer(MINT, (response) => response.writeHead(307, { location: '/v1/elsewhere' }).end());
  upstream.answer('POST /v1/elsewhere', json({ value: 'ek_stolen', expires_at: 1 }));
  await assert.rejects(mint(), { name: 'UpstreamError', reason: 'failed', status: 307 });
  assert.equal(upstream.requests.length, 1);
});

test('gives up a silent provider after its time, all tries together', async () => {
  upstream.answer(MINT, () => undefined);
  const startedAt = performance.now();
  await assert.rejects(mint(gateway({ tryMs: 60, deadlineMs: 150 })), { reason: 'timeout' });
  assert.ok(performance.now() - startedAt < 1_000);
});

test('does not wait longer than its time because a provider asks for that', async () => {
  upstream.answer(MINT, (response) => response.writeHead(429, { 'retry-after': '30' }).end('{}'));
  const startedAt = performance.now();
  await assert.rejects(mint(gateway({ deadlineMs: 10_000 })), { reason: 'failed', status: 429 });
  assert.ok(performance.now() - startedAt < 5_000);
  assert.equal(upstream.requests.length, 1);
});

test('says that an account is used up also where the provider asks for a long wait', async () => {
  const used = JSON.stringify({ error: { code: 'insufficient_quota', message: 'used up' } });
  for (const header of ['retry-after', 'retry-after-ms']) {
    const value = header === 'retry-after' ? '20' : '20000';
    upstream.answer(MINT, (response) =>
      response.writeHead(429, { [header]: value, 'content-type': 'application/json' }).end(used),
    );
    await assert.rejects(mint(gateway({ deadlineMs: 10_000 })), { reason: 'quota' });
  }
});

test('leaves the provider at once when the visitor does', async () => {
  const asked = deferred();
  upstream.answer(MINT, () => asked.resolve());
  const cut = upstream.nextCut();
  const visitor = new AbortController();
  const minting = mint(gateway(), visitor.signal);
  await asked.promise;
  visitor.abort();
  await assert.rejects(minting, { reason: 'aborted' });
  await cut;
  assert.equal(upstream.requests.length, 1);
});

test('says unreachable, not why, of a provider that is not there', async () => {
  const target = gateway();
  await upstream.stop();
  await assert.rejects(mint(target), { reason: 'failed', status: undefined });
  upstream = await FakeUpstream.start();
});

test('relays an offer with session and identifier, and keeps the call id', async () => {
  upstream.answer(CALLS, (response) =>
    response
      .writeHead(201, { location: '/v1/realtime/calls/rtc_u2-x', 'content-type': 'text/plain' })
      .end('v=0\r\n'),
  );
  const call = await gateway().openCall({
    profile: PROFILE,
    offerSdp: OFFER,
    signal: new AbortController().signal,
  });
  assert.deepEqual(call, { answerSdp: 'v=0\r\n', callId: 'rtc_u2-x' });
  const [request] = upstream.requests;
  assert.equal(request?.headers['openai-safety-identifier'], PROFILE.safetyIdentifier);
  assert.match(request.headers['content-type'] ?? '', /^multipart\/form-data/);
  assert.ok(request.body.includes(OFFER), 'the offer, its last line end included');
  assert.ok(request.body.includes('"output_modalities":["text"]'));
});

test('opens a call once: a second try could leave a call that nobody joins', async () => {
  upstream.answer(CALLS, refuse(500, null));
  const call = gateway().openCall({
    profile: PROFILE,
    offerSdp: OFFER,
    signal: new AbortController().signal,
  });
  await assert.rejects(call, { reason: 'failed' });
  assert.equal(upstream.requests.length, 1);
});

test('takes no web page for an answer, and no strange location for a call id', async () => {
  const open = () =>
    gateway().openCall({ profile: PROFILE, offerSdp: OFFER, signal: new AbortController().signal });
  upstream.answer(CALLS, (response) => response.writeHead(201).end('<html>'));
  await assert.rejects(open(), { reason: 'failed' });
  upstream.answer(CALLS, (response) => response.writeHead(201, { location: '/calls/a%2Fb' }).end('v=0\r\n'));
  assert.deepEqual(await open(), { answerSdp: 'v=0\r\n' });
});

test('hangs up; a call that is over already is fine, another failure is not', async () => {
  const path = 'POST /v1/realtime/calls/rtc_1/hangup';
  upstream.answer(path, (response) => response.writeHead(200).end());
  await gateway().hangUp('rtc_1');
  upstream.answer(path, refuse(404, null));
  await gateway().hangUp('rtc_1');
  upstream.answer(path, refuse(403, null));
  await assert.rejects(gateway().hangUp('rtc_1'), { reason: 'failed', status: 403 });
  assert.equal(upstream.requests.length, 3);
});
