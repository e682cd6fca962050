/** @throws a RangeError for no values: there is no median of nothing. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [upper, lower] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle) - 1]];
  if (upper === undefined || lower === undefined) throw new RangeError('A median needs at least one value.');
  return (upper + lower) / 2;
}

export interface Sample {
  readonly x: number;
  readonly y: number;
}

export interface Line {
  readonly slope: number;
  readonly intercept: number;
  /** How far the samples lie from the line: the root of their mean squared distance, in the unit of y. */
  readonly residual: number;
}

/** The line of least squares through `samples`. @throws a RangeError unless they have two different x. */
export function fitLine(samples: readonly Sample[]): Line {
  const meanX = mean(samples.map(({ x }) => x));
  const meanY = mean(samples.map(({ y }) => y));
  const spreadX = sum(samples.map(({ x }) => (x - meanX) ** 2));
  if (!(spreadX > 0)) throw new RangeError('A line needs samples at two different x.');
  const slope = sum(samples.map(({ x, y }) => (x - meanX) * (y - meanY))) / spreadX;
  const intercept = meanY - slope * meanX;
  const residual = Math.sqrt(mean(samples.map(({ x, y }) => (y - slope * x - intercept) ** 2)));
  return { slope, intercept, residual };
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
