import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Socket } from 'node:net';
import { afterEach, beforeEach, test } from 'node:test';
import { deferred } from '../testing/deferred.js';
import { FakeUpstream, refuse, type Answer } from '../testing/fake-upstream.js';
import { OpenAiCompatibleSpeech } from './openai-compatible-speech.js';

const SPEECH = 'POST /v1/audio/speech';

let upstream: FakeUpstream;
beforeEach(async () => {
  upstream = await FakeUpstream.start();
});
afterEach(() => upstream.stop());

function provider({
  firstByteMs = 5_000,
  apiKey = 'sk-voice',
}: { firstByteMs?: number; apiKey?: string } = {}) {
  return new OpenAiCompatibleSpeech({
    baseUrl: upstream.root,
    apiKey,
    model: 'tts-x',
    voices: ['slt'],
    formats: ['pcm', 'mp3'],
    firstByteMs,
  });
}

function speak(target = provider(), signal = new AbortController().signal) {
  return target.open({ text: 'Grüß Gott.', voice: 'slt', format: 'pcm', signal });
}

const sound: Answer = (response) => {
  response.writeHead(200, { 'content-type': 'audio/pcm' });
  response.end(Buffer.from([1, 2, 3, 4]));
};

test('asks as OpenAI defined it, for raw samples', async () => {
  upstream.answer(SPEECH, sound);
  const chunks = await (await speak()).toArray();
  assert.deepEqual(Buffer.concat(chunks), Buffer.from([1, 2, 3, 4]));
  const [request] = upstream.requests;
  assert.equal(request?.headers.authorization, 'Bearer sk-voice');
  assert.deepEqual(JSON.parse(request.body), {
    model: 'tts-x',
    voice: 'slt',
    input: 'Grüß Gott.',
    response_format: 'pcm',
  });
});

test('asks for compressed sound by its name', async () => {
  upstream.answer(SPEECH, sound);
  const { signal } = new AbortController();
  await (await provider().open({ text: 'Hi.', voice: 'slt', format: 'mp3', signal })).toArray();
  assert.match(upstream.requests[0]?.body ?? '', /"response_format":"mp3"/);
});

test('resolves at the first byte, while the provider still works on the rest', async () => {
  const rest = deferred();
  upstream.answer(SPEECH, async (response) => {
    response.writeHead(200, { 'content-type': 'audio/pcm' }).write(Buffer.from([1]));
    await rest.promise;
    response.end(Buffer.from([2]));
  });
  const stream = await speak();
  const iterator = stream[Symbol.asyncIterator]();
  assert.deepEqual((await iterator.next()).value, Buffer.from([1]));
  rest.resolve();
  assert.deepEqual((await iterator.next()).value, Buffer.from([2]));
  assert.equal((await iterator.next()).done, true);
});

test('uses one connection for one sentence after the other', async () => {
  upstream.answer(SPEECH, sound);
  const target = provider();
  for (let sentence = 0; sentence < 3; sentence += 1) await (await speak(target)).toArray();
  assert.equal(upstream.connections, 1);
});

test('survives a kept connection that the provider has closed', async () => {
  upstream.answer(SPEECH, sound);
  const target = provider();
  await (await speak(target)).toArray();
  upstream.dropConnections();
  const chunks = await (await speak(target)).toArray();
  assert.equal(Buffer.concat(chunks).length, 4);
});

test('survives a kept connection that is found broken by writing to it', async ({ mock }) => {
  upstream.answer(SPEECH, sound);
  const kept: Socket[] = [];
  const note = (message: unknown): void => {
    if (
      typeof message === 'object' &&
      message !== null &&
      'socket' in message &&
      message.socket instanceof Socket
    )
      kept.push(message.socket);
  };
  subscribe('net.client.socket', note);
  const target = provider();
  await (await speak(target)).toArray();
  unsubscribe('net.client.socket', note);
  const [socket] = kept;
  assert.ok(socket);
  // What the system says when the provider has ended the connection and reset it before we looked.
  const broken = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
  mock.method(socket, 'write', () => !socket.destroy(broken));
  const chunks = await (await speak(target)).toArray();
  assert.equal(Buffer.concat(chunks).length, 4);
  assert.equal(upstream.requests.length, 2);
});

test('survives any number of kept connections that end when they are used again', async () => {
  const used = new WeakSet<object>();
  upstream.answer(SPEECH, (response, request) => {
    const { socket } = response;
    if (socket === null || used.has(socket)) return socket?.destroy();
    used.add(socket);
    return sound(response, request);
  });
  const target = provider();
  for (const stream of await Promise.all([speak(target), speak(target)])) await stream.toArray();
  assert.equal(upstream.connections, 2);
  const chunks = await (await speak(target)).toArray();
  assert.equal(Buffer.concat(chunks).length, 4);
});

