import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startRealtimePeer, type RealtimePeer } from '../peer.js';
import { OraclePage } from './browser.js';
import { mintKey } from './mint.js';
import type { PlainOfferPage } from './page/plain-offer.js';

let peer: RealtimePeer;
let page: OraclePage<PlainOfferPage>;

before(async () => {
  peer = await startRealtimePeer({ speech: null });
  page = await OraclePage.open<PlainOfferPage>('plain-offer');
});

after(async () => {
  await page.close();
  await peer.close();
});

const OFFERS = [
  // Names as in the recorded answer; without a stream many pages play nothing.
  { audio: 'sendrecv', streams: ['realtimeapi'] },
  { audio: 'recvonly', streams: ['realtimeapi'] },
  { audio: 'sendonly', streams: [] },
  { audio: 'none', streams: [] },
] as const;
for (const { audio, streams } of OFFERS) {
  const what = streams.length > 0 ? `the peer's stream` : 'no stream';
  test(`Chromium connects with audio ${audio} and gets ${what}`, { timeout: 30_000 }, async () => {
    const key = await mintKey(peer.url);
    const connected = await page.call('connect', { url: peer.url, key, audio });
    assert.deepEqual(connected, { firstEvent: 'session.created', streams });
  });
}
