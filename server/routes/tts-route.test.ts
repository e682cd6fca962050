import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, test } from 'node:test';
import { ApiError } from '../contract/errors.js';
import { OpenAiCompatibleSpeech } from '../providers/openai-compatible-speech.js';
import { UpstreamError, type UpstreamReason } from '../services/upstream-error.js';
import { deferred } from '../testing/deferred.js';
import { FakeUpstream } from '../testing/fake-upstream.js';
import {
  bearer,
  ORIGIN,
  startApp,
  type TestApp,
  type TestAppOptions,
  type TestRequestInit,
} from '../testing/start-app.js';

const PATH = '/api/realtime/tts';
const cleanups: Array<() => Promise<void>> = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

interface Started extends TestApp {
  readonly token: string;
  speak(body: unknown, init?: TestRequestInit): Promise<Response>;
}

async function start(options?: TestAppOptions): Promise<Started> {
  const app = await startApp(options);
  cleanups.push(app.stop);
  const { session } = await app.openSession();
  return {
    ...app,
    token: session.token,
    speak: (body, init = {}) =>
      app.api(PATH, {
        method: 'POST',
        body: JSON.stringify(body),
        ...init,
        headers: { 'content-type': 'application/json', ...bearer(session.token), ...init.headers },
      }),
  };
}

/** The whole way: app, real provider, and a scripted server in the provider's place. */
async function startWithUpstream(): Promise<{ app: Started; upstream: FakeUpstream }> {
  const upstream = await FakeUpstream.start();
  cleanups.push(() => upstream.stop());
  const provider = new OpenAiCompatibleSpeech({
    baseUrl: upstream.root,
    model: 'tts-x',
    voices: ['slt'],
    formats: ['pcm', 'mp3'],
    firstByteMs: 5_000,
  });
  return { app: await start({ provider }), upstream };
}

async function codeOf(response: Response): Promise<string> {
  return ApiError.parse(await response.json()).error.code;
}

test('the first sound is at the visitor before the provider makes the second', async () => {
  const { app, upstream } = await startWithUpstream();
  const heard = deferred();
  upstream.answer('POST /v1/audio/speech', async (response) => {
    response.writeHead(200, { 'content-type': 'audio/pcm' }).write(Buffer.from([1, 2]));
    await heard.promise;
    response.end(Buffer.from([3, 4]));
  });
  const response = await app.speak({ text: 'Hello.' });
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('content-type'), 'audio/pcm;rate=24000');
  assert.equal(response.headers.get('content-length'), null);
  assert.equal(response.headers.get('access-control-allow-origin'), ORIGIN);
  const reader = response.body?.getReader();
  assert.deepEqual((await reader?.read())?.value, new Uint8Array([1, 2]));
  heard.resolve();
  assert.deepEqual((await reader?.read())?.value, new Uint8Array([3, 4]));
  assert.equal((await reader?.read())?.done, true);
});

test('a visitor who goes away ends the synthesis', async () => {
  const { app, upstream } = await startWithUpstream();
  upstream.answer('POST /v1/audio/speech', (response) =>
    response.writeHead(200, { 'content-type': 'audio/pcm' }).write('sound'),
  );
  const cut = upstream.nextCut();
  const visitor = new AbortController();
  const response = await app.speak({ text: 'Hello.' }, { signal: visitor.signal });
  await response.body?.getReader().read();
  visitor.abort();
  await cut;
  assert.deepEqual(app.log.at('error'), []);
});

test('a visitor who goes away before the first byte ends it, too', async () => {
  const { app, upstream } = await startWithUpstream();
  const asked = deferred();
  upstream.answer('POST /v1/audio/speech', () => asked.resolve());
  const cut = upstream.nextCut();
  const visitor = new AbortController();
  const speaking = app.speak({ text: 'Hello.' }, { signal: visitor.signal });
  await asked.promise;
  visitor.abort();
  await assert.rejects(speaking, { name: 'AbortError' });
  await cut;
  assert.deepEqual(app.log.at('error'), []);
});

