/**
 * Fails when a file of the script tag grew past its pin in `size-pins.json`, or the shell past its limit. Growth
 * that is wanted is agreed to with `--pin`, which writes the pins anew and so shows in the change.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fileSizes, GOALS, sizeComplaints, totalsOf } from './size-limits.js';

const PINS = new URL('size-pins.json', import.meta.url);

const sizes = fileSizes(fileURLToPath(new URL('../dist/widget', import.meta.url)));
if (process.argv.includes('--pin')) {
  const pins = Object.fromEntries(sizes.map(({ name, gzipBytes }) => [name, gzipBytes]));
  writeFileSync(PINS, `${JSON.stringify(pins, undefined, 2)}\n`);
}
for (const { name, loads, gzipBytes } of sizes) console.log(`size: ${gzipBytes} bytes ${loads} ${name}`);
const { beforeIntentBytes, totalBytes } = totalsOf(sizes);
console.log(
  `size: ${beforeIntentBytes} bytes before intent, ${totalBytes} in all (goal: ${GOALS.totalBytes})`,
);

const complaints = sizeComplaints(sizes, readPins());
for (const complaint of complaints) console.error(`size: ${complaint}`);
if (complaints.length > 0) process.exitCode = 1;

function readPins(): Readonly<Record<string, number>> {
  const parsed: unknown = JSON.parse(readFileSync(PINS, 'utf8'));
  if (typeof parsed !== 'object' || parsed === null) return {};
  return Object.fromEntries(
    Object.entries(parsed).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  );
}
