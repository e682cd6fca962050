import { spawn, type ChildProcess } from 'node:child_process';

export interface Program {
  /** What the program said of its own address. */
  readonly url: string;
  /** Asks it to end and waits until it has; a program that will not is ended. */
  stop(): Promise<void>;
}

export interface ProgramOptions {
  readonly title: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Matches the line that says it is ready; the first group is its address. */
  readonly ready: RegExp;
  /** The program ended although nobody asked it to. */
  readonly onExit: (status: number | null) => void;
  /** Ends the program, also while it is still starting. */
  readonly signal: AbortSignal;
}

/** How long a program may take to end by itself before it is killed, in milliseconds. */
const STOP_PATIENCE_MS = 8_000;

/** Starts one of our own Node programs and resolves when it says that it is ready. */
export function startProgram(options: ProgramOptions): Promise<Program> {
  const child = spawn(process.execPath, options.args, {
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    let output = '';
    let state: 'starting' | 'ready' | 'stopping' = 'starting';
    options.signal.addEventListener('abort', () => void stop(child), { once: true });
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
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
      if (state === 'ready' && !options.signal.aborted) options.onExit(status);
    });
  });
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
