import type { PropertyDeclarations } from 'lit';
import { CHOICES, choose } from './options.js';

/** Of the attributes that are not called as their property is. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  textInput: 'text-input',
  transcriptDisplay: 'transcript',
  colorScheme: 'color-scheme',
};

const WORDS = Object.entries(CHOICES);

/** The live attributes of `<nutrina-voice>` beside HTML's own `lang`. */
export const VOICE_PROPERTIES: PropertyDeclarations = {
  server: {},
  userEmail: { attribute: 'user-email' },
  heading: {},
  ...Object.fromEntries(
    WORDS.map(([name, words]) => [
      name,
      {
        attribute: ATTRIBUTES[name] ?? name,
        converter: { fromAttribute: (value: string | null) => choose<string>(words, value) },
      },
    ]),
  ),
  pushToTalk: { type: Boolean, attribute: 'push-to-talk' },
};

/** What every property is without its attribute; of an enumerated one its first word. */
export const DEFAULTS: Readonly<Record<string, string | boolean | null>> = {
  server: null,
  userEmail: null,
  heading: null,
  pushToTalk: false,
  ...Object.fromEntries(WORDS.map(([name, [first]]) => [name, first])),
};
