/** Holds the session's log against the provider's journal: what was lost, said twice, or said in another order. */
import { GREETING, tagsIn } from './tagging-brain.js';
import type { TranscriptEntry } from '../../widget/session/snapshot.js';
import type { KnownItem } from './conversation-items.js';
import type { MadeTurn } from './visitor.js';
import type { ProviderCall } from './provider.js';

export type Wrong =
  | 'lost' // a turn that is not in the log, not in the conversation, or never answered
  | 'duplicated' // a turn that is there twice, or was answered again
  | 'reordered'
  | 'greeted'
  | 'log' // what the visitor reads is not what the model remembers
  | 'stuck' // it never came to rest
  | 'broken'; // thrown, or left open

export interface Finding {
  readonly wrong: Wrong;
  readonly what: string;
}

/** A call as its provider knows it. */
export type CallRecord = Pick<ProviderCall, 'id' | 'asked' | 'answers'> & {
  readonly items: Pick<ProviderCall['items'], 'all'>;
};

export interface Evidence {
  /** What the visitor said, in that order. */
  readonly made: readonly MadeTurn[];
  /** Words that were begun and not finished. */
  readonly begun: readonly string[];
  readonly log: readonly TranscriptEntry[];
  /** When the log first called a turn answered, by its tag. */
  readonly answeredAtMs: ReadonlyMap<string, number>;
  readonly calls: readonly CallRecord[];
  /** The one that carries the call in the end; none where it has ended. */
  readonly lastCall: CallRecord | undefined;
}

export function judge(evidence: Evidence): readonly Finding[] {
  return [
    ...judgeLog(evidence),
    ...judgeAnswers(evidence),
    ...evidence.calls.flatMap((call) => judgeCall(call, evidence)),
    ...judgeLastCall(evidence),
  ];
}

function judgeLog({ made, begun, log }: Evidence): Finding[] {
  const findings: Finding[] = [];
  const shown = usersOf(log).filter(({ text }) => !begun.some((whole) => whole.startsWith(text)));
  for (const { text, delivery } of made) {
    const entries = shown.filter((entry) => entry.text === text);
    const [entry] = entries;
    if (!entry) findings.push({ wrong: 'lost', what: `“${text}” is not in the log` });
    else if (entry.status !== 'answered') {
      findings.push({ wrong: 'lost', what: `“${text}” stays ${entry.status}` });
    }
    if (entries.length > 1) findings.push({ wrong: 'duplicated', what: `“${text}” is in the log twice` });
    if (delivery === 'pending') findings.push({ wrong: 'log', what: `nobody said what became of “${text}”` });
  }
  const inOrder = made.map(({ text }) => text).filter((text) => shown.some((entry) => entry.text === text));
  const order = shown.map(({ text }) => text);
  if (findings.length === 0 && order.join() !== inOrder.join()) {
    findings.push({ wrong: 'reordered', what: `the log has ${order.join(' ')}` });
  }
  return findings;
}

function judgeAnswers({ made, log, calls, answeredAtMs }: Evidence): Finding[] {
  const findings: Finding[] = [];
  const answers = log.filter(({ role }) => role === 'assistant');
  const tagsOf = new Map(calls.flatMap((call) => [...call.answers]));
  for (const { text } of made) {
    const [tag = ''] = tagsIn(text);
    const its = answers.filter(({ id }) => tagsOf.get(id)?.includes(tag));
    const whole = its.filter(({ status }) => status === 'done');
    if (its.length === 0) findings.push({ wrong: 'lost', what: `nobody has seen an answer to “${text}”` });
    if (whole.length > 1) {
      findings.push({ wrong: 'duplicated', what: `“${text}” was answered ${whole.length} times` });
    }
  }
  for (const { id, asked } of calls) {
    for (const { sentAtMs, turns } of asked) {
      const isOver = (text: string): boolean =>
        (answeredAtMs.get(tagsIn(text)[0] ?? '') ?? Infinity) < sentAtMs;
      if (turns.every(isOver)) {
        findings.push({
          wrong: 'duplicated',
          what: `${id} was asked at ${sentAtMs} ms for what was answered`,
        });
      }
    }
  }
  const greetings = answers.filter(
    ({ text, heard = text }) => text.startsWith(GREETING.slice(0, 5)) && heard !== '',
  );
  if (greetings.length > 1) findings.push({ wrong: 'greeted', what: `${greetings.length} greetings` });
  return findings;
}

function judgeCall({ id, items }: CallRecord, { made }: Evidence): Finding[] {
  const findings: Finding[] = [];
  const texts = items.all.filter(({ role }) => role === 'user').map(({ text }) => text);
  const twice = texts.find((text, at) => texts.indexOf(text) !== at);
  if (twice !== undefined) findings.push({ wrong: 'duplicated', what: `${id} has “${twice}” twice` });
  const known = texts.filter((text) => made.some((turn) => turn.text === text));
  const inOrder = made.map(({ text }) => text).filter((text) => known.includes(text));
  if (known.join() !== inOrder.join() && twice === undefined) {
    findings.push({ wrong: 'reordered', what: `${id} has ${known.join(' ')}` });
  }
  return findings;
}

/** The model that goes on must remember exactly what the visitor reads. */
function judgeLastCall({ made, log, lastCall }: Evidence): Finding[] {
  if (!lastCall) return [{ wrong: 'stuck', what: 'no call is running' }];
  const { id, items } = lastCall;
  const findings: Finding[] = [];
  for (const { text } of made) {
    if (!items.all.some((item) => item.role === 'user' && item.text === text)) {
      findings.push({ wrong: 'lost', what: `${id} does not know “${text}”` });
    }
  }
  const read = log.filter(({ status }) => status !== 'not-sent' && status !== 'interim');
  const remembered = items.all.filter(({ role, text }) => role !== 'system' && text !== '');
  let at = 0;
  for (const entry of read.filter(({ status }) => status !== 'interrupted')) {
    const found = remembered.findIndex((item, index) => index >= at && isSame(entry, item));
    if (found >= 0) at = found + 1;
    else if (entry.status === 'done')
      findings.push({ wrong: 'log', what: `${id} lacks “${entry.text}” there` });
  }
  for (const item of remembered) {
    if (!read.some((entry) => isSame(entry, item))) {
      findings.push({ wrong: 'log', what: `nobody has read “${item.text}” of ${id}` });
    }
  }
  return findings;
}

/** Of an answer that was cut, either side may have some words more than the other. */
function isSame({ role, text, status, heard = text }: TranscriptEntry, item: KnownItem): boolean {
  if (role !== item.role) return false;
  const [mine, theirs] = [heard.trim(), item.text.trim()];
  if (status !== 'interrupted') return text.trim() === theirs;
  return mine !== '' && (theirs.startsWith(mine) || mine.startsWith(theirs));
}

function usersOf(log: readonly TranscriptEntry[]): TranscriptEntry[] {
  return log.filter(({ role, status }) => role === 'user' && status !== 'interim');
}
