/**
 * Every check and test of the project, one after another, summed into the last line: `N passed, N failed`.
 * `--only=check|unit|element|e2e` runs a part.
 */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findBrowser } from './browser.js';
import { failuresByFile, missingFrom, writtenTitles } from './reported-tests.js';

interface Tally {
  readonly passed: number;
  readonly failed: number;
}

interface Part {
  readonly group: 'check' | 'unit' | 'element' | 'e2e';
  readonly title: string;
  readonly run: () => Promise<Tally>;
}

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Tests that need a browser, or the whole stack, or minutes: they run last. */
const SLOW_FOLDERS = ['demo/e2e/', 'demo/realtime-peer/oracle/'];
/** Four times what the longest needs: what waits for something that never comes must fail, and not wait for ever. */
const FILE_LIMIT_MS = 600_000;
/** Builds what the others are given: beside it they would find half of it. */
const BUILDER = 'demo/e2e/demo.test.ts';
/** A core for each; with a peer one at a time, for what a forced end cuts off is run again and costs more than it saves. */
const UNIT_AT_ONCE = 2;
/** They wait for sound and networks, at a sixth of two cores: two take little longer than one. */
const SLOW_AT_ONCE = 2;

const PARTS: readonly Part[] = [
  { group: 'check', title: 'format', run: () => check('prettier', ['--check', '--log-level=warn', '.']) },
  { group: 'check', title: 'lint', run: () => check('oxlint', ['--type-aware']) },
  { group: 'check', title: 'types', run: () => check('tsc', ['-b']) },
  {
    group: 'unit',
    title: 'pure, session, server and peer',
    run: unitTests,
  },
  { group: 'element', title: 'element and adapters in a browser', run: elementTests },
  { group: 'check', title: 'build', run: () => check('tsx', ['scripts/build.ts']) },
  { group: 'check', title: 'size', run: () => check('tsx', ['scripts/size.ts']) },
  { group: 'e2e', title: 'end to end', run: endToEndTests },
];

await main();

async function main(): Promise<void> {
  const only = process.argv.find((word) => word.startsWith('--only='))?.slice('--only='.length);
  const parts = PARTS.filter((part) => only === undefined || part.group === only);
  if (parts.length === 0) throw new Error(`There is no part named ${only}: check, unit, element or e2e.`);
  const needsBrowser = parts.some((part) => part.group === 'element' || part.group === 'e2e');
  if (needsBrowser) process.env['CHROME_PATH'] = findBrowser();

  let total: Tally = { passed: 0, failed: 0 };
  const failures: string[] = [];
  for (const part of parts) {
    console.log(`\n── ${part.title}`);
    const startedAt = performance.now();
    const tally = await part.run();
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    console.log(`── ${part.title}: ${tally.passed} passed, ${tally.failed} failed (${seconds} s)`);
    if (tally.failed > 0) failures.push(part.title);
    total = { passed: total.passed + tally.passed, failed: total.failed + tally.failed };
  }
  if (failures.length > 0) console.log(`\nFailed: ${failures.join(', ')}`);
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
  process.exitCode = total.failed > 0 ? 1 : 0;
}

