import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { after, afterEach, before, test } from 'node:test';

import { OpenAIRealtimeWebSocket } from '@openai/agents-realtime';
import { WebSocket, WebSocketServer } from 'ws';

import type { JournalEntry } from '../journal.js';
import { startRealtimePeer } from '../peer.js';
import type { RealtimePeer } from '../peer.js';
import { assertServerEvent } from '../testing/server-event-schemas.js';
import { ManualClock } from '../testing/manual-clock.js';
import { toneVoice } from '../testing/tone-voice.js';
import { WebSocketLink } from './web-socket-link.js';
import { createSpeechEngine } from '../speech/engine.js';

type WireEvent = Readonly<Record<string, unknown>> & { readonly type: string };

const TEXT = { output_modalities: ['text'], audio: { input: { turn_detection: null } } };
const SPOKEN = { output_modalities: ['audio'], audio: { input: { turn_detection: null } } };
const QUICK = { firstTokenMs: 5, tokenMinMs: 0, tokenMaxMs: 1 };

/** A client on a WebSocket, as anybody would write one. */
class SocketClient {
  readonly socket: WebSocket;
  readonly events: WireEvent[] = [];
  readonly #waiters = new Set<() => void>();
  /** The code it was closed with. */
  readonly closed: Promise<number>;

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('error', () => undefined);
    socket.on('message', (data: Buffer) => {
      const event = JSON.parse(data.toString('utf8')) as WireEvent;
      assertServerEvent(event);
      this.events.push(event);
      for (const look of this.#waiters) look();
    });
    this.closed = new Promise((resolve) => socket.on('close', (code) => resolve(code)));
  }

  send(event: Readonly<Record<string, unknown>>): void {
    this.socket.send(JSON.stringify(event));
  }

  say(text: string): void {
    const item = { type: 'message', role: 'user', content: [{ type: 'input_text', text }] };
    this.send({ type: 'conversation.item.create', item });
    this.send({ type: 'response.create' });
  }

  waitFor(type: string): Promise<WireEvent> {
    return new Promise((resolve) => {
      const look = (): void => {
        const found = this.events.find((event) => event.type === type);
        if (found === undefined) return;
        this.#waiters.delete(look);
        resolve(found);
      };
      this.#waiters.add(look);
      look();
    });
  }

  codes(): unknown[] {
    return this.events.map(({ error }) => (error as { code?: unknown } | undefined)?.code);
  }
}

let peer: RealtimePeer;
const clients: SocketClient[] = [];
before(async () => {
  const voice = toneVoice();
  const speech = await createSpeechEngine({ voice });
  peer = await startRealtimePeer({ pace: QUICK, voice, speech, faults: true });
});
afterEach(() => {
  for (const { socket } of clients.splice(0)) socket.terminate();
});
after(() => peer.close());

function address(query: string): string {
  return `${peer.url.replace('http', 'ws')}/realtime${query}`;
}

function keep(socket: WebSocket): SocketClient {
  const client = new SocketClient(socket);
  clients.push(client);
  return client;
}

function withKey(key: string, query = '?model=gpt-realtime-2.1'): SocketClient {
  return keep(new WebSocket(address(query), ['realtime', `openai-insecure-api-key.${key}`]));
}

function withHeaders(headers: Readonly<Record<string, string>>, query = '?model=gpt-realtime-2.1') {
  return keep(new WebSocket(address(query), { headers }));
}

async function mint(session: Readonly<Record<string, unknown>>): Promise<string> {
  const response = await fetch(`${peer.url}/realtime/client_secrets`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk-test', 'content-type': 'application/json' },
    body: JSON.stringify({ session: { type: 'realtime', model: 'gpt-realtime-2.1', ...session } }),
  });
  return ((await response.json()) as { value: string }).value;
}

type CallEntry = Extract<JournalEntry, { kind: 'call' }>;

function journalled(check: (entry: CallEntry) => boolean): Promise<JournalEntry> {
  return peer.journal.waitFor((entry) => entry.kind === 'call' && check(entry));
}