test('a visitor who goes away ends also what was asked for before the first answer was over', async () => {
  const { app, upstream } = await startWithUpstream();
  const bothAsked = deferred();
  upstream.answer('POST /v1/audio/speech', (response) => {
    response.writeHead(200, { 'content-type': 'audio/pcm' }).write('sound');
    if (upstream.requests.length === 2) bothAsked.resolve();
  });
  const cuts = [upstream.nextCut(), upstream.nextCut()];
  const body = new URLSearchParams({ token: app.token, text: 'Hello.' }).toString();
  const request =
    `POST ${PATH} HTTP/1.1\r\nHost: x\r\nOrigin: ${ORIGIN}\r\n` +
    `Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
  socket.write(request + request);
  await bothAsked.promise;
  socket.destroy();
  await Promise.all(cuts);
  assert.equal(app.log.lines.filter(({ message }) => message === 'request cut off').length, 2);
});

test('however many are asked for at once on a connection, nobody is warned of a leak', async (t) => {
  const { app } = await startWithUpstream();
  const warnings: string[] = [];
  const note = ({ message }: Error): void => void warnings.push(message);
  process.on('warning', note);
  t.after(() => process.off('warning', note));
  const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
  const request = `GET ${PATH} HTTP/1.1\r\nHost: x\r\n`;
  socket.write(`${request}\r\n`.repeat(20) + `${request}Connection: close\r\n\r\n`);
  const answers = Buffer.concat(await socket.toArray()).toString();
  assert.equal(answers.match(/HTTP\/1\.1 /g)?.length, 21);
  assert.deepEqual(warnings, []);
});

test('a sentence that breaks off is never a clean end', async () => {
  const { app, upstream } = await startWithUpstream();
  upstream.answer('POST /v1/audio/speech', (response) => {
    response.writeHead(200, { 'content-type': 'audio/pcm' }).write('half', () => response.destroy());
  });
  const response = await app.speak({ text: 'Hello.' });
  assert.equal(response.status, 200);
  await assert.rejects(response.arrayBuffer());
  assert.equal((await app.log.next('warn')).upstream, 'failed');
});

test('a provider that falls silent is cut off, not waited for', async () => {
  const app = await start({ pumpLimits: { stallMs: 40, readerStallMs: 60_000 } });
  const response = await app.speak({ text: 'Hello.' });
  await assert.rejects(response.arrayBuffer());
  assert.equal((await app.log.next('warn')).upstream, 'timeout');
  assert.equal(app.speech.streams[0]?.destroyed, true);
});

test('a slow reader slows the provider instead of filling our memory', async () => {
  const { app, upstream } = await startWithUpstream();
  const chunk = Buffer.alloc(65_536);
  let written = 0;
  const paused = deferred();
  upstream.answer('POST /v1/audio/speech', async (response) => {
    response.writeHead(200, { 'content-type': 'audio/pcm' });
    const drained = (): Promise<unknown> => once(response, 'drain', { signal: AbortSignal.timeout(300) });
    try {
      for (; written < 1024; written += 1) if (!response.write(chunk)) await drained();
    } catch {
      // Nobody has taken anything for a while: exactly what is wanted.
    }
    paused.resolve();
  });
  const { port } = new URL(app.url);
  const socket = connect(Number(port), '127.0.0.1');
  socket.pause();
  const body = JSON.stringify({ text: 'Hello.' });
  socket.write(
    `POST ${PATH} HTTP/1.1\r\nHost: x\r\nOrigin: ${ORIGIN}\r\nAuthorization: Bearer ${app.token}\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  await paused.promise;
  socket.destroy();
  // The kernel's socket buffers take some megabytes; 64 were on offer.
  assert.ok(written < 512, `${written} chunks of 64 kB were taken`);
});

test('needs a session token, and says so before it looks at what is asked for', async () => {
  const app = await start();
  for (const authorization of ['', 'Bearer x', 'Bearer ek_test']) {
    const response = await app.speak(['not even an object'], { headers: { authorization } });
    assert.equal(response.status, 401);
    assert.equal(await codeOf(response), 'unauthenticated');
  }
  assert.equal(app.speech.requests.length, 0);
});