/** A program that is right or wrong as a whole counts as one. */
async function check(program: string, args: readonly string[]): Promise<Tally> {
  const { status } = await run(join(ROOT, 'node_modules/.bin', program), args);
  return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

async function unitTests(): Promise<Tally> {
  const alone = await nodeTests((file) => !isSlow(file) && !isWithPeer(file), { atOnce: UNIT_AT_ONCE });
  const withPeer = await nodeTests((file) => !isSlow(file) && isWithPeer(file), { atOnce: 1, again: true });
  return { passed: alone.passed + withPeer.passed, failed: alone.failed + withPeer.failed };
}

async function endToEndTests(): Promise<Tally> {
  const first = await nodeTests((file) => file === BUILDER);
  const others = await nodeTests((file) => isSlow(file) && file !== BUILDER, {
    atOnce: SLOW_AT_ONCE,
    again: true,
  });
  return { passed: first.passed + others.passed, failed: first.failed + others.failed };
}

interface Manner {
  /** How many files at once. */
  readonly atOnce: number;
  /** Whether what failed is tried once more: see `tryAgain`. */
  readonly again?: boolean;
}

async function nodeTests(
  wanted: (file: string) => boolean,
  { atOnce, again = false }: Manner = { atOnce: 1 },
): Promise<Tally> {
  const files = testFiles(ROOT).filter(wanted);
  const tally = await runFiles(files, atOnce);
  const told = await withUntold(files, tally);
  return atLeastOne(again ? await tryAgain(told, tally.output) : told);
}

/**
 * Sound and networks take the time they take, and a machine that stands still for seconds tears both: a file that
 * failed beside another is asked once more, alone. What fails then too has failed, and either failure is printed.
 */
async function tryAgain(tally: Tally, output: string): Promise<Tally> {
  let { passed, failed } = tally;
  for (const [path, failures] of failuresByFile(output)) {
    const file = relative(ROOT, path);
    const { failed: stillFailing } = await withUntold([file], await runFiles([file], 1));
    const mended = failures - Math.min(failures, stillFailing);
    console.log(`${file}: ${failures} failed, and ${stillFailing} when tried again alone`);
    passed += mended;
    failed -= mended;
  }
  return { passed, failed };
}

async function withUntold(
  files: readonly string[],
  tally: Tally & { readonly output: string },
): Promise<Tally> {
  let { passed, failed } = tally;
  for (const { file, titles } of untoldOf(files, tally.output)) {
    const again = await runFiles([file], 1);
    const missing = missingFrom(again.output, titles);
    if (missing.length > 0) console.log(`${file}: asked for, and not heard of:\n${missing.join('\n')}`);
    passed += titles.length - missing.length;
    failed += Math.max(again.failed, missing.length);
  }
  return { passed, failed };
}

async function runFiles(
  files: readonly string[],
  atOnce: number,
): Promise<Tally & { readonly output: string }> {
  const args = [
    '--import=tsx',
    '--test',
    `--test-concurrency=${atOnce}`,
    ...(files.some(isWithPeer) ? ['--test-force-exit'] : []),
    `--test-timeout=${FILE_LIMIT_MS}`,
    '--test-reporter=tap',
  ];
  const { status, output } = await run(process.execPath, [...args, ...files], { quiet: true });
  if (status !== 0) console.log(failedTests(output));
  const passed = countIn(output, /^# pass (\d+)$/m);
  const failed = countIn(output, /^# fail (\d+)$/m) + countIn(output, /^# cancelled (\d+)$/m);
  return { passed, failed: status === 0 ? failed : Math.max(failed, 1), output };
}

/** What was asked for and is not in the report. */
function untoldOf(
  files: readonly string[],
  tap: string,
): readonly { readonly file: string; readonly titles: readonly string[] }[] {
  const untold = files.map((file) => ({
    file,
    titles: missingFrom(tap, writtenTitles(readFileSync(join(ROOT, file), 'utf8'))),
  }));
  return untold.filter(({ titles }) => titles.length > 0);
}

async function elementTests(): Promise<Tally> {
  const { status, output } = await run(join(ROOT, 'node_modules/.bin/wtr'), []);
  const last = [...output.matchAll(/(\d+) passed, (\d+) failed/g)].at(-1);
  const passed = Number(last?.[1] ?? 0);
  const failed = Number(last?.[2] ?? 0);
  return atLeastOne({ passed, failed: status === 0 ? failed : Math.max(failed, 1) });
}

/** A run that found no test proves nothing. */
function atLeastOne(tally: Tally): Tally {
  return tally.passed + tally.failed === 0 ? { passed: 0, failed: 1 } : tally;
}

function countIn(text: string, pattern: RegExp): number {
  return Number(pattern.exec(text)?.[1] ?? 0);
}

/** The failed tests of a TAP report with their diagnostics, without the thousands that passed. */
function failedTests(tap: string): string {
  const blocks = tap.split(/^(?=\s*(?:not )?ok \d+)/m);
  return blocks.filter((block) => /^\s*not ok/.test(block)).join('');
}

function testFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === 'node_modules' || entry.name === 'dist' || entry.name.startsWith('.')) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return testFiles(path);
    const isNodeTest = entry.name.endsWith('.test.ts') && !entry.name.endsWith('.browser.test.ts');
    return isNodeTest ? [relative(ROOT, path)] : [];
  });
}

/**
 * A native WebRTC handle that outlives its call must not keep a finished file's process for ever. Where Node 20 is told
 * so, it ends files with their last results untold now and then: such a file is run again, alone.
 */
function isWithPeer(file: string): boolean {
  return file.startsWith('demo/');
}

function isSlow(file: string): boolean {
  return SLOW_FOLDERS.some((folder) => file.startsWith(folder));
}

function run(
  program: string,
  args: readonly string[],
  { quiet = false } = {},
): Promise<{ status: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (!quiet) process.stdout.write(chunk);
    });
    child.once('error', reject);
    child.once('close', (status) => {
      resolve({ status, output });
    });
  });
}
