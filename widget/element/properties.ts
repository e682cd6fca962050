import type { PropertyDeclaration, PropertyDeclarations } from 'lit';
import { CHOICES, choose, type Choice, type ChoiceName } from './options.js';

function chosen(name: ChoiceName, attribute: string = name): PropertyDeclaration {
  return { attribute, converter: { fromAttribute: (value) => choose(name, value) } };
}

/** The live attributes of `<nutrina-voice>` beside HTML's own `lang`. */
export const VOICE_PROPERTIES: PropertyDeclarations = {
  server: {},
  userEmail: { attribute: 'user-email' },
  heading: {},
  mode: chosen('mode'),
  link: chosen('link'),
  identify: chosen('identify'),
  microphone: chosen('microphone'),
  textInput: chosen('textInput', 'text-input'),
  transcriptDisplay: chosen('transcriptDisplay', 'transcript'),
  colorScheme: chosen('colorScheme', 'color-scheme'),
  variant: chosen('variant'),
  placement: chosen('placement'),
};

export const DEFAULTS: { readonly [Name in ChoiceName]: Choice<Name> } = {
  mode: CHOICES.mode[0],
  link: CHOICES.link[0],
  identify: CHOICES.identify[0],
  microphone: CHOICES.microphone[0],
  textInput: CHOICES.textInput[0],
  transcriptDisplay: CHOICES.transcriptDisplay[0],
  colorScheme: CHOICES.colorScheme[0],
  variant: CHOICES.variant[0],
  placement: CHOICES.placement[0],
};
