/** What can happen to a call (columns), and what the visitor is doing when it happens (rows): 40 scenarios. */
import type { Visitor } from '../visitor.js';
import type { VisitorNetwork } from '../visitor-network.js';
import type { RealtimePeer } from '../../realtime-peer/peer.js';

export interface Stage {
  readonly visitor: Visitor;
  readonly network: VisitorNetwork;
  readonly peer: RealtimePeer;
}

export interface Fault {
  readonly name: string;
  /** How long it lasts; 0 for what is over as soon as it has happened. */
  readonly lastsMs: number;
  readonly begin: (stage: Stage) => void | Promise<void>;
  readonly end: (stage: Stage) => void | Promise<void>;
}

export interface Phase {
  readonly name: string;
  /** Whether a question is asked right before the fault. */
  readonly asks: boolean;
  /** Resolves at the moment for the fault, once `question` has been asked. */
  readonly reached: (stage: Stage, question: string) => Promise<unknown>;
}

function darkness(seconds: number): Fault {
  return {
    name: `nothing passes for ${seconds} s`,
    lastsMs: seconds * 1_000,
    begin: ({ network }) => network.cut(),
    end: ({ network }) => network.mend(),
  };
}

function callsOf({ network, peer }: Stage) {
  return network.callIds.flatMap((id) => peer.calls.find(id) ?? []);
}

function hangUp(stage: Stage): void {
  for (const call of callsOf(stage)) call.hangUp('a test');
}

/** Also on a machine that has other things to do. */
const PHASE_WITHIN_MS = 30_000;

const nothing = (): void => undefined;

export const FAULTS: readonly Fault[] = [
  darkness(3),
  darkness(12),
  darkness(20),
  {
    name: 'the browser is offline for 9 s',
    lastsMs: 9_000,
    begin: async ({ visitor, network }) => {
      network.cut();
      await visitor.page.setOfflineMode(true);
    },
    end: async ({ visitor, network }) => {
      network.mend();
      await visitor.page.setOfflineMode(false);
    },
  },
  {
    name: 'the channel is closed',
    lastsMs: 0,
    begin: (stage) => {
      for (const call of callsOf(stage)) call.closeChannel();
    },
    end: nothing,
  },
  { name: 'the call is closed', lastsMs: 0, begin: hangUp, end: nothing },
  {
    name: 'the call is closed and every request fails for 4 s',
    lastsMs: 4_000,
    begin: (stage) => {
      stage.network.refuse();
      hangUp(stage);
    },
    end: ({ network }) => network.mend(),
  },
  {
    name: 'the session’s time is over',
    lastsMs: 0,
    begin: (stage) => {
      for (const call of callsOf(stage)) call.expire();
    },
    end: nothing,
  },
];

export const PHASES: readonly Phase[] = [
  { name: 'while nobody speaks', asks: false, reached: () => Promise.resolve() },
  { name: 'with a question just asked', asks: true, reached: () => Promise.resolve() },
  {
    name: 'before the first word of an answer',
    asks: true,
    reached: ({ visitor }) => waitForState(visitor, 'thinking'),
  },
  {
    name: 'in the middle of writing an answer',
    asks: true,
    reached: ({ visitor }, question) => waitForAnswer(visitor, { question, status: 'streaming' }),
  },
  {
    name: 'while an answer is spoken',
    asks: true,
    reached: async ({ visitor }, question) => {
      await waitForState(visitor, 'speaking');
      await waitForAnswer(visitor, { question, status: 'done' });
    },
  },
];

declare global {
  interface Window {
    /** The states of the element since the last question; a short one is over before anybody looks. */
    statesSinceAsked: string[];
  }
}

function waitForState({ page }: Visitor, state: string): Promise<unknown> {
  return page.waitForFunction(
    (wanted) => window.statesSinceAsked.includes(wanted),
    { polling: 20, timeout: PHASE_WITHIN_MS },
    state,
  );
}

/** Resolves once the log shows an answer that names `question`. */
function waitForAnswer(
  { page }: Visitor,
  wanted: { readonly question: string; readonly status: 'streaming' | 'done' },
): Promise<unknown> {
  return page.waitForFunction(
    ({ question, status }) =>
      document
        .querySelector('nutrina-voice')
        ?.transcript.some(
          (entry) =>
            entry.role === 'assistant' &&
            entry.text.includes(question) &&
            (status === 'streaming' || entry.status === status),
        ),
    { polling: 20, timeout: PHASE_WITHIN_MS },
    wanted,
  );
}
