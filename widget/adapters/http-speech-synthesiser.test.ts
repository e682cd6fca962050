import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import type { TtsFormat } from '../../server/contract/session.js';
import { VoiceError } from '../session/errors.js';
import { browserClock } from './browser-clock.js';
import { createHttpSpeechSynthesiser } from './http-speech-synthesiser.js';

// A page, for what its policy may say.
Object.assign(globalThis, { document: new EventTarget() });

const { fetch: realFetch } = globalThis;
afterEach(() => {
  globalThis.fetch = realFetch;
});

interface Asked {
  readonly url: string;
  readonly init: RequestInit;
}

/** Answers every request with `response`, and keeps what was asked. */
function answering(response: () => Response | Promise<Response>): Asked[] {
  const asked: Asked[] = [];
  globalThis.fetch = async (url, init = {}) => {
    asked.push({ url: new Request(url).url, init });
    return response();
  };
  return asked;
}

const nobody = (): void => undefined;

function synthesise(signal = new AbortController().signal, format: TtsFormat = 'pcm') {
  const synthesiser = createHttpSpeechSynthesiser('https://voice.example', browserClock, nobody);
  const request = { text: 'Eat beans.', lang: 'en-GB', voice: 'slt', token: 't-1', format, signal };
  return synthesiser.synthesise(request);
}

/** The fields of a request that a page of another origin may send without being asked (Fetch: CORS-safelisted). */
function formOf(request: Asked | undefined): Record<string, string> {
  const { headers, body } = request?.init ?? {};
  assert.equal(headers, undefined);
  assert.ok(body instanceof URLSearchParams);
  return Object.fromEntries(body);
}

function refusing(status: number, code: string): Response {
  return Response.json({ error: { code, message: 'no', requestId: 'r', retryAfterMs: 900 } }, { status });
}

test('asks for PCM with the session token and hands the body on as it comes', async () => {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const body = new ReadableStream<Uint8Array>({ start: (given) => void (controller = given) });
  const asked = answering(() => new Response(body, { headers: { 'Content-Type': 'audio/pcm' } }));
  const { stream, voiceMsPerSecond } = await synthesise();
  assert.equal(voiceMsPerSecond, undefined);
  const reader = stream.getReader();
  controller?.enqueue(new Uint8Array([1, 2]));
  assert.deepEqual((await reader.read()).value, new Uint8Array([1, 2]));
  const [request] = asked;
  assert.equal(request?.url, 'https://voice.example/api/realtime/tts');
  assert.deepEqual(formOf(request), {
    token: 't-1',
    text: 'Eat beans.',
    lang: 'en-GB',
    voice: 'slt',
    format: 'pcm',
  });
});

test('asks for another format by its name, and says how fast the voice is where the backend tells', async () => {
  const headers = { 'Content-Type': 'audio/ogg;codecs=opus', 'Server-Timing': 'voice;dur=41.5' };
  const asked = answering(() => new Response('sound', { headers }));
  const { stream, voiceMsPerSecond } = await synthesise(undefined, 'opus');
  assert.equal(voiceMsPerSecond, 41.5);
  assert.equal(await new Response(stream).text(), 'sound');
  assert.equal(formOf(asked[0])['format'], 'opus');
});

for (const [title, response, code] of [
  ['the session is over', () => refusing(401, 'unauthenticated'), 'session-expired'],
  ['there were too many', () => refusing(429, 'rate-limited'), 'rate-limited'],
  ['the provider fails', () => refusing(502, 'upstream-failed'), 'speech-failed'],
  ['the voice is unknown', () => refusing(400, 'tts-unsupported'), 'speech-failed'],
  [
    'a page comes instead of sound',
    () => new Response('<p>', { headers: { 'Content-Type': 'text/html' } }),
    'speech-failed',
  ],
  ['there is no body', () => new Response(null, { status: 204 }), 'speech-failed'],
  ['nobody is there', () => Promise.reject(new TypeError('fetch failed')), 'speech-failed'],
] as const) {
  test(`says ${code} when ${title}`, async () => {
    answering(response);
    await assert.rejects(synthesise(), (error) => error instanceof VoiceError && error.code === code);
  });
}

test('passes on how long to wait', async () => {
  answering(() => refusing(429, 'rate-limited'));
  await assert.rejects(synthesise(), (error) => error instanceof VoiceError && error.retryAfterMs === 900);
});

test('says aborted when the sentence is not wanted any more', async () => {
  const unwanted = new AbortController();
  answering(() => {
    unwanted.abort();
    return Promise.reject(new DOMException('', 'AbortError'));
  });
  await assert.rejects(
    synthesise(unwanted.signal),
    (error) => error instanceof VoiceError && error.code === 'aborted',
  );
});

test('before an answer comes, opens a socket to the backend and asks for nothing', () => {
  const asked = answering(() => new Response());
  const opened: string[] = [];
  createHttpSpeechSynthesiser('https://voice.example', browserClock, (url) => opened.push(url)).warm();
  assert.deepEqual(opened, ['https://voice.example']);
  assert.deepEqual(asked, []);
});
