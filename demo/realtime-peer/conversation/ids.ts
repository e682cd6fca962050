const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const HEX = '0123456789abcdef';

/** A stream of numbers in [0, 1) that is the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Ids in the shapes the real server uses (recorded: prefix and 21 base62 characters). */
export interface Ids {
  next(prefix: 'event' | 'item' | 'resp' | 'conv' | 'sess'): string;
  /** `call_` and 16 characters. */
  call(): string;
  /** `output_audio_buffer.*` events alone carry 16 hexadecimal digits. */
  soundEvent(): string;
  /** Padding that makes `delta` 16 characters long: a listener on the wire learns no word lengths. */
  obfuscation(delta: string): string;
}

export function createIds(random: () => number): Ids {
  const text = (alphabet: string, length: number) => {
    let out = '';
    for (let i = 0; i < length; i++) out += alphabet[Math.floor(random() * alphabet.length)];
    return out;
  };
  return {
    next: (prefix) => `${prefix}_${text(BASE62, 21)}`,
    call: () => `call_${text(BASE62, 16)}`,
    soundEvent: () => `event_${text(HEX, 16)}`,
    obfuscation: (delta) => text(BASE62, Math.max(0, 16 - delta.length)),
  };
}