const FAILURES: ReadonlyArray<readonly [what: string, answer: Answer, reason: string]> = [
  ['a used-up account', refuse(429, 'insufficient_quota'), 'quota'],
  ['an unknown model', refuse(404, 'model_not_found'), 'model'],
  ['a refused key', refuse(401, 'invalid_api_key'), 'credentials'],
  ['401 with a web page', (response) => response.writeHead(401).end('<html>'), 'credentials'],
  ['500 without a body', (response) => response.writeHead(500).end(), 'failed'],
  ['an endless refusal', (response) => response.writeHead(500).end('x'.repeat(100_000)), 'failed'],
  ['a redirect', (response) => response.writeHead(302, { location: '/v1/other' }).end(), 'failed'],
  [
    'JSON dressed as 200',
    (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'),
    'failed',
  ],
  [
    'a web page dressed as 200',
    (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>'),
    'failed',
  ],
  ['200 without a type', (response) => response.writeHead(200).end('sound?'), 'failed'],
  ['no sound at all', (response) => response.writeHead(200, { 'content-type': 'audio/pcm' }).end(), 'failed'],
  [
    'another protocol',
    (response) => response.writeHead(101, { connection: 'upgrade', upgrade: 'other' }).end(),
    'failed',
  ],
  ['a connection lost before the answer', (response) => response.destroy(), 'failed'],
];
for (const [what, answer, reason] of FAILURES) {
  test(`calls ${what} "${reason}"`, async () => {
    upstream.answer(SPEECH, answer);
    await assert.rejects(speak(), { name: 'UpstreamError', reason });
    assert.deepEqual(upstream.unexpected, []);
  });
}

test('hangs up on a page dressed as 200 that never ends', async () => {
  upstream.answer(SPEECH, (response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).write('<p>'),
  );
  const cut = upstream.nextCut();
  await assert.rejects(speak(), { reason: 'failed' });
  await cut;
});

test('a connection lost between head and first byte is a failure', async () => {
  upstream.answer(SPEECH, (response) => {
    response.writeHead(200, { 'content-type': 'audio/pcm', 'content-length': 10 }).flushHeaders();
    response.destroy();
  });
  await assert.rejects(speak(), { reason: 'failed' });
});

for (const [where, answer] of [
  ['a provider that says nothing', () => undefined],
  [
    'a head without a byte of sound',
    (response) => response.writeHead(200, { 'content-type': 'audio/pcm' }).flushHeaders(),
  ],
] satisfies ReadonlyArray<readonly [string, Answer]>) {
  test(`gives up ${where}, and hangs up on it`, async () => {
    upstream.answer(SPEECH, answer);
    const cut = upstream.nextCut();
    await assert.rejects(speak(provider({ firstByteMs: 60 })), { reason: 'timeout' });
    await cut;
  });
}

test('the time for the first byte says nothing about the rest', async ({ mock }) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const rest = deferred();
  upstream.answer(SPEECH, async (response) => {
    response.writeHead(200, { 'content-type': 'audio/pcm' }).write(Buffer.from([1]));
    await rest.promise;
    response.end(Buffer.from([2]));
  });
  const stream = await speak(provider({ firstByteMs: 40 }));
  mock.timers.tick(1_000);
  rest.resolve();
  assert.equal(Buffer.concat(await stream.toArray()).length, 2);
});

test('an abort reaches the provider before its answer', async () => {
  const asked = deferred();
  upstream.answer(SPEECH, () => asked.resolve());
  const cut = upstream.nextCut();
  const visitor = new AbortController();
  const speaking = speak(provider(), visitor.signal);
  await asked.promise;
  visitor.abort();
  await assert.rejects(speaking, { reason: 'aborted' });
  await cut;
});

test('an abort reaches the provider in the middle of a sentence', async () => {
  upstream.answer(SPEECH, (response) =>
    response.writeHead(200, { 'content-type': 'audio/pcm' }).write('sound'),
  );
  const cut = upstream.nextCut();
  const visitor = new AbortController();
  const stream = await speak(provider(), visitor.signal);
  visitor.abort();
  await cut;
  assert.equal(stream.destroyed, true);
});

test('is not even asked by a visitor who has gone', async () => {
  await assert.rejects(speak(provider(), AbortSignal.abort()), { reason: 'aborted' });
  assert.equal(upstream.requests.length, 0);
});
