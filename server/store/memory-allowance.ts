import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Allowance } from '../services/allowance.js';

/**
 * A budget in this process's memory: exact here, unknown to other instances, gone after a restart.
 * @param options.points granted per key and window.
 */
export function createMemoryAllowance(options: {
  readonly points: number;
  readonly windowSeconds: number;
}): Allowance {
  const limiter = new RateLimiterMemory({ points: options.points, duration: options.windowSeconds });
  return {
    async take(key, points) {
      try {
        await limiter.consume(key, points);
        return 0;
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        // The limiter counts refused points too; without this a caller who asked for too much once
        // could not even get the little that is left.
        await limiter.reward(key, points);
        return Math.max(1, refusal.msBeforeNext);
      }
    },
    async giveBack(key, points) {
      await limiter.reward(key, points);
    },
  };
}
