import { spawn, type ChildProcess } from 'node:child_process';
import type { Place } from './network.js';

export interface ProgramOptions {
  /** What a message calls it. */
  readonly title: string;
  /** Arguments of Node. */
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** What it prints once it can be used. */
  readonly ready: RegExp;
}

export interface Program {
  /** Ends it and waits until it has. */
  close(): Promise<void>;
}

/** A program that needs longer than this to start, or to end, is taken to be broken. */
const PATIENCE_MS = 30_000;

/** Starts a Node program in a place of the network. Resolves once it has said that it is ready. */
export async function startProgram(place: Place, options: ProgramOptions): Promise<Program> {
  const [program, ...args] = place.command(process.execPath, options.args);
  // `ip netns exec` becomes the program: the child's pid is the program's own.
  const child = spawn(program, args, {
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await readiness(child, options);
  } catch (error) {
    await end(child);
    throw error;
  }
  return { close: () => end(child) };
}

function readiness(child: ChildProcess, { title, ready }: ProgramOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`${title} was not ready after ${PATIENCE_MS / 1000} s.`));
    }, PATIENCE_MS);
    child.once('exit', (status) => {
      clearTimeout(timer);
      reject(new Error(`${title} ended with status ${status} before it was ready.`));
    });
    let output = '';
    // Kept reading after it is ready: a program whose pipe is full would stand still.
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      output = `${output}${text}`.slice(-10_000);
      if (!ready.test(output)) return;
      clearTimeout(timer);
      resolve();
    });
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise<void>((resolve) => {
    const impatience = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
    child.once('exit', () => {
      clearTimeout(impatience);
      resolve();
    });
    child.kill('SIGTERM');
  });
}
