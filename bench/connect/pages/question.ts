import { setting } from './setting.js';

/** The local peer answers it in several sentences. */
export const QUESTION = 'What is a good breakfast?';

/** Resolves when the visitor asks: after the pause that the benchmark put into the page's address. */
export function asksAfter(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Number(setting('asksAfterMs'))));
}
