const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz';
/** 20 of 36 signs are 103 bits: no two visitors ever meet. */
const LENGTH = 20;

/** `prefix`, an underscore and 20 random signs. At most 32 in all for a prefix of up to 11 (OpenAI Realtime: item id). */
export function createRandomId(prefix: string): string {
  // Not crypto.randomUUID: it is missing on plain http, where typing still works.
  const bytes = crypto.getRandomValues(new Uint8Array(LENGTH));
  // 256 is no multiple of 36; the bias costs a fraction of a bit and these are names, not secrets.
  return `${prefix}_${Array.from(bytes, (byte) => ALPHABET[byte % ALPHABET.length]).join('')}`;
}
