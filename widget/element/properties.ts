import type { PropertyDeclarations } from 'lit';
import { CHOICES, choose } from './options.js';

/** Of the attributes that are not called as their property is. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  textInput: 'text-input',
  transcriptDisplay: 'transcript',
  colorScheme: 'color-scheme',
};

const WORDS: Readonly<Record<string, readonly [string, ...string[]]>> = CHOICES;

/** The live attributes of `<nutrina-voice>` beside HTML's own `lang`. */
export const VOICE_PROPERTIES: PropertyDeclarations = {
  server: {},
  userEmail: { attribute: 'user-email' },
  heading: {},
  ...Object.fromEntries(Object.keys(WORDS).map((name) => [name, { attribute: ATTRIBUTES[name] ?? name }])),
  pushToTalk: { type: Boolean, attribute: 'push-to-talk' },
};

/**
 * What the property `name` is when a page gave it `value`, or nothing: as HTML's own, one of the words, the first
 * for all others, or present or not, or text. Scripts and frameworks put in whatever they have.
 */
export function meant(name: string, value: unknown): string | boolean | null {
  const words = WORDS[name];
  if (words) return choose(words, value);
  if (name === 'pushToTalk') return Boolean(value);
  return (value ?? null) === null ? null : String(value);
}