test('takes a form with the token in it, about which no browser asks first', async () => {
  const app = await start();
  const form = (fields: Record<string, string>): Promise<Response> =>
    app.api(PATH, { method: 'POST', body: new URLSearchParams(fields) });
  const text = 'Ä 你好 & = +';
  assert.equal((await form({ token: app.token, text, lang: 'de', format: 'pcm' })).status, 200);
  assert.deepEqual(
    app.speech.requests.map(({ signal: _signal, ...request }) => request),
    [{ text, voice: 'one', format: 'pcm', lang: 'de' }],
  );
  assert.equal((await form({ token: 'x', text })).status, 401);
  assert.equal((await form({ text })).status, 401);
  assert.equal((await form({ token: app.token, text, model: 'canary' })).status, 400);
});

test('takes a form of as many characters as a sentence may have, whatever their script', async () => {
  const app = await start();
  const body = new URLSearchParams({ token: app.token, text: '你'.repeat(4096) });
  const response = await app.api(PATH, { method: 'POST', body });
  // Understood, and more than this server's own limit.
  assert.match(ApiError.parse(await response.json()).error.message, /^At most 100 characters/);
});

test('speaks in the format that is wanted, says which it is, and charges its characters once', async () => {
  const { app, upstream } = await startWithUpstream();
  upstream.answer('POST /v1/audio/speech', (response) => {
    response.writeHead(200, { 'content-type': 'audio/mpeg' }).end('sound');
  });
  const response = await app.speak({ text: 'Hello.', format: 'mp3' });
  assert.equal(response.headers.get('content-type'), 'audio/mpeg');
  assert.equal(await response.text(), 'sound');
  assert.equal(upstream.requests.length, 1);
  assert.equal((await app.speak({ text: 'Hello.', format: 'opus' })).status, 400);
  const tight = await start({ budgets: { charactersPerSession: 10 } });
  const opus = await tight.speak({ text: 'x'.repeat(10), format: 'opus' });
  assert.equal(opus.headers.get('content-type'), 'audio/ogg;codecs=opus');
  assert.equal((await tight.speak({ text: 'x' })).status, 429);
});

test('says how fast the voice is once a sentence of raw samples has told it', async () => {
  const app = await start();
  const timing = async (format: string): Promise<string | null> => {
    const response = await app.speak({ text: 'Hello.', format });
    app.speech.streams.at(-1)?.end(Buffer.alloc(48_000));
    await response.arrayBuffer();
    return response.headers.get('server-timing');
  };
  assert.equal(await timing('opus'), null);
  assert.equal(await timing('pcm'), null, 'of compressed sound nobody knows how long it is');
  assert.match((await timing('opus')) ?? '', /^voice;dur=\d+\.\d$/);
});

test('an expired session is silent', async () => {
  const app = await start();
  app.clock.now += 3_600_000;
  assert.equal((await app.speak({ text: 'Hello.' })).status, 401);
});

test('speaks with the first voice and in the first format unless told otherwise', async () => {
  const app = await start();
  await app.speak({ text: '  Hello.  ', lang: 'en' });
  await app.speak({ text: 'Hello.', voice: 'two', format: 'pcm' });
  assert.deepEqual(
    app.speech.requests.map(({ signal: _signal, ...request }) => request),
    [
      { text: 'Hello.', voice: 'one', format: 'pcm', lang: 'en' },
      { text: 'Hello.', voice: 'two', format: 'pcm', lang: undefined },
    ],
  );
});

const REFUSED: ReadonlyArray<readonly [what: string, body: unknown, status: number, code: string]> = [
  ['no text', {}, 400, 'malformed'],
  ['empty text', { text: '   ' }, 400, 'malformed'],
  ['text that is none', { text: 5 }, 400, 'malformed'],
  ['an unknown field', { text: 'Hi', model: 'canary' }, 400, 'malformed'],
  ['an unknown format', { text: 'Hi', format: 'canary' }, 400, 'malformed'],
  ['a format that is not offered', { text: 'Hi', format: 'mp3' }, 400, 'tts-unsupported'],
  ['a voice that is not offered', { text: 'Hi', voice: 'canary' }, 400, 'tts-unsupported'],
  ['more than may be spoken at once', { text: 'x'.repeat(101) }, 413, 'too-large'],
  ['a body of 20 kB', { text: 'x'.repeat(20_000) }, 413, 'too-large'],
];
for (const [what, body, status, code] of REFUSED) {
  test(`refuses ${what} with ${status} ${code}`, async () => {
    const app = await start();
    const response = await app.speak(body);
    assert.equal(response.status, status);
    assert.doesNotMatch(await response.clone().text(), /canary/);
    assert.equal(await codeOf(response), code);
    assert.equal(app.speech.requests.length, 0);
  });
}

