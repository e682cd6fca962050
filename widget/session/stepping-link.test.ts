import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ScriptedLink } from '../testing/scripted-link.js';
import { type ErrorCode, VoiceError } from './errors.js';
import type { EnterSocket, LinkEvent, LinkOptions } from './ports.js';
import { createSteppingLink } from './stepping-link.js';

const PLACE = { url: 'wss://realtime.example/v1/realtime?model=m', key: 'ek_1' };

function setUp() {
  const webRtc = new ScriptedLink();
  const webSocket = new ScriptedLink();
  webSocket.isSocket = true;
  const links = createSteppingLink({ webRtc, loadWebSocket: () => Promise.resolve(webSocket) });
  const call = new AbortController();
  const events: LinkEvent[] = [];
  const prepare = (kind?: LinkOptions['kind']) =>
    links.prepare({
      ...(kind === undefined ? {} : { kind }),
      iceServers: [],
      signal: call.signal,
      onEvent: (event) => events.push(event),
    });
  const kinds = () => events.filter(({ type }) => type === 'link-kind');
  return { webRtc, webSocket, call, events, prepare, kinds };
}

const exchange = () => Promise.resolve('answer');
const enterSocket: EnterSocket = (open) => open(PLACE);

function fails(code: ErrorCode): () => Promise<never> {
  return () => Promise.reject(new VoiceError(code, 'as scripted'));
}

function hasCode(code: ErrorCode): (error: unknown) => boolean {
  return (error) => error instanceof VoiceError && error.code === code;
}

test('WebRTC that connects is all there is, and nothing is said of a kind', async () => {
  const { webRtc, webSocket, prepare, kinds } = setUp();
  const link = await prepare();
  await link.connect(exchange, enterSocket);
  const sent: string[] = [];
  webRtc.onFrame = (frame) => sent.push(frame);
  link.send('hello');
  assert.deepEqual(sent, ['hello']);
  assert.deepEqual(kinds(), []);
  assert.equal(webSocket.prepared, 0);
});

test('a WebSocket takes over when WebRTC cannot connect, says why, and carries what is sent', async () => {
  const { webRtc, webSocket, prepare, events } = setUp();
  webRtc.beforeOpen = fails('link-failed');
  const link = await prepare('auto');
  await link.connect(exchange, enterSocket);
  const [told] = events.slice(-1);
  assert.ok(told?.type === 'link-kind');
  assert.equal(told.kind, 'websocket');
  assert.equal(told.because?.code, 'link-failed');
  assert.deepEqual(webSocket.places, [PLACE]);
  const sent: string[] = [];
  webSocket.onFrame = (frame) => sent.push(frame);
  link.send('hello');
  assert.deepEqual(sent, ['hello']);
});

test('a browser without WebRTC gets a WebSocket', async () => {
  const { webRtc, prepare, kinds } = setUp();
  webRtc.prepare = fails('link-failed');
  const link = await prepare();
  assert.throws(() => link.send('too early'), hasCode('link-lost'));
  await link.connect(exchange, enterSocket);
  assert.equal(kinds().length, 1);
});

test('the next call begins with WebRTC again', async () => {
  const { webRtc, prepare, kinds } = setUp();
  webRtc.beforeOpen = fails('link-failed');
  const first = await prepare();
  await first.connect(exchange, enterSocket);
  first.close();
  webRtc.beforeOpen = () => Promise.resolve();
  await (await prepare()).connect(exchange, enterSocket);
  assert.equal(kinds().length, 1, 'only the first told of a WebSocket');
});

test('where both fail, the first failure is told', async () => {
  const { webRtc, webSocket, prepare, kinds } = setUp();
  webRtc.beforeOpen = fails('link-failed');
  webSocket.beforeOpen = fails('exchange-refused');
  const link = await prepare();
  await assert.rejects(link.connect(exchange, enterSocket), hasCode('link-failed'));
  assert.deepEqual(kinds(), []);
});

for (const code of ['exchange-refused', 'quota-exhausted', 'aborted'] as const) {
  test(`${code} is no reason to try another way`, async () => {
    const { webRtc, webSocket, prepare } = setUp();
    webRtc.beforeOpen = fails(code);
    const link = await prepare();
    await assert.rejects(link.connect(exchange, enterSocket), hasCode(code));
    assert.equal(webSocket.prepared, 0);
  });
}

test('webrtc alone fails as it fails', async () => {
  const { webRtc, webSocket, prepare } = setUp();
  webRtc.beforeOpen = fails('link-failed');
  const link = await prepare('webrtc');
  await assert.rejects(link.connect(exchange, enterSocket), hasCode('link-failed'));
  assert.equal(webSocket.prepared, 0);
});

test('websocket alone makes no peer connection, and tells its kind once it is prepared', async () => {
  const { webRtc, prepare, events } = setUp();
  const preparing = prepare('websocket');
  assert.deepEqual(events, []);
  const link = await preparing;
  assert.deepEqual(events, [{ type: 'link-kind', kind: 'websocket' }]);
  await link.connect(exchange, enterSocket);
  assert.equal(webRtc.prepared, 0);
});

test('a link that is closed while WebRTC fails opens nothing more', async () => {
  const { webRtc, webSocket, prepare } = setUp();
  const link = await prepare();
  webRtc.beforeOpen = () => {
    link.close();
    return Promise.reject(new VoiceError('link-failed', 'closed meanwhile'));
  };
  await assert.rejects(link.connect(exchange, enterSocket), VoiceError);
  assert.equal(webSocket.prepared, 0);
});

test('a link that is closed while the WebSocket opens leaves nothing open', async () => {
  const { webRtc, webSocket, prepare } = setUp();
  webRtc.beforeOpen = fails('link-failed');
  const link = await prepare();
  webSocket.beforeOpen = () => {
    link.close();
    return Promise.reject(VoiceError.aborted());
  };
  await assert.rejects(link.connect(exchange, enterSocket), hasCode('aborted'));
  assert.equal(webSocket.open, 0);
});

test('a link that is closed while the WebSocket is prepared leaves nothing open', async () => {
  const { webRtc, webSocket, prepare } = setUp();
  webRtc.beforeOpen = fails('link-failed');
  const link = await prepare();
  const prepareSocket = webSocket.prepare.bind(webSocket);
  webSocket.prepare = (options) => {
    link.close();
    return prepareSocket(options);
  };
  await assert.rejects(link.connect(exchange, enterSocket), hasCode('aborted'));
  assert.deepEqual([webSocket.open, webSocket.places], [0, []]);
});

test('counts on the link in use', async () => {
  const { webRtc, webSocket, prepare } = setUp();
  webRtc.counters = { requestsSent: 2, responsesReceived: 1, packets: 0, packetsLost: 0 };
  webRtc.beforeOpen = fails('link-failed');
  const link = await prepare();
  assert.equal(await link.stats?.(), webRtc.counters);
  await link.connect(exchange, enterSocket);
  assert.equal(await link.stats?.(), webSocket.counters);
});

test('a WebSocket asked for, whose part of the script cannot be loaded, fails for that', async () => {
  const missing = () => Promise.reject(new TypeError('Failed to fetch dynamically imported module'));
  const links = createSteppingLink({ webRtc: new ScriptedLink(), loadWebSocket: missing });
  const { signal } = new AbortController();
  const prepared = links.prepare({ kind: 'websocket', iceServers: [], signal, onEvent: () => assert.fail() });
  await assert.rejects(prepared, hasCode('chunk-failed'));
});
