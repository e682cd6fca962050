/**
 * Faults in every phase of a call, in a real browser, with the peer's journal as the judge: no question is lost, asked
 * twice or moved. Every scenario of `faults/table.ts` is run `FAULT_RUNS` times with `npm run test:faults`; here, a few,
 * and once each over a WebSocket, too.
 */
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'puppeteer-core';
import { FAULTS, PHASES } from './faults/table.js';
import { talkThrough } from './faults/talk.js';
import { namingBrain } from './naming-brain.js';
import { startBrowser, visit } from './visitor.js';
import { openVisitorNetwork } from './visitor-network.js';
import { startWorld, type World } from './world.js';

const RUNS = Number(process.env['FAULT_RUNS'] ?? 2);
const LINK = process.env['FAULT_LINK'];
/** How often over which link. */
const LINKS = LINK === undefined ? { auto: RUNS, websocket: 1 } : { [LINK]: RUNS };
/** As many as two processor cores carry without the times of a call becoming those of the machine. */
const AT_ONCE = Number(process.env['FAULT_AT_ONCE'] ?? 3);
/** One scenario of every phase, each with another fault. */
const FEW = ['0/1', '4/2', '3/0', '6/3', '7/4'];
const WANTED = process.env['FAULT_SCENARIOS'];

const SCENARIOS = FAULTS.flatMap((fault, column) =>
  PHASES.map((phase, row) => ({ id: `${column}/${row}`, fault, phase })),
).filter(({ id }) => WANTED === 'all' || (WANTED?.split(',') ?? FEW).includes(id));

describe('no question is lost, asked twice or moved', { concurrency: AT_ONCE }, () => {
  let world: World;
  let browser: Browser;

  before(async () => {
    const createBrain = namingBrain('That is a good choice for a day like this one, and for tomorrow.');
    world = await startWorld({
      peer: { network: {}, speech: null, createBrain },
      env: { LIMIT_MINTS_PER_IDENTITY_AND_HOUR: '100000', LIMIT_MINTS_PER_ADDRESS_AND_HOUR: '100000' },
    });
    browser = await startBrowser(['--autoplay-policy=no-user-gesture-required']);
  });
  after(async () => {
    await browser.close();
    await world.close();
  });

  const talks = Object.entries(LINKS).flatMap(([link, runs]) =>
    Array.from({ length: runs }, (_, at) => ({ link, run: at + 1 })),
  );
  for (const { link, run } of talks) {
    for (const { id, fault, phase } of SCENARIOS) {
      test(`${fault.name} ${phase.name} (${id}, ${link}, run ${run})`, { timeout: 120_000 }, async () => {
        const { peer } = world;
        const network = await openVisitorNetwork(peer);
        try {
          const url = world.hostPage(`user-email="ada@example.org" mode="hybrid" link="${link}"`);
          const visitor = await visit(browser, url, { network });
          await visitor.page.evaluate(() => document.querySelector('nutrina-voice')?.start());
          await talkThrough({ visitor, network, peer }, fault, phase);
          await visitor.close();
        } finally {
          await network.close();
        }
      });
    }
  }
});
