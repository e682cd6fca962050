import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { startRealtimePeer } from '../peer.js';
import type { RealtimePeer } from '../peer.js';
import { PeerClient } from '../testing/peer-client.js';
import { toneVoice } from '../testing/tone-voice.js';

const TEXT = { output_modalities: ['text'], audio: { input: { turn_detection: null } } };
const QUICK = { firstTokenMs: 5, tokenMinMs: 0, tokenMaxMs: 1 };

let peer: RealtimePeer;
before(async () => {
  peer = await startRealtimePeer({
    pace: QUICK,
    speech: null,
    voice: toneVoice(),
    faults: true,
    admin: true,
    network: {},
  });
});
after(() => peer.close());

async function faulty(...faults: readonly object[]): Promise<PeerClient> {
  const headers = { 'x-peer-faults': JSON.stringify({ faults }) };
  return await PeerClient.connect({ url: peer.url, session: TEXT, headers });
}

test('a lost delta is lost in fact: the journal shows what left', async () => {
  const client = await faulty({ at: 'response.output_text.delta', nth: 2, do: 'drop' });
  client.say('Hello');
  await client.waitFor('response.done');
  const deltas = client.events.filter(({ type }) => type === 'response.output_text.delta');
  const sent = peer.journal.events('sent', client.callId);
  const left = sent.filter(({ type }) => type === 'response.output_text.delta');
  assert.equal(deltas.length, left.length);
  const text = String(client.events.find(({ type }) => type === 'response.output_text.done')?.['text']);
  assert.notEqual(deltas.map(({ delta }) => delta).join(''), text);
  client.close();
});

test('close-channel closes the channel only, close-peer the call', async () => {
  const channel = await faulty({ at: 'response.created', do: 'close-channel' });
  channel.say('Hello');
  await channel.whenClosed();
  assert.ok(peer.calls.ids().includes(channel.callId));
  const call = await faulty({ at: 'response.created', do: 'close-peer' });
  call.say('Hello');
  await call.whenClosed();
  assert.ok(!peer.calls.ids().includes(call.callId));
  channel.close();
  call.close();
});

test('expire and fail-response come as the real server would send them', async () => {
  const client = await faulty(
    { at: 'response.create', do: 'fail-response', code: 'rate_limit_exceeded' },
    { at: 'response.done', do: 'expire' },
  );
  client.say('Hello');
  const error = await client.waitFor('error');
  assert.equal((error['error'] as { code: string }).code, 'session_expired');
  const done = await client.waitFor('response.done');
  assert.equal((done['response'] as { status: string }).status, 'failed');
  await client.whenClosed();
  client.close();
});

test('requests can be refused, and only as often as asked for', async () => {
  const profile = {
    faults: [{ at: 'speech', do: 'status', status: 429, code: 'rate_limit_exceeded', retryAfterSeconds: 2 }],
  };
  const admin = new URL('/admin/faults', peer.url);
  await fetch(admin, { method: 'PUT', body: JSON.stringify(profile) });
  const speak = () =>
    fetch(`${peer.url}/audio/speech`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk-f' },
      body: JSON.stringify({ model: 'tts-1', voice: 'alloy', input: 'Hello', response_format: 'pcm' }),
    });
  const first = await speak();
  assert.deepEqual([first.status, first.headers.get('retry-after')], [429, '2']);
  assert.equal((await speak()).status, 200);
  await fetch(admin, {
    method: 'PUT',
    body: JSON.stringify({ faults: [{ at: 'speech', do: 'truncate-audio', bytes: 4800 }] }),
  });
  assert.equal((await (await speak()).arrayBuffer()).byteLength, 4800);
  await fetch(admin, { method: 'DELETE' });
  assert.equal((await (await speak()).arrayBuffer()).byteLength, 24_000);
});

test('without faults enabled a profile changes nothing', async () => {
  const strict = await startRealtimePeer({ pace: QUICK, speech: null, voice: toneVoice() });
  const headers = { 'x-peer-faults': JSON.stringify({ faults: [{ at: 'client_secrets', do: 'drop' }] }) };
  const client = await PeerClient.connect({ url: strict.url, session: TEXT, headers });
  client.close();
  await strict.close();
});

test('the relay carries the call, and swallows it', async () => {
  const client = await PeerClient.connect({ url: peer.url, session: TEXT });
  const relay = peer.calls.find(client.callId)!.relay!;
  assert.ok(relay.counts.forwarded > 0);
  relay.set({ blackhole: true });
  const dropped = relay.nextDrop();
  client.send({ type: 'conversation.item.retrieve', item_id: 'late' });
  const answer = client.waitFor('error', (event) => JSON.stringify(event).includes("'late'"));
  await dropped;
  relay.set({ blackhole: false });
  // SCTP repeats what was lost.
  await answer;
  client.close();
});