test('a refusal names what is offered', async () => {
  const app = await start();
  const { error } = ApiError.parse(await (await app.speak({ text: 'Hi', format: 'mp3' })).json());
  assert.match(error.message, /offered: pcm/);
});

test('a server without a voice says so, in the session and here', async () => {
  const app = await startApp({ provider: null });
  cleanups.push(app.stop);
  const { session, tts } = await app.openSession();
  assert.equal(tts, null);
  const response = await app.post(PATH, { text: 'Hi' }, bearer(session.token));
  assert.equal(response.status, 400);
  assert.equal(await codeOf(response), 'tts-unsupported');
});

const FAILURES: ReadonlyArray<readonly [reason: UpstreamReason, status: number, code: string]> = [
  ['failed', 502, 'upstream-failed'],
  ['timeout', 504, 'upstream-timeout'],
  ['quota', 502, 'quota-exhausted'],
  ['model', 502, 'model-unavailable'],
  ['credentials', 502, 'upstream-failed'],
];
for (const [reason, status, code] of FAILURES) {
  test(`a provider's "${reason}" before the first byte is ${status} ${code}`, async () => {
    const app = await start();
    app.speech.failure = new UpstreamError(reason);
    const response = await app.speak({ text: 'Hi' });
    assert.equal(response.status, status);
    assert.equal(await codeOf(response), code);
  });
}

test('speaks three sentences of a session at once and not a fourth', async () => {
  const app = await start();
  const open = await Promise.all([1, 2, 3].map(() => app.speak({ text: 'Hi' })));
  assert.deepEqual(
    open.map(({ status }) => status),
    [200, 200, 200],
  );
  const refused = await app.speak({ text: 'Hi' });
  assert.equal(refused.status, 429);
  assert.equal(refused.headers.get('retry-after'), '1');
  app.speech.streams[0]?.end();
  await open[0]?.arrayBuffer();
  assert.equal((await app.speak({ text: 'Hi' })).status, 200);
});

test('a slot is free again after a failure and after a visitor has gone', async () => {
  const app = await start({ streams: { perSession: 1, inTotal: 1 } });
  app.speech.failure = new UpstreamError('failed');
  assert.equal((await app.speak({ text: 'Hi' })).status, 502);
  assert.equal(app.slots.total, 0);
  app.speech.failure = undefined;
  const visitor = new AbortController();
  const response = await app.speak({ text: 'Hi' }, { signal: visitor.signal });
  assert.equal(response.status, 200);
  assert.equal(app.slots.total, 1);
  const [stream] = app.speech.streams;
  assert.ok(stream);
  const closed = once(stream, 'close');
  visitor.abort();
  await closed;
  assert.equal(app.slots.total, 0);
});

test('is overloaded, for everybody and for a second, when it speaks as much as it can', async () => {
  const app = await start({ streams: { perSession: 3, inTotal: 1 } });
  assert.equal((await app.speak({ text: 'Hi' })).status, 200);
  const response = await app.speak({ text: 'Hi' });
  assert.equal(response.status, 503);
  assert.equal(response.headers.get('retry-after'), '1');
  assert.equal(await codeOf(response), 'overloaded');
});

for (const budget of ['charactersPerSession', 'charactersPerAddress', 'charactersPerDay'] as const) {
  test(`not a character beyond the ${budget} reaches the provider`, async () => {
    const app = await start({ budgets: { [budget]: 250 }, streams: { perSession: 100, inTotal: 100 } });
    const responses = await Promise.all(
      Array.from({ length: 30 }, (_, index) => app.speak({ text: 'x'.repeat(10 + (index % 20)) })),
    );
    const spoken = app.speech.requests.reduce((sum, { text }) => sum + text.length, 0);
    assert.ok(spoken <= 250 && spoken > 220, `${spoken} of 250`);
    const refused = responses.filter(({ status }) => status !== 200);
    assert.ok(refused.length > 0);
    for (const response of refused) {
      assert.equal(response.status, 429);
      assert.equal(await codeOf(response), 'rate-limited');
    }
  });
}
