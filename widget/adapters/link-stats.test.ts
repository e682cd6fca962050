import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readLinkStats } from './link-stats.js';

type Row = Readonly<Record<string, unknown>> & { readonly id: string };

function read(...rows: readonly Row[]): ReturnType<typeof readLinkStats> {
  return readLinkStats(new Map(rows.map((row) => [row.id, row])));
}

const USED = {
  id: 'used',
  type: 'candidate-pair',
  nominated: true,
  requestsSent: 9,
  responsesReceived: 7,
  currentRoundTripTime: 0.025,
  lastPacketReceivedTimestamp: 500,
};
const LEFT = { ...USED, id: 'left', requestsSent: 90, lastPacketReceivedTimestamp: 400 };

test('reads the pair that the transport has selected', () => {
  const transport = { id: 'transport', type: 'transport', selectedCandidatePairId: 'used' };
  assert.deepEqual(read({ ...LEFT, lastPacketReceivedTimestamp: 600 }, USED, transport), {
    requestsSent: 9,
    responsesReceived: 7,
    roundTripMs: 25,
    packets: 0,
    packetsLost: 0,
  });
});

test('reads the nominated pair in use last where the browser tells of no transport', () => {
  const idle = { ...USED, id: 'idle', nominated: false, lastPacketReceivedTimestamp: 900 };
  assert.equal(read(LEFT, USED, idle)?.requestsSent, 9);
});

test('says nothing while there is no path', () => {
  assert.equal(read({ id: 'transport', type: 'transport' }, { ...USED, nominated: false }), undefined);
});

test('says no round trip before the first answer', () => {
  const { currentRoundTripTime: _, ...unanswered } = USED;
  assert.equal('roundTripMs' in (read(unanswered) ?? {}), false);
});

test('counts the sound of both ways, and what of it was lost', () => {
  const stats = read(
    USED,
    { id: 'out', type: 'outbound-rtp', packetsSent: 100 },
    { id: 'far', type: 'remote-inbound-rtp', packetsLost: 3, packetsReceived: 97 },
    { id: 'in', type: 'inbound-rtp', packetsReceived: 50, packetsLost: 2 },
  );
  assert.deepEqual([stats?.packets, stats?.packetsLost], [152, 5]);
});
