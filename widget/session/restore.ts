import type { Handlers } from './draft.js';
import { VoiceError } from './errors.js';
import { enqueueTurn, type Outbox, turnFailed } from './outbox.js';
import type { TranscriptEntry, TranscriptStatus } from './snapshot.js';

export const RESTORE_HANDLERS: Handlers<'restore'> = {
  restore(draft, { entries }) {
    if (draft.call || draft.state.transcript.length > 0) return draft.ignore();
    const answeredTo = entries.findLastIndex(({ status }) => status === 'answered');
    let outbox: Outbox = [];
    const transcript = entries.map((entry, at): TranscriptEntry => {
      const status = restoredStatus(entry, at > answeredTo);
      if (status === 'sending' || status === 'not-sent')
        outbox = enqueueTurn(outbox, { id: entry.id, text: entry.text });
      if (status === 'not-sent') outbox = turnFailed(outbox, entry.id, VoiceError.aborted());
      return { ...entry, status };
    });
    draft.set({ transcript, outbox });
  },
};

/** Half an answer was cut by the end of its page, half a sentence is the visitor's to finish, and the rest goes on. */
function restoredStatus({ role, status }: TranscriptEntry, isLast: boolean): TranscriptStatus {
  if (status === 'streaming') return 'interrupted';
  if (status === 'interim') return 'not-sent';
  return role === 'user' && status === 'sent' && isLast ? 'sending' : status;
}
