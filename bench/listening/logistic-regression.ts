/** One observation of a yes-or-no outcome. */
export interface Example {
  readonly features: ReadonlySet<string>;
  readonly outcome: boolean;
  /** How much it counts beside the others; the mean of all makes no difference. */
  readonly weight: number;
  /** Examples of one source say much the same; a feature must be seen in several. */
  readonly source: string;
}

/** The log-odds (natural) of the outcome are the bias and the weights of all features that are there. */
export interface LogisticModel {
  readonly bias: number;
  readonly weights: ReadonlyMap<string, number>;
}

export interface Penalties {
  /** L1, in examples of mean weight: what chooses the features. */
  readonly choosing: number;
  /** L2, in the same unit, on the weights of those chosen: L1 alone would leave them too small. */
  readonly shrinking: number;
  /** Features of fewer sources are not looked at. */
  readonly leastSources: number;
}

/** Below this a weight is what is left of the descent, not a choice. */
const LEAST_WEIGHT = 1e-3;
/** Too few for the descent to settle: some more features stay than the penalty alone would leave. */
const DESCENT_STEPS = 150;
const NEWTON_STEPS = 12;
/** Keeps the bias solvable where all outcomes are the same. */
const BIAS_SHRINKING = 1e-3;

/** Logistic regression in two steps: an L1 penalty chooses the features, an L2 penalty weighs those that are left. */
export function learn(examples: readonly Example[], penalties: Penalties): LogisticModel {
  const seen = featuresOfSources(examples, penalties.leastSources);
  const first = descended(tableOf(examples, seen), penalties.choosing);
  const chosen = seen.filter((_, column) => Math.abs(first[column] ?? 0) > LEAST_WEIGHT);
  const second = weighed(tableOf(examples, chosen), penalties.shrinking);
  return {
    bias: second[chosen.length] ?? 0,
    weights: new Map(chosen.map((feature, column) => [feature, second[column] ?? 0])),
  };
}

/** What is there of each example: columns of features, then the one of the bias. */
interface Table {
  readonly width: number;
  readonly rows: readonly Row[];
}

interface Row {
  readonly columns: readonly number[];
  readonly outcome: 0 | 1;
  /** 1 on the average. */
  readonly weight: number;
}

function featuresOfSources(examples: readonly Example[], least: number): readonly string[] {
  const sources = new Map<string, Set<string>>();
  for (const { features, source } of examples) {
    for (const feature of features) {
      const of = sources.get(feature) ?? new Set();
      sources.set(feature, of.add(source));
    }
  }
  return [...sources.keys()].filter((feature) => (sources.get(feature)?.size ?? 0) >= least);
}

function tableOf(examples: readonly Example[], features: readonly string[]): Table {
  const columnOf = new Map(features.map((feature, column) => [feature, column]));
  const mean = examples.reduce((sum, { weight }) => sum + weight, 0) / examples.length;
  const rows = examples.map(({ features: there, outcome, weight }): Row => {
    const columns = [...there].flatMap((feature) => columnOf.get(feature) ?? []);
    return { columns: [...columns, features.length], outcome: outcome ? 1 : 0, weight: weight / mean };
  });
  return { width: features.length + 1, rows };
}

