import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TranscriptEntry } from '../../widget/session/snapshot.js';
import type { KnownItem } from './conversation-items.js';
import { type CallRecord, type Evidence, judge } from './judge.js';

const LOG: readonly TranscriptEntry[] = [
  { id: 'u1', role: 'user', text: 'q1 tea?', status: 'answered' },
  { id: 'a1', role: 'assistant', text: 'Hello, I am Nutrina. About q1: yes.', status: 'done' },
  { id: 'u2', role: 'user', text: 'q2 oats?', status: 'answered' },
  { id: 'a2', role: 'assistant', text: 'About q2: yes.', status: 'done' },
];
const CALL: CallRecord = {
  id: 'call-1',
  items: { all: LOG },
  asked: [
    { sentAtMs: 10, turns: ['q1 tea?'] },
    { sentAtMs: 30, turns: ['q1 tea?', 'q2 oats?'] },
  ],
  answers: new Map([
    ['a1', ['q1']],
    ['a2', ['q2']],
  ]),
};
const GOOD: Evidence = {
  made: [
    { text: 'q1 tea?', atMs: 0, by: 'hand', delivery: 'delivered' },
    { text: 'q2 oats?', atMs: 20, by: 'voice', delivery: 'delivered' },
  ],
  begun: [],
  log: LOG,
  answeredAtMs: new Map([
    ['q1', 15],
    ['q2', 35],
  ]),
  calls: [CALL],
  lastCall: CALL,
};

function wrongsOf(change: Partial<Evidence>): readonly string[] {
  return [...new Set(judge({ ...GOOD, ...change }).map(({ wrong }) => wrong))];
}

function inCall(change: Partial<CallRecord>): Partial<Evidence> {
  const call = { ...CALL, ...change };
  return { calls: [call], lastCall: call };
}

function withEntry(at: number, change: Partial<TranscriptEntry>): Partial<Evidence> {
  return { log: LOG.map((entry, index) => (index === at ? { ...entry, ...change } : entry)) };
}

function items(...order: readonly number[]): readonly KnownItem[] {
  return order.flatMap((at) => LOG[at] ?? []);
}

test('nothing is wrong with a talk in which nothing went wrong', () => {
  assert.deepEqual(judge(GOOD), []);
});

const CASES: readonly { readonly what: string; readonly is: string; readonly change: Partial<Evidence> }[] = [
  { what: 'a turn is not in the log', is: 'lost', change: { log: LOG.toSpliced(2, 1) } },
  { what: 'a turn is never answered', is: 'lost', change: withEntry(2, { status: 'sent' }) },
  { what: 'a turn stays not sent', is: 'lost', change: withEntry(2, { status: 'not-sent' }) },
  {
    what: 'a turn is called answered and nobody saw an answer',
    is: 'lost',
    change: { log: LOG.slice(0, 3) },
  },
  {
    what: 'the last conversation lacks a turn',
    is: 'lost',
    change: inCall({ items: { all: items(0, 1, 3) } }),
  },
  {
    what: 'a turn is in the log twice',
    is: 'duplicated',
    change: { log: LOG.flatMap((entry) => (entry.id === 'u2' ? [entry, { ...entry, id: 'u3' }] : [entry])) },
  },
  {
    what: 'a turn is in a conversation twice',
    is: 'duplicated',
    change: inCall({ items: { all: items(0, 1, 2, 2, 3) } }),
  },
  {
    what: 'a turn is answered twice',
    is: 'duplicated',
    change: inCall({ answers: new Map([...CALL.answers, ['a2', ['q1', 'q2']]]) }),
  },
  {
    what: 'an answer is asked for that was given',
    is: 'duplicated',
    change: inCall({ asked: [...CALL.asked, { sentAtMs: 40, turns: ['q1 tea?', 'q2 oats?'] }] }),
  },
  { what: 'the log has another order', is: 'reordered', change: { made: GOOD.made.toReversed() } },
  {
    what: 'an earlier conversation had another order',
    is: 'reordered',
    change: { calls: [{ ...CALL, id: 'call-0', asked: [], items: { all: items(2, 0) } }, CALL] },
  },
  {
    what: 'the visitor is greeted twice',
    is: 'greeted',
    change: { ...withEntry(3, { text: 'Hello, I am Nutrina. About q2: yes.' }), lastCall: undefined },
  },
  {
    what: 'the model does not remember an answer that was read',
    is: 'log',
    change: inCall({ items: { all: items(0, 1, 2) } }),
  },
  {
    what: 'the model remembers an answer that nobody read',
    is: 'log',
    change: inCall({ items: { all: [...LOG, { id: 'a3', role: 'assistant', text: 'Also: beans.' }] } }),
  },
  {
    what: 'nobody says what became of a typed turn',
    is: 'log',
    change: { made: GOOD.made.map((turn) => ({ ...turn, delivery: 'pending' })) },
  },
  { what: 'no call is running in the end', is: 'stuck', change: { lastCall: undefined } },
];

for (const { what, is, change } of CASES) {
  test(`sees that ${what}`, () => {
    assert.ok(wrongsOf(change).includes(is), `found ${wrongsOf(change).join(' ')}`);
  });
}

test('minds neither words that were begun and not finished, nor an answer cut unheard', () => {
  const log: readonly TranscriptEntry[] = [
    ...LOG,
    { id: 'u3', role: 'user', text: 'q3 is', status: 'not-sent' },
    { id: 'a3', role: 'assistant', text: 'About', status: 'interrupted', heard: '' },
  ];
  assert.deepEqual(judge({ ...GOOD, log, begun: ['q3 is tea good?'] }), []);
});

test('takes an answer cut short for the same whichever side has more of it', () => {
  const log = LOG.map((entry) =>
    entry.id === 'a2' ? { ...entry, status: 'interrupted' as const, heard: 'About q2:' } : entry,
  );
  for (const text of ['About q2: yes, if', 'About']) {
    const all = [...LOG.slice(0, 3), { id: 'new', role: 'assistant', text }];
    assert.deepEqual(judge({ ...GOOD, log, ...inCall({ items: { all } }) }), []);
  }
});
