import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

/** One end of the wire: a network namespace and the interface to make in it. */
export interface WireEnd {
  readonly namespace: string;
  readonly interface: string;
}

/** A wire with a delay between two network namespaces (see `delay-line.c`). */
export interface DelayLine {
  /** Applies to packets sent from now on. */
  setDelay(oneWayMs: number): Promise<void>;
  /** Drops this share of the packets, 0–1. 1 cuts the wire without a word to either side. */
  setLoss(ratio: number): Promise<void>;
  /** Takes the interfaces away. */
  close(): Promise<void>;
}

/** Puts the compiled relay between two existing namespaces. */
export async function openDelayLine(program: string, ends: readonly [WireEnd, WireEnd]): Promise<DelayLine> {
  const child = spawn(
    program,
    ends.flatMap((end) => [end.namespace, end.interface]),
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  const confirmations = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const confirmed = async (word: string): Promise<void> => {
    const { value, done } = await confirmations.next();
    if (done === true || value !== word) throw new Error('The delay line ended; its reason is on stderr.');
  };
  await confirmed('ready');
  const tell = async (line: string): Promise<void> => {
    child.stdin.write(`${line}\n`);
    await confirmed('ok');
  };
  return {
    setDelay: (oneWayMs) => tell(`delay ${Math.round(oneWayMs * 1000)}`),
    setLoss: (ratio) => tell(`loss ${Math.round(ratio * 1000)}`),
    close: () => {
      child.stdin.end();
      return ended(child);
    },
  };
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => child.once('exit', () => resolve()));
}
