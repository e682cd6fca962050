import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { startRealtimePeer } from '../peer.js';
import type { RealtimePeer } from '../peer.js';
import { PeerClient } from '../testing/peer-client.js';
import { toneVoice } from '../testing/tone-voice.js';

const TEXT = { output_modalities: ['text'], audio: { input: { turn_detection: null } } };

let peer: RealtimePeer;
before(async () => {
  peer = await startRealtimePeer({ admin: true, network: {}, speech: null, voice: toneVoice() });
});
after(() => peer.close());

async function admin(method: string, path: string, body?: unknown): Promise<Response> {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  return await fetch(new URL(`/admin/${path}`, peer.url), init);
}

async function json(path: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const answer: unknown = await (await admin('GET', path)).json();
  assert.ok(Array.isArray(answer));
  return answer as Readonly<Record<string, unknown>>[];
}

async function connect(): Promise<PeerClient> {
  return await PeerClient.connect({ url: peer.url, session: TEXT });
}

async function closed(callId: string): Promise<string | undefined> {
  const entry = await peer.journal.waitFor(
    (candidate) => candidate.kind === 'call' && candidate.callId === callId && candidate.state === 'closed',
  );
  return entry.kind === 'call' ? entry.why : undefined;
}

test('calls are listed while they run, and the journal can be read whole or by call', async () => {
  const [one, two] = [await connect(), await connect()];
  assert.deepEqual(await (await admin('GET', 'calls')).json(), [one.callId, two.callId]);
  const own = await json(`journal/${one.callId}`);
  assert.ok(own.length > 0 && own.every((entry) => entry['callId'] === one.callId));
  const all = await json('journal');
  assert.ok(all.some((entry) => entry['callId'] === two.callId));
  assert.ok(all.some((entry) => entry['kind'] === 'http'));
  one.close();
  two.close();
  await Promise.all([closed(one.callId), closed(two.callId)]);
  assert.deepEqual(await (await admin('GET', 'calls')).json(), []);
});

test('a call is hung up from outside', async () => {
  const client = await connect();
  assert.equal((await admin('POST', `calls/${client.callId}/hang-up`)).status, 204);
  assert.equal(await closed(client.callId), 'admin');
  client.close();
});

test('only the channel is closed, and the call goes on', async () => {
  const client = await connect();
  assert.equal((await admin('POST', `calls/${client.callId}/close-channel`)).status, 204);
  await peer.journal.waitFor(
    (entry) => entry.kind === 'call' && entry.callId === client.callId && entry.state === 'channel-closed',
  );
  assert.ok(peer.calls.ids().includes(client.callId));
  client.close();
  await closed(client.callId);
});

test('a session’s hour is over when asked', async () => {
  const client = await connect();
  assert.equal((await admin('POST', `calls/${client.callId}/expire`)).status, 204);
  const error = await client.waitFor('error');
  assert.match(JSON.stringify(error), /"code":"session_expired"/);
  assert.equal(await closed(client.callId), 'session expired');
  client.close();
});

test('a gate is held and released from outside', async () => {
  assert.equal((await admin('POST', 'gates/client_secrets/hold')).status, 204);
  const connecting = connect();
  await peer.gates.arrival('client_secrets');
  assert.equal((await admin('POST', 'gates/client_secrets/release')).status, 204);
  (await connecting).close();
});

test('a call’s network gets worse from outside, and better again', async () => {
  const client = await connect();
  const relay = peer.calls.find(client.callId)!.relay!;
  const network = `calls/${client.callId}/network`;
  assert.equal((await admin('PUT', network, { blackhole: true })).status, 204);
  const dropped = relay.nextDrop();
  client.send({ type: 'conversation.item.retrieve', item_id: 'nothing' });
  await dropped;
  assert.equal((await admin('PUT', network, { blackhole: false })).status, 204);
  await client.waitFor('error');
  client.close();
});

test('conditions that are none, unknown calls and faults that are not enabled are refused', async () => {
  const client = await connect();
  const network = `calls/${client.callId}/network`;
  for (const body of [{ loss: 2 }, { delayMs: -1 }, { blackhole: 'yes' }, { speed: 1 }])
    assert.equal((await admin('PUT', network, body)).status, 400, JSON.stringify(body));
  client.close();
  assert.equal((await admin('PUT', 'calls/rtc_none/network', {})).status, 404);
  for (const what of ['hang-up', 'close-channel', 'expire'])
    assert.equal((await admin('POST', `calls/rtc_none/${what}`)).status, 404, what);
  assert.equal((await admin('PUT', 'faults', { faults: [] })).status, 409);
  assert.equal((await admin('DELETE', 'faults')).status, 409);
});
