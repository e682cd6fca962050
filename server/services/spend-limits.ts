import type { Allowance } from './allowance.js';
import { HttpError } from './http-error.js';

/** What a caller may cost. Each budget is per key and window; `…PerDay` ones have one key for everybody. */
export interface Budgets {
  readonly mintsPerAddress: Allowance;
  readonly mintsPerIdentity: Allowance;
  readonly mintsPerSession: Allowance;
  readonly mintsPerDay: Allowance;
  readonly charactersPerSession: Allowance;
  readonly charactersPerAddress: Allowance;
  readonly charactersPerDay: Allowance;
}

export interface Spender {
  /** From `addressKey`. */
  readonly address: string;
  readonly identity: string;
  readonly sessionId: string;
}

interface Charge {
  readonly allowance: Allowance;
  readonly key: string;
}

const EVERYBODY = 'everybody';

/** Says no before money is spent. A refusal by one budget leaves all the others as they were. */
export class SpendLimits {
  readonly #budgets: Budgets;

  constructor(budgets: Budgets) {
    this.#budgets = budgets;
  }

  /** One key or one relayed call. @throws `rate-limited` */
  async chargeMint(spender: Spender): Promise<void> {
    const { mintsPerAddress, mintsPerIdentity, mintsPerSession, mintsPerDay } = this.#budgets;
    const { address, identity, sessionId } = spender;
    await take(1, [
      { allowance: mintsPerDay, key: EVERYBODY },
      { allowance: mintsPerAddress, key: address },
      // Anybody can send somebody else's e-mail: at another address it is another visitor.
      { allowance: mintsPerIdentity, key: `${identity} ${address}` },
      { allowance: mintsPerSession, key: sessionId },
    ]);
  }

  /** Text to be spoken. Never given back: the provider bills it also when the visitor goes away. @throws `rate-limited` */
  async chargeSpeech(spender: Omit<Spender, 'identity'>, characters: number): Promise<void> {
    const { charactersPerSession, charactersPerAddress, charactersPerDay } = this.#budgets;
    await take(characters, [
      { allowance: charactersPerDay, key: EVERYBODY },
      { allowance: charactersPerAddress, key: spender.address },
      { allowance: charactersPerSession, key: spender.sessionId },
    ]);
  }
}

/** In order, the one that a caller can least choose first: who is refused by that leaves no trace in the others. */
async function take(points: number, charges: readonly Charge[]): Promise<void> {
  const taken: Charge[] = [];
  for (const charge of charges) {
    // One after the other, so that a refusal knows what to give back.
    const waitMs = await charge.allowance.take(charge.key, points);
    if (waitMs > 0) {
      await Promise.all(taken.map(({ allowance, key }) => allowance.giveBack(key, points)));
      throw HttpError.rateLimited(waitMs);
    }
    taken.push(charge);
  }
}
