/**
 * `npm run bench [-- NAME … --quick]`: runs the named benchmarks, or all there are, one after another.
 * Other `--flags` are the benchmarks' own.
 * Stdout carries JSON lines only; whatever is meant for people goes to stderr.
 */
import { existsSync } from 'node:fs';
import { BenchSkipped, printLine, printNoFigures, type Benchmark } from './report.js';

/** In the order of the contract's table; one whose file is missing does not exist yet. */
const NAMES: readonly string[] = [
  'size',
  'first-audio',
  'interrupt',
  'connect',
  'comparison',
  'endpointing',
  'echo',
  'peer',
  'log',
  'faults',
  'link',
  'leaks',
  'fuzz',
];

await main(process.argv.slice(2));
// A native WebRTC handle can outlive its call and keep the process; what benchmarks made is closed by now.
process.exit();

async function main(words: readonly string[]): Promise<void> {
  const known = NAMES.filter((name) => existsSync(fileOf(name)));
  const flags = words.filter((word) => word.startsWith('--'));
  const asked = words.filter((word) => !flags.includes(word));
  const unknown = asked.filter((word) => !known.includes(word));
  if (unknown.length > 0) {
    console.error(`There is no benchmark named ${unknown.join(', ')}. There are: ${known.join(', ')}.`);
    process.exitCode = 2;
    return;
  }
  const options = { quick: flags.includes('--quick'), flags };
  for (const name of asked.length > 0 ? asked : known) {
    console.error(`── ${name}`);
    try {
      const run = await load(name);
      await run(printLine, options);
    } catch (error) {
      process.exitCode = 1;
      tellNoFigures(name, error);
    }
  }
}

function tellNoFigures(name: string, error: unknown): void {
  if (error instanceof BenchSkipped) {
    printNoFigures(name, 'skipped', error.message);
    return;
  }
  console.error(error);
  printNoFigures(name, 'failed', error instanceof Error ? error.message : String(error));
}

function fileOf(name: string): URL {
  return new URL(`./${name}.ts`, import.meta.url);
}

/** Lazily, so that one benchmark neither pays for nor breaks on what another imports. */
async function load(name: string): Promise<Benchmark> {
  const module: unknown = await import(fileOf(name).href);
  const exportName = name.replaceAll(/-(.)/g, (_dash, letter: string) => letter.toUpperCase());
  const run: unknown =
    typeof module === 'object' && module !== null ? Reflect.get(module, exportName) : undefined;
  if (!isBenchmark(run)) throw new Error(`bench/${name}.ts must export the function ${exportName}.`);
  return run;
}

function isBenchmark(value: unknown): value is Benchmark {
  return typeof value === 'function';
}
