import type { CreateBrain, HistoryEntry } from '../realtime-peer/brain/brain.js';

/** As a real model writes: a first word after 150 ms, then one every 30. */
const FIRST_WORD_MS = 150;
const WORD_MS = 30;

/**
 * Answers by naming everything that it has not named yet: what is never named has not reached it.
 *
 * @param more what it goes on to say, so that there is something to interrupt.
 */
export function namingBrain(more = ''): CreateBrain {
  return ({ clock }) => ({
    respond: ({ history }, hand) => {
      const words = `You said ${unanswered(history).join(', ')}. ${more}`.trim().split(/(?= )/);
      let cancel = clock.after(FIRST_WORD_MS, () => {
        hand({ type: 'message', key: 0 });
        next();
      });
      return () => cancel();

      function next(): void {
        const delta = words.shift();
        if (delta === undefined) {
          hand({ type: 'item-end', key: 0 });
          hand({ type: 'end' });
          return;
        }
        hand({ type: 'text', key: 0, delta });
        cancel = clock.after(WORD_MS, next);
      }
    },
  });
}

/** By name, not by order: a question may come in while the answer to another one begins. */
function unanswered(history: readonly HistoryEntry[]): readonly string[] {
  const said = (wanted: 'user' | 'assistant'): string[] =>
    history.flatMap((entry) => (entry.type === 'message' && entry.role === wanted ? [entry.text] : []));
  const answers = said('assistant').join(' ');
  return said('user').filter((text) => !answers.includes(text));
}
