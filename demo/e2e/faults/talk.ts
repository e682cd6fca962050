/** One visitor in one call, one fault, and what became of everything that was asked. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { addedTurns } from '../added-turns.js';
import type { Fault, Phase, Stage } from './table.js';

/** No two alike, and none a part of another. */
const WORDS = ['apple', 'bread', 'carrot', 'dates', 'eggs'] as const;
/** The link still looks alive. */
const ASK_INTO_FAULT_MS = 500;
const ASK_AFTERWARDS_MS = 1_000;
/** From the end of the fault to the last answer. */
const PATIENCE_MS = 40_000;

/**
 * Asks before, in, and after the fault.
 *
 * @throws an AssertionError unless every question is answered, on the page and in the conversation that goes on, once
 *   and in its order; and unless nothing of the call is left when it has ended.
 */
export async function talkThrough(stage: Stage, fault: Fault, phase: Phase): Promise<void> {
  const [before, into, during, after] = WORDS;
  await ask(stage, before);
  await waitUntilAnswered(stage, [before]);
  await stage.visitor.state('listening');
  if (phase.asks) await ask(stage, into);
  await phase.reached(stage, into);
  await fault.begin(stage);
  await sleep(ASK_INTO_FAULT_MS);
  await ask(stage, during);
  await sleep(Math.max(0, fault.lastsMs - ASK_INTO_FAULT_MS));
  await fault.end(stage);
  await sleep(ASK_AFTERWARDS_MS);
  await ask(stage, after);
  const asked = [before, ...(phase.asks ? [into] : []), during, after];
  await waitUntilAnswered(stage, asked);
  await assertEachOnce(stage, asked);
  await assertNothingLeft(stage);
}

async function ask({ visitor: { page } }: Stage, text: string): Promise<void> {
  await page.evaluate((words) => {
    const element = document.querySelector('nutrina-voice');
    const states: string[] = [];
    window.statesSinceAsked = states;
    element?.addEventListener('nutrina-state', ({ detail }) => states.push(detail.state));
    // It resolves when the server has it, which is what is looked for in other ways here.
    element?.send(words).catch(console.debug);
  }, text);
}

async function waitUntilAnswered({ visitor }: Stage, asked: readonly string[]): Promise<void> {
  try {
    await visitor.page.waitForFunction(
      (words) => {
        const log = document.querySelector('nutrina-voice')?.transcript ?? [];
        const answered = log.filter((entry) => entry.role === 'user' && entry.status === 'answered');
        const last = log.findLast((entry) => entry.role === 'assistant');
        return answered.length === words.length && last?.status !== 'streaming';
      },
      { polling: 50, timeout: PATIENCE_MS },
      asked,
    );
  } catch {
    const log = (await visitor.transcript()).map(({ role, status, text }) => `${role} ${status}: ${text}`);
    const state = await visitor.page.evaluate(() => document.querySelector('nutrina-voice')?.state);
    assert.fail(`Not everything was answered (${state}):\n  ${log.join('\n  ')}`);
  }
}

async function assertEachOnce({ visitor, network, peer }: Stage, asked: readonly string[]): Promise<void> {
  const log = await visitor.transcript();
  const shown = log.flatMap((entry) => (entry.role === 'user' ? [entry.text] : []));
  assert.deepEqual(shown, asked, 'on the page');
  const conversations = network.callIds.map((id) => addedTurns(peer.journal.entries(id)));
  for (const turns of conversations) {
    const texts = turns.map(({ text }) => text);
    assert.deepEqual(
      texts,
      asked.filter((word) => texts.includes(word)),
      'in a conversation',
    );
  }
  const last = conversations.findLast((turns) => turns.length > 0) ?? [];
  assert.deepEqual(
    last.map(({ text }) => text),
    asked,
    'in the conversation that goes on',
  );
}

async function assertNothingLeft({ visitor, network, peer }: Stage): Promise<void> {
  const { page } = visitor;
  await page.evaluate(() => document.querySelector('nutrina-voice')?.disconnect());
  const { peerConnections, tracks, audioContexts, timers } = await visitor.open();
  assert.deepEqual(
    { peerConnections, tracks, audioContexts, timers },
    { peerConnections: 0, tracks: 0, audioContexts: 0, timers: 0 },
  );
  assert.deepEqual(await page.evaluate(() => window.instruments.failures), []);
  await Promise.all(
    network.callIds.map((id) =>
      peer.journal.waitFor(
        (entry) => entry.callId === id && entry.kind === 'call' && entry.state === 'closed',
        {
          timeoutMs: PATIENCE_MS,
        },
      ),
    ),
  );
}
