/**
 * What becomes of a visitor's questions when the link fails: our element beside OpenAI's unmodified client, in the same
 * browser, against the same peer, with the same things going wrong. What is measured, and the results: docs/comparison.md.
 */
import { existsSync } from 'node:fs';
import type { Browser } from 'puppeteer-core';
import { namingBrain } from '../demo/e2e/naming-brain.js';
import { startBrowser } from '../demo/e2e/visitor.js';
import { openVisitorNetwork } from '../demo/e2e/visitor-network.js';
import { startWorld, type World } from '../demo/e2e/world.js';
import { bundleTheirs, CLIENTS, startCall, type ClientName } from './comparison/clients.js';

import { SCENARIOS, type Scenario } from './comparison/scenarios.js';
import { talkThrough, type Outcome } from './comparison/talk.js';
import { withClosing } from './connect/closing.js';
import { median } from './connect/statistics.js';
import { BenchSkipped, type BenchOptions, type Report } from './report.js';

const RUNS = 3;

interface Stage {
  readonly browser: Browser;
  readonly world: World;
  readonly script: string;
}

export async function comparison(report: Report, { quick }: BenchOptions): Promise<void> {
  if (!existsSync(new URL('../dist/server/main.js', import.meta.url))) {
    throw new BenchSkipped('There is no build: npm run build.');
  }
  await withClosing(async (keep) => {
    const world = keep(
      await startWorld({ peer: { network: {}, speech: null, createBrain: namingBrain(), faults: true } }),
    );
    const stage = { world, browser: keep(await startBrowser()), script: await bundleTheirs() };
    for (const scenario of SCENARIOS) {
      const outcomes = new Map<ClientName, Outcome[]>(CLIENTS.map((name) => [name, []]));
      for (let run = 0; run < (quick ? 1 : RUNS); run += 1) {
        // At the same time: what slows one down slows all of them down.
        await Promise.all(
          CLIENTS.map(async (name) => outcomes.get(name)?.push(await play(stage, name, scenario))),
        );
      }
      for (const [name, ofClient] of outcomes) reportClient(report, { name, scenario, outcomes: ofClient });
    }
  });
}

async function play(
  { browser, world, script }: Stage,
  name: ClientName,
  scenario: Scenario,
): Promise<Outcome> {
  const { peer } = world;
  const network = await openVisitorNetwork(peer);
  try {
    const talker = await startCall(name, { browser, world, network, script });
    const outcome = await talkThrough(scenario, talker, { page: talker.page, network, peer });
    await talker.close();
    return outcome;
  } finally {
    await network.close();
  }
}

interface Results {
  readonly name: ClientName;
  readonly scenario: Scenario;
  readonly outcomes: readonly Outcome[];
}

function reportClient(report: Report, { name, scenario, outcomes }: Results): void {
  const total = (of: keyof Outcome): number => outcomes.reduce((sum, outcome) => sum + (outcome[of] ?? 0), 0);
  const recoveredMs = outcomes.flatMap((outcome) => outcome.recoveredMs ?? []);
  report({
    name: `comparison.${scenario.name}.${name}`,
    value: total('lost'),
    unit: 'turns lost',
    asked: total('asked'),
    saidToBeNotSent: total('notSent'),
    repeated: total('repeated'),
    recovered: `${recoveredMs.length} of ${outcomes.length}`,
    secondsToRecover: recoveredMs.length === 0 ? null : Math.round(median(recoveredMs) / 100) / 10,
    what: scenario.what,
  });
}