test('an ephemeral key in a subprotocol opens its session, and a text turn comes as over WebRTC', async () => {
  const client = withKey(await mint(TEXT));
  const created = await client.waitFor('session.created');
  assert.equal(client.events[0], created);
  assert.equal(client.socket.protocol, 'realtime');
  assert.deepEqual((created['session'] as { output_modalities: unknown }).output_modalities, ['text']);
  client.say('Hello!');
  await client.waitFor('response.done');
  const types = client.events.map(({ type }) => type);
  assert.ok(types.includes('response.output_text.delta'));
  const [callId] = peer.calls.ids();
  assert.match(callId ?? '', /^ws_/);
  const journal = peer.journal.events('sent', callId).map((event) => event['type']);
  assert.deepEqual(journal.slice(0, types.length), types);
});

test('a server key in the Authorization header does as well', async () => {
  const client = withHeaders({ authorization: 'Bearer sk-test' });
  assert.ok(await client.waitFor('session.created'));
});

test('spoken answers come as base64 deltas, and nothing tells of a buffer that the server does not play', async () => {
  const client = withKey(await mint(SPOKEN));
  await client.waitFor('session.created');
  client.say('Hello!');
  const done = await client.waitFor('response.done');
  assert.equal((done['response'] as { status: string }).status, 'completed');
  const deltas = client.events.filter(({ type }) => type === 'response.output_audio.delta');
  const bytes = deltas.reduce((sum, { delta }) => sum + Buffer.from(String(delta), 'base64').length, 0);
  const text = String((await client.waitFor('response.output_audio_transcript.done'))['transcript']);
  // The tone voice: 100 ms a character; the splitter takes the spaces between clauses.
  assert.ok(bytes > text.length * 0.8 * 4_800 && bytes <= text.length * 4_800, `${bytes} bytes`);
  const types = client.events.map(({ type }) => type);
  assert.ok(types.indexOf('response.output_audio.done') > types.lastIndexOf('response.output_audio.delta'));
  assert.deepEqual(
    types.filter((type) => type.startsWith('output_audio_buffer.')),
    [],
  );
  client.send({ type: 'output_audio_buffer.clear' });
  const { error } = await client.waitFor('error');
  assert.match(
    String((error as { message?: unknown }).message),
    /^Invalid value: 'output_audio_buffer.clear'\./,
  );
});

test('appended sound is collected, committed, and refused when there is too little', async () => {
  const client = withKey(await mint(SPOKEN));
  await client.waitFor('session.created');
  client.send({ type: 'input_audio_buffer.append', audio: Buffer.alloc(480).toString('base64') });
  client.send({ type: 'input_audio_buffer.commit' });
  await client.waitFor('error');
  assert.ok(client.codes().includes('input_audio_buffer_commit_empty'));
  client.send({ type: 'input_audio_buffer.append', audio: Buffer.alloc(24_000).toString('base64') });
  client.send({ type: 'input_audio_buffer.commit' });
  assert.ok(await client.waitFor('input_audio_buffer.committed'));
});

const REFUSALS: readonly (readonly [
  title: string,
  open: () => SocketClient | Promise<SocketClient>,
  code: string | null,
  close: number,
])[] = [
  ['an unknown key', () => withKey('ek_nobody'), 'invalid_api_key', 3000],
  ['no key', () => withHeaders({}), null, 3000],
  ['no model', () => withHeaders({ authorization: 'Bearer sk-test' }, ''), 'missing_model', 4000],
  [
    'a model that is none',
    () => withHeaders({ authorization: 'Bearer sk-test' }, '?model=tts-1'),
    'invalid_model',
    4000,
  ],
  [
    'the beta header',
    () => withHeaders({ authorization: 'Bearer sk-test', 'openai-beta': 'realtime=v1' }),
    'beta_api_shape_disabled',
    4000,
  ],
  [
    'the beta subprotocol',
    () =>
      keep(
        new WebSocket(address('?model=gpt-realtime'), [
          'realtime',
          'openai-insecure-api-key.sk-test',
          'openai-beta.realtime-v1',
        ]),
      ),
    'beta_api_shape_disabled',
    4000,
  ],
  [
    'a call that is under way',
    () => withHeaders({ authorization: 'Bearer sk-test' }, '?call_id=rtc_1'),
    'unsupported_call_id',
    4000,
  ],
];
for (const [title, open, code, close] of REFUSALS) {
  test(`${title} is told as an error, then the socket closes with ${close}`, async () => {
    const client = await open();
    assert.equal(await client.closed, close);
    assert.deepEqual(
      client.events.map(({ type }) => type),
      ['error'],
    );
    assert.deepEqual(client.codes(), [code]);
  });
}

