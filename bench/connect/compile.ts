import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findProgram, runCommand } from './commands.js';

/**
 * Builds a C program that lies beside this file: Node can neither open a TUN interface nor measure a round trip
 * closer than a millisecond.
 *
 * @param source its file name.
 * @param folder where the program is put; the caller's.
 * @returns the path of the program.
 * @throws BenchSkipped where there is no C compiler.
 */
export async function compile(source: string, folder: string): Promise<string> {
  const compiler = findProgram('cc', 'a C compiler (Debian: apt-get install gcc libc6-dev)');
  const program = join(folder, basename(source, '.c'));
  await runCommand(compiler, ['-O2', '-o', program, fileURLToPath(new URL(source, import.meta.url))]);
  return program;
}
