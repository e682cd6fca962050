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
  empty: 'Talk instead of typing',
  emptyHint: 'Ask aloud and hear the answer, or write if you would rather not speak.',
  chunkTitle: 'A part of this assistant did not load',
  chunkSentence: 'Your connection may have dropped. If it happens again, reload the page.',
  tryAgain: 'Try again',
  /** The contract's word for each state, and what the visitor can do in it. */
  states: {
    idle: ['Idle', 'Connect to begin'],
    connecting: ['Connecting', 'One moment'],
    connected: ['Connected', 'Start a call when you are ready'],
    starting: ['Starting', 'Allow the microphone if you are asked'],
    listening: ['Listening', 'Speak, or type'],
    thinking: ['Thinking', 'The answer is on its way'],
    speaking: ['Speaking', 'Speak or press the button to interrupt'],
    reconnecting: ['Reconnecting', 'Nothing you said is lost'],
    ended: ['Ended', 'You can call again'],
    error: ['Error', 'See below'],
  },
} as const satisfies {
  readonly states: Readonly<Record<PublicState, readonly [word: string, hint: string]>>;
  readonly [name: string]: unknown;
};
