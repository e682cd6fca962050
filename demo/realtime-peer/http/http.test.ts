import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';

import { startRealtimePeer } from '../peer.js';
import type { RealtimePeer } from '../peer.js';
import { fieldOf } from '../replay/recording.js';
import { offerWithoutCandidates } from '../testing/offer.js';
import { toneVoice } from '../testing/tone-voice.js';

const KEY = { authorization: 'Bearer sk-http' };
const voice = toneVoice();
let peer: RealtimePeer;
before(async () => {
  peer = await startRealtimePeer({ speech: null, voice, limitSeconds: 60 });
});
after(() => peer.close());

async function post(path: string, body: unknown, headers: Record<string, string> = KEY) {
  const init = { method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body) };
  return await fetch(`${peer.url}${path}`, init);
}

async function errorOf(response: Response) {
  const body: unknown = await response.json();
  return {
    status: response.status,
    code: fieldOf(body, 'error', 'code'),
    param: fieldOf(body, 'error', 'param'),
    message: String(fieldOf(body, 'error', 'message')),
  };
}

async function mint(body: unknown = {}): Promise<string> {
  const response = await post('/realtime/client_secrets', body);
  return String(fieldOf(await response.json(), 'value'));
}

test('a mint answers with the recorded fields and their types', async () => {
  const file = new URL('../fixtures/http-client-secrets-create.json', import.meta.url);
  const recording: unknown = JSON.parse(await readFile(file, 'utf8'));
  const [request, response] = ['request', 'response'].map((side) =>
    fieldOf(recording, 'interactions', 0, side, 'parsed_body'),
  );
  const answer: unknown = await (await post('/realtime/client_secrets', request)).json();
  assert.deepEqual(typesOf(answer), typesOf(response));
  const { id: _ours, instructions: _same, ...session } = fieldOf(answer, 'session') as never as Fields;
  const { id: _theirs, instructions: _too, ...recorded } = fieldOf(response, 'session') as never as Fields;
  assert.deepEqual(session, recorded);
});

type Fields = Readonly<Record<string, unknown>>;

function typesOf(value: unknown): unknown {
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.map(typesOf);
  if (typeof value !== 'object') return typeof value;
  const sorted = Object.entries(value).toSorted(([a], [b]) => a.localeCompare(b));
  return Object.fromEntries(sorted.map(([key, inner]) => [key, typesOf(inner)]));
}

const BAD_MINTS = [
  {
    body: { expires_after: { seconds: 9 } },
    code: 'integer_below_min_value',
    param: 'expires_after.seconds',
  },
  { body: { session: {} }, code: 'missing_required_parameter', param: 'session.type' },
  {
    body: { session: { type: 'realtime', modalities: ['text'] } },
    code: 'unknown_parameter',
    param: 'session.modalities',
  },
  {
    body: { session: { type: 'realtime', output_modalities: ['audio', 'text'] } },
    code: 'array_above_max_value',
    param: 'session.output_modalities',
  },
  {
    body: { session: { type: 'realtime', model: 'gpt-4o-realtime-preview-2025-06-03' } },
    code: 'model_not_found',
    param: 'session.model',
  },
  { body: { session: { type: 'transcription' } }, code: 'unsupported_value', param: 'session.type' },
  { body: '{"session":', code: null, param: null },
];
for (const { body, code, param } of BAD_MINTS) {
  test(`a mint with ${JSON.stringify(body)} is refused by 400`, async () => {
    const error = await errorOf(await post('/realtime/client_secrets', body));
    assert.deepEqual({ ...error, message: '' }, { status: 400, code, param, message: '' });
  });
}

test('a missing and a wrong key get 401, and the answer does not quote the key', async () => {
  const none = await errorOf(await post('/realtime/client_secrets', {}, {}));
  assert.equal(none.message, 'Missing bearer or basic authentication in header');
  const headers = { authorization: 'Bearer pk-a-very-private-key-9999' };
  const wrong = await errorOf(await post('/realtime/client_secrets', {}, headers));
  assert.equal(wrong.code, 'invalid_api_key');
  assert.ok(!wrong.message.includes('private'));
});

test('the beta header is fatal', async () => {
  const headers = { ...KEY, 'openai-beta': 'realtime=v1' };
  const error = await errorOf(await post('/realtime/client_secrets', {}, headers));
  assert.equal(error.code, 'beta_api_shape_disabled');
});

test('a call is answered as in the recording, so that a page may read it', async () => {
  const file = new URL('../fixtures/http-calls-create-webrtc-offer-answer.json', import.meta.url);
  const recording: unknown = JSON.parse(await readFile(file, 'utf8'));
  const recorded = fieldOf(recording, 'interactions', 0, 'response');
  const headers = {
    authorization: `Bearer ${await mint({ session: { type: 'realtime' } })}`,
    'content-type': 'application/sdp',
  };
  const response = await post('/realtime/calls', await offerWithoutCandidates(), headers);
  assert.equal(response.status, fieldOf(recorded, 'status', 'code'));
  for (const name of ['content-type', 'access-control-allow-origin', 'timing-allow-origin']) {
    assert.equal(response.headers.get(name), fieldOf(recorded, 'headers', name, 0), name);
  }
  assert.match(response.headers.get('access-control-expose-headers') ?? '', /Location/);
  assert.match(response.headers.get('x-request-id') ?? '', /^req_[0-9a-f]{32}$/);
  const location = response.headers.get('location') ?? '';
  assert.match(location, /^\/v1\/realtime\/calls\/rtc_/);
  const answer = await response.text();
  for (const line of ['a=setup:active', 'a=rtcp-mux', 'a=msid:realtimeapi audio', 'a=group:BUNDLE 0 1']) {
    assert.ok(answer.includes(`${line}\r\n`), line);
  }
  assert.match(answer, /a=candidate:.* typ host/);
  assert.match(answer, /a=rtpmap:111 opus\/48000\/2\r\n/);
  const hangUp = await fetch(`${new URL(location, peer.url).href}/hangup`, { method: 'POST', headers: KEY });
  assert.equal(hangUp.status, 200);
  assert.equal(peer.calls.size, 0);
});

