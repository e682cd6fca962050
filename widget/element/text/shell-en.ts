/** The few words that are needed before a visitor has shown any interest. */
import type { PublicState } from '../../session/snapshot.js';

export const SHELL_TEXT = {
  heading: 'Voice assistant',
  email: 'E-mail',
  emailOptional: 'E-mail (optional)',
  emailMissing: 'Please enter your e-mail address.',
  emailWrong: 'This does not look like an e-mail address. Example: name@example.org',
  connect: 'Connect',
  connecting: 'Connecting …',
  empty: ['Talk instead of typing', 'Ask aloud and hear the answer'],
  /** Where there is a field for it. */
  emptyField: ', or write if you would rather not speak',
  /** In the mode `text`. */
  emptyWritten: ['Ask a question', 'Write, and read the answer'],
  chunkTitle: 'A part of this assistant did not load',
  chunkSentence: 'Your connection may have dropped. If it happens again, reload the page.',
  tryAgain: 'Try again',
} as const;

/** A state in words: the contract's word for it, and what the visitor can do. */
export type StateText = readonly [word: string, hint: string];

/** The states a page can be in before anything else is loaded; `en.ts` has all of them. */
export const SHELL_STATES = {
  idle: ['Idle', 'Connect to begin'],
  connecting: ['Connecting', 'One moment'],
  error: ['Error', 'See below'],
} as const satisfies Readonly<Partial<Record<PublicState, StateText>>>;
