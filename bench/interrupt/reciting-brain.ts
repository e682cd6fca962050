import type { CreateBrain } from '../../demo/realtime-peer/brain/brain.js';
import type { TokenStream } from '../speech/runs.js';

/** Answers each question with the recorded answer it names, token by token at the recorded times. */
export function recitingBrain(answers: ReadonlyMap<string, Pick<TokenStream, 'tokens'>>): CreateBrain {
  return ({ clock }) => ({
    respond: ({ history }, hand) => {
      const question = history.findLast((entry) => entry.type === 'message' && entry.role === 'user');
      const name = question?.type === 'message' ? question.text : '';
      const { tokens } = answers.get(name) ?? { tokens: [] };
      const cancels = tokens.map(([atMs, delta], index) =>
        clock.after(atMs, () => {
          if (index === 0) hand({ type: 'message', key: 0 });
          hand({ type: 'text', key: 0, delta });
          if (index < tokens.length - 1) return;
          hand({ type: 'item-end', key: 0 });
          hand({ type: 'end' });
        }),
      );
      return () => {
        for (const cancel of cancels) cancel();
      };
    },
  });
}
