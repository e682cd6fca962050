import { randomBytes } from 'node:crypto';

import type { SessionConfig } from '../conversation/session-config.js';
import type { FaultProfile } from '../faults/profile.js';
import { HttpError } from './http-error.js';

/** What an ephemeral key stands for. */
export interface EphemeralKey {
  /** The session it was minted for; a running call has its own copy. */
  readonly session: SessionConfig;
  /** Unix seconds. Stops new calls only (OpenAI Realtime: a running session goes on). */
  readonly expiresAt: number;
  readonly faults: FaultProfile | undefined;
}

export interface KeyRules {
  /** The one server key that is accepted; absent = any that begins with `sk-`. */
  readonly apiKey?: string;
  readonly unixSeconds: () => number;
}

/** Server keys are checked, ephemeral keys are minted and looked up. */
export class Keys {
  readonly #rules: KeyRules;
  readonly #minted = new Map<string, EphemeralKey>();

  constructor(rules: KeyRules) {
    this.#rules = rules;
  }

  /** @throws HttpError 401 */
  requireServerKey(bearer: string): void {
    if (bearer === '') throw HttpError.missingKey();
    const { apiKey } = this.#rules;
    const fits = apiKey === undefined ? bearer.startsWith('sk-') : bearer === apiKey;
    if (!fits) throw HttpError.wrongKey(bearer);
  }

  mint(key: EphemeralKey): string {
    this.#forgetExpired();
    const value = `ek_${randomBytes(20).toString('hex')}`;
    this.#minted.set(value, key);
    return value;
  }

  /** @throws HttpError 401 for an unknown or expired key. */
  requireEphemeralKey(bearer: string): EphemeralKey {
    if (bearer === '') throw HttpError.missingKey();
    const key = this.#minted.get(bearer);
    if (key === undefined || key.expiresAt <= this.#rules.unixSeconds()) {
      throw HttpError.wrongKey(bearer);
    }
    return key;
  }

  #forgetExpired(): void {
    const now = this.#rules.unixSeconds();
    for (const [value, key] of this.#minted) if (key.expiresAt <= now) this.#minted.delete(value);
  }
}