test('a binary frame and a broken one are answered, and the session goes on', async () => {
  const client = withKey(await mint(TEXT));
  await client.waitFor('session.created');
  client.socket.send(Buffer.from('{"type":"response.create"}'));
  await client.waitFor('error');
  client.socket.send('{not json');
  client.say('Hello!');
  await client.waitFor('response.done');
  assert.deepEqual(
    client.codes().filter((code) => code !== undefined),
    ['invalid_event', 'invalid_json'],
  );
});

test('a session whose time is over says so and closes with 1001', async () => {
  const client = withKey(await mint(TEXT));
  await client.waitFor('session.created');
  peer.calls.find(peer.calls.ids().at(-1) ?? '')?.expire();
  assert.equal(await client.closed, 1001);
  assert.deepEqual(client.codes().at(-1), 'session_expired');
});

test('faults touch its events, break it off, refuse it, and its end is in the journal', async () => {
  peer.journal.clear();
  peer.faults.set({
    seed: 1,
    faults: [
      { at: 'realtime', do: 'status', status: 503, nth: 1, count: 1, chance: 1, code: null, message: '' },
      { at: 'response.created', do: 'drop', nth: 1, count: 1, chance: 1 },
      { at: 'response.done', do: 'close-peer', nth: 1, count: 1, chance: 1 },
    ],
  });
  const key = await mint(TEXT);
  const refused = withKey(key);
  assert.equal(await refused.closed, 1006);
  const client = withKey(key);
  await client.waitFor('session.created');
  client.say('Hello!');
  assert.equal(await client.closed, 1006);
  peer.faults.set(undefined);
  assert.ok(!client.events.some(({ type }) => type === 'response.created'));
  const [callId] = peer.journal.entries().flatMap((entry) => (entry.kind === 'sent' ? [entry.callId] : []));
  const ended = await journalled((entry) => entry.callId === callId && entry.state === 'closed');
  assert.equal(ended.kind === 'call' && ended.why, 'fault');
  assert.equal(peer.calls.size, 0);
});

test('the unmodified agents-realtime client talks over it', async () => {
  const transport = new OpenAIRealtimeWebSocket({
    url: address('?model=gpt-realtime-2.1'),
    model: 'gpt-realtime-2.1',
  });
  const answered = new Promise<void>((resolve) => transport.on('turn_done', () => resolve()));
  let words = '';
  let soundBytes = 0;
  transport.on('audio_transcript_delta', ({ delta }) => (words += delta));
  transport.on('audio', ({ data }) => (soundBytes += data.byteLength));
  await transport.connect({ apiKey: await mint(SPOKEN), initialSessionConfig: { voice: 'marin' } });
  transport.sendMessage('Hello!', {});
  await answered;
  assert.ok(words.length > 0);
  assert.ok(soundBytes > 0);
  transport.close();
});

test('it pings every 20.3 seconds until it is closed', async () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await new Promise((resolve) => server.once('listening', resolve));
  const accepted = new Promise<WebSocket>((resolve) => server.once('connection', resolve));
  const client = keep(new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`));
  const clock = new ManualClock();
  let end: () => void = () => undefined;
  const over = new Promise<void>((resolve) => (end = resolve));
  const listener = {
    onOpen: () => undefined,
    onText: () => undefined,
    onBinary: () => undefined,
    onChannelClosed: () => undefined,
    onClosed: () => end(),
  };
  const link = new WebSocketLink({ socket: await accepted, clock, listener });
  for (let round = 0; round < 2; round += 1) {
    const pinged = new Promise((resolve) => client.socket.once('ping', resolve));
    clock.advance(20_300);
    await pinged;
  }
  link.close('the peer is closing');
  assert.equal(await client.closed, 1001);
  await over;
  assert.equal(clock.pending, 0);
  server.close();
});
