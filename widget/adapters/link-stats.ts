import type { LinkStats } from '../session/ports.js';

type Row = Readonly<Record<string, unknown>>;

/** What a peer connection's statistics say of the path in use; nothing while there is none (W3C webrtc-stats). */
export function readLinkStats(report: RTCStatsReport): LinkStats | undefined {
  const rows: Row[] = [];
  report.forEach((row: Row) => rows.push(row));
  // Firefox has no transport row. Of several nominated pairs the one that carried something last is in use.
  const selected = rows.find(({ type }) => type === 'transport')?.['selectedCandidatePairId'];
  const pair =
    rows.find(({ id }) => id === selected) ??
    rows
      .filter(({ type, nominated }) => type === 'candidate-pair' && nominated === true)
      .toSorted((one, other) => numberIn(other, USED) - numberIn(one, USED))[0];
  if (pair === undefined) return undefined;
  const count = (kind: string, key: string): number =>
    rows.reduce((sum, row) => sum + (row['type'] === kind ? numberIn(row, key) : 0), 0);
  const roundTrip = pair['currentRoundTripTime'];
  const lostToUs = count('inbound-rtp', 'packetsLost');
  const received = count('inbound-rtp', 'packetsReceived');
  return {
    requestsSent: numberIn(pair, 'requestsSent'),
    responsesReceived: numberIn(pair, 'responsesReceived'),
    ...(typeof roundTrip === 'number' ? { roundTripMs: roundTrip * 1000 } : {}),
    packets: count('outbound-rtp', 'packetsSent') + received + lostToUs,
    packetsLost: lostToUs + count('remote-inbound-rtp', 'packetsLost'),
  };
}

const USED = 'lastPacketReceivedTimestamp';

function numberIn(row: Row, key: string): number {
  const value = row[key];
  return typeof value === 'number' ? value : 0;
}
