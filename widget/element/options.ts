/**
 * What the attributes mean. Total: every value, however wrong, gives something usable, in the way HTML's own
 * enumerated attributes do.
 */

/** Allowed words; the first is the default. */
export const CHOICES = {
  mode: ['auto', 'hybrid', 'speech', 'text'],
  link: ['auto', 'webrtc', 'websocket'],
  identify: ['email', 'optional', 'none'],
  microphone: ['processed', 'raw'],
  textInput: ['on', 'off'],
  transcriptDisplay: ['on', 'off'],
  colorScheme: ['auto', 'light', 'dark'],
  resume: ['none', 'tab'],
  variant: ['panel'],
  placement: ['inline'],
} as const;

type Choices = typeof CHOICES;
export type ChoiceName = keyof Choices;
export type Choice<Name extends ChoiceName> = Choices[Name][number];

/** The word that `value` means; the first one for everything else. Case does not matter, as in HTML. */
export function choose<Word extends string>(words: readonly [Word, ...Word[]], value: unknown): Word {
  const wanted = String(value).trim().toLowerCase();
  return words.find((word) => word === wanted) ?? words[0];
}

/** RFC 5321 §4.5.3.1.3 allows no longer path; the contract's schema neither. */
export const EMAIL_CHARACTERS = 254;

/** Good enough to catch a typing error; whether the address exists only the backend can know. */
export function isEmail(value: string): boolean {
  return value.length <= EMAIL_CHARACTERS && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value);
}

/** The address the page gave, if it is one. */
export function pageEmail(userEmail: string | null): string | undefined {
  const email = userEmail?.trim() ?? '';
  return isEmail(email) ? email : undefined;
}
