import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { startRealtimePeer } from './peer.js';
import type { RealtimePeer } from './peer.js';
import { PeerClient } from './testing/peer-client.js';

const TEXT_SESSION = {
  model: 'gpt-realtime',
  output_modalities: ['text'],
  audio: { input: { turn_detection: null } },
};
const QUICK = { firstTokenMs: 5, tokenMinMs: 0, tokenMaxMs: 1 };

let peer: RealtimePeer;
before(async () => {
  peer = await startRealtimePeer({ pace: QUICK });
});
after(() => peer.close());

test('session.created is the first event on every one of 50 connections', async () => {
  for (let round = 0; round < 50; round++) {
    const client = await PeerClient.connect({ url: peer.url, session: TEXT_SESSION });
    assert.equal(client.events[0]?.type, 'session.created');
    client.close();
    await peer.journal.waitFor(
      (entry) => entry.kind === 'call' && entry.callId === client.callId && entry.state === 'closed',
    );
  }
  assert.equal(peer.calls.size, 0);
});

test('a text turn comes in the recorded order, with padded deltas', async () => {
  const client = await PeerClient.connect({ url: peer.url, session: TEXT_SESSION });
  client.say('Hello!');
  await client.waitFor('rate_limits.updated');
  const types = client.events.map((event) => event.type);
  assert.deepEqual(
    types.filter((type, index) => type !== types[index - 1]),
    [
      'session.created',
      'conversation.item.added',
      'conversation.item.done',
      'response.created',
      'response.output_item.added',
      'conversation.item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'conversation.item.done',
      'response.output_item.done',
      'response.done',
      'rate_limits.updated',
    ],
  );
  const deltas = client.events.filter((event) => event.type === 'response.output_text.delta');
  for (const { delta, obfuscation } of deltas) {
    assert.equal(`${String(delta)}${String(obfuscation)}`.length, 16);
  }
  client.close();
});

for (const audio of ['RecvOnly', 'SendOnly', 'none'] as const) {
  test(`an offer with audio ${audio} connects`, async () => {
    const client = await PeerClient.connect({ url: peer.url, session: TEXT_SESSION, audio });
    client.close();
  });
}
