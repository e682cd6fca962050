/** The value below which a share of `values` lies (0.5: the median). NaN for none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** Median and 95th percentile, in whole units. */
export function spread(values: readonly number[]): { readonly p50: number; readonly p95: number } {
  return { p50: Math.round(quantile(values, 0.5)), p95: Math.round(quantile(values, 0.95)) };
}

export function ratio(part: number, whole: number): number {
  return Number((part / whole).toFixed(4));
}
