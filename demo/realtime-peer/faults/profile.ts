import { z } from 'zod';
import { seededRandom } from '../conversation/ids.js';

/** Requests that faults can be put on, by short name. */
export const HTTP_POINTS = ['client_secrets', 'calls', 'realtime', 'speech'] as const;
export type HttpPoint = (typeof HTTP_POINTS)[number];

const When = {
  /** A request (`client_secrets`, `calls`, `realtime`, `speech`), an event's type, or ms after the channel opened. */
  at: z.union([z.string().min(1), z.number().min(0)]),
  /** The first occurrence that is hit, counted from 1. */
  nth: z.int().min(1).default(1),
  /** How many occurrences in a row are hit. */
  count: z.union([z.int().min(1), z.literal('all')]).default(1),
  /** Probability of each hit, decided by the profile's seed and the peer's. */
  chance: z.number().min(0).max(1).default(1),
};

const Ms = z.number().min(0).max(3_600_000);

/** What can go wrong. The table in README.md explains each. */
export const Fault = z.discriminatedUnion('do', [
  z.strictObject({ ...When, do: z.literal('drop') }),
  z.strictObject({ ...When, do: z.literal('delay'), ms: Ms }),
  z.strictObject({ ...When, do: z.literal('duplicate') }),
  z.strictObject({ ...When, do: z.literal('reorder') }),
  z.strictObject({ ...When, do: z.literal('garble') }),
  z.strictObject({ ...When, do: z.literal('close-channel') }),
  z.strictObject({ ...When, do: z.literal('close-peer') }),
  z.strictObject({ ...When, do: z.literal('blackhole'), ms: Ms.optional() }),
  z.strictObject({ ...When, do: z.literal('stall'), ms: Ms.optional(), bytes: z.int().min(0).optional() }),
  z.strictObject({ ...When, do: z.literal('expire') }),
  z.strictObject({
    ...When,
    do: z.literal('fail-response'),
    code: z.string().default('server_error'),
    message: z.string().default('The server had an error while processing your request.'),
  }),
  z.strictObject({
    ...When,
    do: z.literal('error'),
    code: z.string().default('server_error'),
    message: z.string().default('The server had an error while processing your request.'),
  }),
  z.strictObject({
    ...When,
    do: z.literal('status'),
    status: z.int().min(400).max(599),
    code: z.string().nullable().default(null),
    message: z.string().default('This failure was asked for.'),
    retryAfterSeconds: z.int().min(0).optional(),
  }),
  z.strictObject({ ...When, do: z.literal('slow'), ms: Ms }),
  z.strictObject({ ...When, do: z.literal('truncate-audio'), bytes: z.int().min(0).default(0) }),
]);
export type Fault = z.infer<typeof Fault>;

/** A list of faults; the same seed, at a peer of the same seed, makes the same choices. */
export const FaultProfile = z.strictObject({
  seed: z.int().default(1),
  faults: z.array(Fault).max(200),
});
export type FaultProfile = z.infer<typeof FaultProfile>;

/** Counts occurrences and says which faults of a profile hit now. */
export class FaultCounter {
  readonly #faults: readonly Fault[];
  readonly #random: () => number;
  readonly #seen = new Map<string, number>();

  constructor(profile: FaultProfile | undefined, random: () => number) {
    this.#faults = profile?.faults ?? [];
    // Both count: the peer's generator tells calls apart, the profile's seed tells profiles apart.
    this.#random = profile ? seededRandom(profile.seed + Math.floor(random() * 2 ** 31)) : random;
  }

  /** The faults at ms, for timers. */
  timed(): { readonly atMs: number; readonly fault: Fault }[] {
    return this.#faults.flatMap((fault) => (typeof fault.at === 'number' ? [{ atMs: fault.at, fault }] : []));
  }

  /** Counts one occurrence of `point` and returns what hits it, in the profile's order. */
  hit(point: string): Fault[] {
    if (this.#faults.length === 0) return [];
    const nth = (this.#seen.get(point) ?? 0) + 1;
    this.#seen.set(point, nth);
    return this.#faults.filter((fault) => {
      if (fault.at !== point || nth < fault.nth) return false;
      if (fault.count !== 'all' && nth >= fault.nth + fault.count) return false;
      return fault.chance >= 1 || this.#random() < fault.chance;
    });
  }
}
