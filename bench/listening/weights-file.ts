import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

/** The widget's weights, in whole quarters of a nat; none of them zero. */
export interface QuarterModel {
  readonly bias: number;
  readonly weights: ReadonlyMap<string, number>;
}

export const WEIGHTS_FILE = fileURLToPath(
  new URL('../../widget/session/utterance-weights.ts', import.meta.url),
);

const LINE_LENGTH = 96;

/**
 * `source` (what stands in {@link WEIGHTS_FILE}) with other weights: the word classes and comments are people's work.
 *
 * @throws where the file has no `BIAS` or no `WEIGHTS` any more.
 */
export async function withWeights(source: string, { bias, weights }: QuarterModel): Promise<string> {
  const byWeight = new Map<number, string[]>();
  for (const [feature, quarters] of weights) {
    byWeight.set(quarters, [...(byWeight.get(quarters) ?? []), feature]);
  }
  const lines = [...byWeight]
    .toSorted(([one], [other]) => other - one)
    .map(
      ([quarters, features]) =>
        `${quarters < 0 ? `'${quarters}'` : quarters}: ${literalOf(features.toSorted(inCodeOrder))},\n`,
    );
  const table = /(export const WEIGHTS\b[^{]*\{\n)[^}]*/;
  const constant = /(export const BIAS = )-?\d+/;
  if (!table.test(source) || !constant.test(source)) throw new Error(`${WEIGHTS_FILE} has changed its form.`);
  const replaced = source
    .replace(table, (_all, head: string) => head + lines.join(''))
    .replace(constant, (_all, head: string) => `${head}${bias}`);
  return format(replaced, { ...(await resolveConfig(WEIGHTS_FILE)), filepath: WEIGHTS_FILE });
}

function literalOf(features: readonly string[]): string {
  const lines: string[] = [''];
  for (const feature of features) {
    const last = lines.at(-1) ?? '';
    if (last.length + feature.length > LINE_LENGTH) lines.push(`${feature} `);
    else lines[lines.length - 1] = `${last}${feature} `;
  }
  const last = lines.length - 1;
  return lines.map((line, index) => JSON.stringify(index === last ? line.trimEnd() : line)).join(' + ');
}

function inCodeOrder(one: string, other: string): number {
  return one < other ? -1 : 1;
}