/** Accelerated proximal gradient (Beck and Teboulle, "A fast iterative shrinkage-thresholding algorithm", 2009). */
function descended(table: Table, penalty: number): readonly number[] {
  const step = 4 / largestEigenvalue(table);
  let weights = zeros(table.width);
  let ahead = weights;
  let momentum = 1;
  for (let count = 0; count < DESCENT_STEPS; count += 1) {
    const slope = slopeAt(table, ahead);
    const next = ahead.map((value, column) => {
      const moved = value - step * (slope[column] ?? 0);
      const free = column === table.width - 1;
      return free ? moved : Math.sign(moved) * Math.max(0, Math.abs(moved) - step * penalty);
    });
    const nextMomentum = (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2;
    const last = weights;
    const push = (momentum - 1) / nextMomentum;
    ahead = next.map((value, column) => value + push * (value - (last[column] ?? 0)));
    weights = next;
    momentum = nextMomentum;
  }
  return weights;
}

/** Newton's method; the penalty makes the curvature positive definite. */
function weighed(table: Table, penalty: number): readonly number[] {
  const shrinking = zeros(table.width).map((_, column) =>
    column === table.width - 1 ? BIAS_SHRINKING : penalty,
  );
  let weights = zeros(table.width);
  for (let count = 0; count < NEWTON_STEPS; count += 1) {
    const now = weights;
    const slope = slopeAt(table, now).map(
      (value, column) => value + (shrinking[column] ?? 0) * (now[column] ?? 0),
    );
    const move = solved(curvatureAt(table, now, shrinking), slope);
    weights = now.map((value, column) => value - (move[column] ?? 0));
  }
  return weights;
}

function slopeAt({ rows, width }: Table, weights: readonly number[]): number[] {
  const slope = zeros(width);
  for (const row of rows) {
    const error = row.weight * (oddsToShare(dot(row, weights)) - row.outcome);
    for (const column of row.columns) slope[column] = (slope[column] ?? 0) + error;
  }
  return slope;
}

function curvatureAt(
  { rows, width }: Table,
  weights: readonly number[],
  shrinking: readonly number[],
): number[][] {
  const curvature = shrinking.map((own, column) => {
    const line = zeros(width);
    line[column] = own;
    return line;
  });
  for (const row of rows) {
    const share = oddsToShare(dot(row, weights));
    const weight = row.weight * share * (1 - share);
    for (const column of row.columns) {
      const line = curvature[column] ?? [];
      for (const other of row.columns) line[other] = (line[other] ?? 0) + weight;
    }
  }
  return curvature;
}

/** Of the weighted table times itself, by powers: four times the steepest curvature the logistic loss can have. */
function largestEigenvalue({ rows, width }: Table): number {
  let vector = zeros(width).fill(1 / Math.sqrt(width));
  let value = 1;
  for (let count = 0; count < 50; count += 1) {
    const product = zeros(width);
    for (const row of rows) {
      const share = row.weight * dot(row, vector);
      for (const column of row.columns) product[column] = (product[column] ?? 0) + share;
    }
    value = Math.hypot(...product);
    vector = product.map((entry) => entry / value);
  }
  return value;
}

/** Solves `matrix · x = right` for a symmetric, positive definite matrix (Cholesky), which it overwrites. */
function solved(matrix: readonly number[][], right: readonly number[]): readonly number[] {
  const at = (row: number, column: number): number => matrix[row]?.[column] ?? 0;
  const x = [...right];
  for (const [row, line] of matrix.entries()) {
    for (let column = 0; column <= row; column += 1) {
      let rest = at(row, column);
      for (let inner = 0; inner < column; inner += 1) rest -= at(row, inner) * at(column, inner);
      line[column] = column === row ? Math.sqrt(rest) : rest / at(column, column);
    }
    for (let inner = 0; inner < row; inner += 1) x[row] = (x[row] ?? 0) - at(row, inner) * (x[inner] ?? 0);
    x[row] = (x[row] ?? 0) / at(row, row);
  }
  for (let row = x.length - 1; row >= 0; row -= 1) {
    for (let inner = row + 1; inner < x.length; inner += 1) {
      x[row] = (x[row] ?? 0) - at(inner, row) * (x[inner] ?? 0);
    }
    x[row] = (x[row] ?? 0) / at(row, row);
  }
  return x;
}

function dot({ columns }: Row, weights: readonly number[]): number {
  let sum = 0;
  for (const column of columns) sum += weights[column] ?? 0;
  return sum;
}

function oddsToShare(odds: number): number {
  return 1 / (1 + Math.exp(-odds));
}

function zeros(count: number): number[] {
  return Array.from({ length: count }, () => 0);
}