test('a preflight for a call allows what OpenAI clients send; minting allows no page', async () => {
  const call = await fetch(`${peer.url}/realtime/calls`, { method: 'OPTIONS' });
  const allowed = call.headers.get('access-control-allow-headers') ?? '';
  for (const name of ['authorization', 'content-type', 'x-openai-agents-sdk']) {
    assert.ok(allowed.includes(name), name);
  }
  const minting = await fetch(`${peer.url}/realtime/client_secrets`, { method: 'OPTIONS' });
  assert.equal(minting.headers.get('access-control-allow-origin'), null);
});

test('an offer that lost its last line break, an unknown key and a JSON body are refused', async () => {
  const offer = await offerWithoutCandidates();
  const headers = { authorization: `Bearer ${await mint()}`, 'content-type': 'application/sdp' };
  const trimmed = await errorOf(await post('/realtime/calls', offer.trim(), headers));
  assert.deepEqual([trimmed.status, trimmed.code], [400, 'invalid_offer']);
  const unknown = { ...headers, authorization: 'Bearer ek_unknown' };
  assert.equal((await errorOf(await post('/realtime/calls', offer, unknown))).status, 401);
  const json = { ...headers, 'content-type': 'application/json' };
  assert.equal((await errorOf(await post('/realtime/calls', JSON.stringify(offer), json))).status, 400);
  assert.equal(peer.calls.size, 0);
});

const SPEECH = { model: 'tts-1', voice: 'alloy', input: 'Hello there', response_format: 'pcm' };
const BAD_SPEECH = [
  { change: { response_format: 'mp3' }, param: 'response_format', says: /'pcm', 'wav', 'opus'/ },
  { change: { input: 'x'.repeat(4097) }, param: 'input', says: /maximum length 4096/ },
  { change: { voice: 'nobody' }, param: 'voice', says: /nobody|Invalid/ },
  { change: { stream_format: 'sse' }, param: 'stream_format', says: /not supported/ },
];
for (const { change, param, says } of BAD_SPEECH) {
  test(`speech with a bad ${param} is refused and says why`, async () => {
    const error = await errorOf(await post('/audio/speech', { ...SPEECH, ...change }));
    assert.equal(error.status, 400);
    assert.equal(error.param, param);
    assert.match(error.message, says);
  });
}

test('speech of a retired or unknown model is 404', async () => {
  const error = await errorOf(await post('/audio/speech', { ...SPEECH, model: 'tts-0' }));
  assert.deepEqual([error.status, error.code], [404, 'model_not_found']);
});

test('the second piece of speech can be held until the first has arrived', async () => {
  peer.gates.hold('speech.chunk.2');
  const response = await post('/audio/speech', SPEECH);
  const reader = response.body!.getReader();
  let bytes = (await reader.read()).value!.byteLength;
  assert.equal(bytes, 4800);
  await peer.gates.arrival('speech.chunk.2');
  peer.gates.release('speech.chunk.2');
  for (let read = await reader.read(); !read.done; read = await reader.read()) bytes += read.value.byteLength;
  assert.equal(bytes, SPEECH.input.length * 4800);
});

test('speech as SSE ends with its usage', async () => {
  const sse = { ...SPEECH, model: 'gpt-4o-mini-tts', stream_format: 'sse' };
  const text = await (await post('/audio/speech', sse)).text();
  const events = text
    .split('\n\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line.slice(6)) as Fields);
  assert.equal(events.filter(({ type }) => type === 'speech.audio.delta').length, 11);
  const usage = fieldOf(events.at(-1), 'usage') as never as Record<string, number>;
  assert.equal(usage['total_tokens'], usage['input_tokens']! + usage['output_tokens']!);
});

test('a client that goes away stops the voice, and the journal says aborted', async () => {
  const stopped = voice.aborted();
  const leaving = new AbortController();
  peer.gates.hold('speech.chunk.3');
  const response = await fetch(`${peer.url}/audio/speech`, {
    method: 'POST',
    headers: KEY,
    body: JSON.stringify({ ...SPEECH, input: 'Goodbye' }),
    signal: leaving.signal,
  });
  await response.body!.getReader().read();
  await peer.gates.arrival('speech.chunk.3');
  leaving.abort();
  const entry = await peer.journal.waitFor(
    (candidate) => candidate.kind === 'http' && candidate.input === 'Goodbye',
  );
  assert.ok(entry.kind === 'http' && entry.aborted);
  peer.gates.release('speech.chunk.3');
  assert.equal(voice.aborted(), stopped, 'the voice is not asked again once the gate is given up');
});

test('admin is not served unless asked for', async () => {
  const response = await fetch(new URL('/admin/journal', peer.url));
  assert.equal(response.status, 404);
});

test('the journal holds no key', async () => {
  const value = await mint();
  const text = JSON.stringify(peer.journal.entries());
  assert.ok(!text.includes(value) && !text.includes('sk-http'));
});
