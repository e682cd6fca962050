/** A budget per key and time window. Several instances of the server may share one behind this port. */
export interface Allowance {
  /**
   * Takes all `points` or none.
   * @returns 0 when granted, else the milliseconds until the key's window starts anew (at least 1).
   */
  take(key: string, points: number): Promise<number>;
  /** Returns points of a grant that another limit made useless. */
  giveBack(key: string, points: number): Promise<void>;
}
