import { spawn, type ChildProcess } from 'node:child_process';
import type { Ending } from './ending.js';

export interface Program {
  /** What the program said of its own address. */
  readonly url: string;
  /** Asks it to end and waits until it has; a program that will not is ended. */
  stop(): Promise<void>;
}

export interface TaskOptions {
  readonly title: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** `asked` ends the program, also while it is still starting; `forced` ends it without asking. */
  readonly ending: Pick<Ending, 'asked' | 'forced'>;
}

export interface ProgramOptions extends TaskOptions {
  /** Matches the line that says it is ready; the first group is its address. */
  readonly ready: RegExp;
  /** The program ended although nobody asked it to. */
  readonly onExit: (status: number | null) => void;
}

/** How long a program may take to end by itself before it is killed, in milliseconds. */
const STOP_PATIENCE_MS = 8_000;

/** Loaded into every program, so that none outlives a parent that was killed. */
const END_WITH_PARENT = new URL('end-with-parent.mjs', import.meta.url).href;

/** Runs one of our own Node programs to its end, unheard. Rejects when it fails. */
export async function runTask(options: TaskOptions): Promise<void> {
  const child = spawnNode(options, 'ignore');
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  if (status !== 0) throw new Error(`${options.title} failed.`);
}

/** Starts one of our own Node programs and resolves when it says that it is ready. */
export function startProgram(options: ProgramOptions): Promise<Program> {
  const child = spawnNode(options, 'pipe');
  return new Promise((resolve, reject) => {
    let output = '';
    let state: 'starting' | 'ready' | 'stopping' = 'starting';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      if (state !== 'starting') return;
      output += text;
      const url = options.ready.exec(output)?.[1];
      if (url === undefined) return;
      state = 'ready';
      resolve({
        url,
        stop: () => {
          state = 'stopping';
          return stop(child);
        },
      });
    });
    child.once('error', reject);
    child.once('exit', (status) => {
      if (state === 'starting')
        reject(new Error(`${options.title} ended with status ${status} before it was ready.`));
      if (state === 'ready' && !options.ending.asked.aborted) options.onExit(status);
    });
  });
}

function spawnNode({ args, env, ending }: TaskOptions, stdout: 'ignore' | 'pipe'): ChildProcess {
  const child = spawn(process.execPath, [`--import=${END_WITH_PARENT}`, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', stdout, 'inherit', 'ipc'],
  });
  ending.asked.addEventListener('abort', () => void stop(child), { once: true });
  ending.forced.addEventListener('abort', () => child.kill('SIGKILL'), { once: true });
  return child;
}

function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const impatience = setTimeout(() => child.kill('SIGKILL'), STOP_PATIENCE_MS);
    child.once('exit', () => {
      clearTimeout(impatience);
      resolve();
    });
    child.kill('SIGTERM');
  });
}
