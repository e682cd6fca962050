import assert from 'node:assert/strict';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { mock, test } from 'node:test';

import type { NetworkConditions } from './udp-relay.js';
import { CLEAR, UdpRelay } from './udp-relay.js';

const HOST = '127.0.0.1';

async function openSocket(): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.bind(0, HOST);
  await once(socket, 'listening');
  return socket;
}

/** A client and a peer with a relay between them. */
async function network() {
  const [client, peer] = [await openSocket(), await openSocket()];
  let conditions: NetworkConditions = CLEAR;
  let seen: () => void = () => undefined;
  const drops: string[] = [];
  const relay = await UdpRelay.open({
    target: { address: HOST, port: peer.address().port },
    host: HOST,
    random: () => 0.5,
    conditions: () => {
      seen();
      return conditions;
    },
    onDrop: () => drops.push('drop'),
  });
  const received = async (at: Socket) => {
    const [packet]: unknown[] = await once(at, 'message');
    return String(packet);
  };
  return {
    client,
    peer,
    relay,
    drops,
    received,
    set: (change: Partial<NetworkConditions>) => {
      conditions = { ...CLEAR, ...change };
    },
    /** Resolves when the relay has taken the packet. */
    send: async (text: string) => {
      const taken = new Promise<void>((resolve) => {
        seen = resolve;
      });
      client.send(text, relay.port, HOST);
      await taken;
    },
    close: () => {
      relay.close();
      client.close();
      peer.close();
    },
  };
}

test('what a client writes reaches the peer, and the answer finds its way back', async () => {
  const { client, peer, relay, received, send, close } = await network();
  const question = once(peer, 'message');
  await send('question');
  const [packet, from]: unknown[] = await question;
  assert.equal(String(packet), 'question');
  const answer = received(client);
  const port = Number(Object(from).port);
  assert.notEqual(port, client.address().port, 'the peer sees the relay alone');
  peer.send('answer', port, HOST);
  assert.equal(await answer, 'answer');
  assert.deepEqual(relay.counts, { forwarded: 2, dropped: 0 });
  close();
});

test('delay and jitter hold a packet back that long, and later ones may overtake it', async (t) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  t.after(() => mock.timers.reset());
  const { peer, received, send, set, close } = await network();
  set({ delayMs: 60, jitterMs: 20 });
  await send('late');
  mock.timers.tick(69);
  set({});
  const first = received(peer);
  await send('early');
  assert.equal(await first, 'early');
  const second = received(peer);
  mock.timers.tick(1);
  assert.equal(await second, 'late');
  close();
});

test('a loss takes what chance says, a blackhole takes everything, and both are counted', async () => {
  const { peer, relay, drops, received, send, set, close } = await network();
  set({ loss: 0.51 });
  await send('lost');
  set({ blackhole: true });
  await send('swallowed');
  assert.deepEqual([relay.counts, drops.length], [{ forwarded: 0, dropped: 2 }, 2]);
  set({ loss: 0.5 });
  const arrived = received(peer);
  await send('arrived');
  assert.equal(await arrived, 'arrived');
  close();
});

test('closing twice is closing once', async () => {
  const { relay, close } = await network();
  relay.close();
  close();
});
