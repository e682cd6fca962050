import assert from 'node:assert/strict';
import { test } from 'node:test';

import { offerWithoutCandidates } from '../testing/offer.js';
import { parseOffer } from './offer.js';
import { parseRtp, RtpWriter } from './rtp.js';

test('a written RTP packet reads back, and sequence numbers wrap', () => {
  const writer = new RtpWriter(0xdeadbeef, 111, 0xffff);
  const first = parseRtp(writer.packet(Uint8Array.of(1, 2, 3), 2 ** 32 + 960, true));
  assert.deepEqual(first, {
    payloadType: 111,
    sequenceNumber: 0xffff,
    timestamp: 960,
    ssrc: 0xdeadbeef,
    marker: true,
    payload: Uint8Array.of(1, 2, 3),
  });
  assert.equal(parseRtp(writer.packet(new Uint8Array(), 0, false))?.sequenceNumber, 0);
});

test('header extensions, contributing sources and padding are not payload', () => {
  const header = [0x80 | 0x20 | 0x10 | 1, 111, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9];
  const source = [0, 0, 0, 5];
  const extension = [0xbe, 0xde, 0, 1, 1, 2, 3, 4];
  const packet = Uint8Array.from([...header, ...source, ...extension, 7, 8, 0, 0, 3]);
  assert.deepEqual(parseRtp(packet)?.payload, Uint8Array.of(7, 8));
});

test('RTCP, truncated packets and impossible padding are no RTP', () => {
  const good = [...new RtpWriter(1, 111).packet(Uint8Array.of(1), 0, false)];
  assert.equal(parseRtp(Uint8Array.from([0x80, 200, ...good.slice(2)])), undefined);
  assert.equal(parseRtp(Uint8Array.from(good.slice(0, 11))), undefined);
  assert.equal(parseRtp(Uint8Array.from([0xa0, ...good.slice(1, 12), 255])), undefined);
  assert.equal(parseRtp(Uint8Array.from([0x90, ...good.slice(1, 12), 0])), undefined);
});

test('an offer tells its audio direction and Opus number', async () => {
  const sdp = await offerWithoutCandidates();
  const expected = { mid: '0', direction: 'sendrecv', opusPayloadType: 111 };
  assert.deepEqual(parseOffer(sdp), { audio: expected, hasDataChannel: true });
  const listening = parseOffer(sdp.replace('a=sendrecv', 'a=recvonly'));
  assert.equal(listening?.audio?.direction, 'recvonly');
});

const LOST = ['a=fingerprint', 'a=ice-ufrag', 'a=ice-pwd', 'a=setup', 'a=rtpmap:111', 'a=mid:0'];
for (const line of LOST) {
  test(`an offer without ${line} is none`, async () => {
    const lines = (await offerWithoutCandidates()).split('\r\n');
    assert.equal(
      parseOffer(lines.filter((candidate) => !candidate.startsWith(line)).join('\r\n')),
      undefined,
    );
  });
}
