import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { BenchSkipped } from '../report.js';

const run = promisify(execFile);

/** Runs a program to its end. Rejects with what it wrote to stderr. */
export async function runCommand(program: string, args: readonly string[]): Promise<string> {
  const { stdout } = await run(program, args);
  return stdout;
}

/** Where `program` is. @throws BenchSkipped with what to install where it is nowhere. */
export function findProgram(program: string, install: string): string {
  // A root shell without a login often lacks the sbin folders, where `ip` lives.
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  const found = folders.map((folder) => join(folder, program)).find(isExecutable);
  if (found === undefined)
    throw new BenchSkipped(`There is no ${program} on this machine: install ${install}.`);
  return found;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
