/** What happens to a call while its visitor goes on asking. */
import type { Page } from 'puppeteer-core';
import type { VisitorNetwork } from '../../demo/e2e/visitor-network.js';
import type { RealtimePeer } from '../../demo/realtime-peer/peer.js';

/** Where something goes wrong. */
export interface Place {
  readonly page: Page;
  readonly network: VisitorNetwork;
  readonly peer: RealtimePeer;
}

export interface Scenario {
  readonly name: string;
  readonly what: string;
  /** 0: what goes wrong is over as soon as it has happened, and what follows is left to the client. */
  readonly lastsMs: number;
  readonly begin: (place: Place) => void | Promise<void>;
  readonly end?: (place: Place) => void | Promise<void>;
}

function darkness(seconds: number): Scenario {
  return {
    name: `no-network-${seconds}s`,
    what: `nothing passes for ${seconds} s, and the browser does not know`,
    lastsMs: seconds * 1_000,
    begin: ({ network }) => network.cut(),
    end: ({ network }) => network.mend(),
  };
}

/** The calls of one visitor that have not ended, the newest last. */
function callsOf({ network, peer }: Place) {
  return network.callIds.flatMap((id) => peer.calls.find(id) ?? []);
}

export const SCENARIOS: readonly Scenario[] = [
  ...[5, 8, 12, 20].map(darkness),
  {
    name: 'offline-10s',
    what: 'nothing passes for 10 s, and the browser says offline and online',
    lastsMs: 10_000,
    begin: async ({ page, network }) => {
      network.cut();
      await page.setOfflineMode(true);
    },
    end: async ({ page, network }) => {
      network.mend();
      await page.setOfflineMode(false);
    },
  },
  {
    name: 'channel-closed',
    what: 'the server closes the data channel',
    lastsMs: 0,
    begin: (place) => {
      for (const call of callsOf(place)) call.closeChannel();
    },
  },
  {
    name: 'call-closed',
    what: 'the server closes the peer connection',
    lastsMs: 0,
    begin: (place) => {
      for (const call of callsOf(place)) call.hangUp('comparison');
    },
  },
  {
    name: 'session-expired',
    what: 'the server says that the session’s time is over, and closes',
    lastsMs: 0,
    begin: (place) => {
      for (const call of callsOf(place)) call.expire();
    },
  },
];
