/** One measured figure, as `npm run bench` prints it: a JSON object on a line of its own. */
export interface BenchLine {
  /** `BENCHMARK.figure`, as in the contract's table. */
  readonly name: string;
  /** A median, unless the name says otherwise. */
  readonly value: number;
  readonly unit: string;
  /** What helps to read the figure: runs, spread, the baseline of the same run. */
  readonly [extra: string]: unknown;
}

export type Report = (line: BenchLine) => void;

export interface BenchOptions {
  /** Fewer runs, for a look at whether a benchmark works. Its figures are not for quoting. */
  readonly quick: boolean;
  /** Every word that begins with two dashes; a benchmark knows its own. */
  readonly flags: readonly string[];
}

/**
 * What `bench/NAME.ts` exports, named as NAME in camelCase. Rejects with `BenchSkipped` where the machine lacks
 * what the benchmark needs; has closed and removed what it made when it settles.
 */
export type Benchmark = (report: Report, options: BenchOptions) => Promise<void>;

/** This machine cannot run the benchmark. The message says what is missing and how to get it. */
export class BenchSkipped extends Error {
  override readonly name = 'BenchSkipped';
}

/**
 * Writes one line to stdout.
 *
 * @throws a RangeError for a value that is not a finite number: JSON would turn it into `null`, and a figure that
 *   could not be computed must not look like one.
 */
export function printLine(line: BenchLine): void {
  if (!Number.isFinite(line.value)) throw new RangeError(`${line.name} is ${line.value}, not a figure.`);
  console.log(JSON.stringify(line));
}

/** Says on stdout that a benchmark gave no figures (all of them, or the rest), and why. */
export function printNoFigures(name: string, outcome: 'skipped' | 'failed', why: string): void {
  console.log(JSON.stringify({ name, [outcome]: why }));
}
