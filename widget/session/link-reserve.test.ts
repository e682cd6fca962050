import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../testing/manual-clock.js';
import { ScriptedLink } from '../testing/scripted-link.js';
import { LinkReserve } from './link-reserve.js';
import type { LinkEvent, RealtimeLink } from './ports.js';

function setUp() {
  const clock = new ManualClock();
  const link = new ScriptedLink();
  const reserve = new LinkReserve(clock, link);
  const call = new AbortController();
  const events: LinkEvent[] = [];
  const take = () =>
    reserve.take({ iceServers: [], signal: call.signal, onEvent: (event) => events.push(event) });
  return { clock, link, reserve, call, events, take };
}

test('a prepared link is taken once, with what happened before', async () => {
  const { link, reserve, events, take } = setUp();
  reserve.prepare([]);
  link.channelState('connecting');
  await take();
  link.peerState('connecting');
  assert.equal(link.prepared, 1);
  assert.deepEqual(
    events.map((event) => event.type),
    ['channel-state', 'peer-state'],
  );
});

test('what a link reports while it is being prepared is kept for its taker', async () => {
  const { clock, link, call, events } = setUp();
  const reporting: RealtimeLink = {
    prepare(options) {
      options.onEvent({ type: 'peer-state', state: 'new' });
      return link.prepare(options);
    },
  };
  const reserve = new LinkReserve(clock, reporting);
  reserve.prepare([]);
  await reserve.take({ iceServers: [], signal: call.signal, onEvent: (event) => events.push(event) });
  assert.deepEqual(events, [{ type: 'peer-state', state: 'new' }]);
});

test('a link of two minutes ago is closed and made anew: its addresses may lead nowhere', async () => {
  const { clock, link, reserve, take } = setUp();
  reserve.prepare([]);
  await clock.advance(120_001);
  await take();
  assert.equal(link.prepared, 2);
  assert.equal(link.open, 1);
});

test('a link of another kind than wanted now is closed, and one of the wanted kind is made', async () => {
  const { link, reserve, call } = setUp();
  reserve.prepare([], 'auto');
  await reserve.take({ kind: 'websocket', iceServers: [], signal: call.signal, onEvent: () => undefined });
  assert.equal(link.prepared, 2);
  assert.equal(link.open, 1);
});

test('without a prepared link one is made', async () => {
  const { link, take } = setUp();
  await take();
  assert.equal(link.prepared, 1);
});

test('a link that is dropped, replaced, or whose call ends is closed', async () => {
  const { link, reserve, call, take } = setUp();
  reserve.prepare([]);
  reserve.drop();
  assert.equal(link.open, 0);
  reserve.prepare([]);
  reserve.prepare([]);
  assert.equal(link.open, 1);
  await take();
  call.abort();
  assert.equal(link.open, 0);
});
