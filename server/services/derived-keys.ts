import { createHmac, hkdfSync } from 'node:crypto';

export interface DerivedKeys {
  /** Signs session tokens. */
  readonly tokenKey: Uint8Array;
  /** Names visitors towards the provider. */
  readonly identityKey: Uint8Array;
}

/** One secret, two keys: neither the tokens nor the identifiers say anything about the other key. */
export function deriveKeys(secret: string): DerivedKeys {
  return {
    tokenKey: derive(secret, 'nutrina-voice session token v1'),
    identityKey: derive(secret, 'nutrina-voice safety identifier v1'),
  };
}

function derive(secret: string, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', purpose, 32));
}

/**
 * The name under which the provider knows a visitor (header `OpenAI-Safety-Identifier`): the same for every
 * spelling of the e-mail, and nothing that leads back to it without our key.
 */
export function safetyIdentifier(key: Uint8Array, subject: string): string {
  return createHmac('sha256', key).update(subject.toLowerCase()).digest('hex');
}
