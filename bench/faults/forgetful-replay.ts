/** Takes the place of `widget/session/replay.ts` together with `forgetful-outbox.ts`: only what was answered is known. */
import type { Draft } from '../../widget/session/draft.js';
import { replay as replayAll } from '../../widget/session/replay.js';

export { cutByLoss } from '../../widget/session/replay.js';

export function replay(draft: Draft): void {
  const { transcript } = draft.state;
  const isKnown = ({ role, status }: (typeof transcript)[number]): boolean =>
    role !== 'user' || status === 'answered';
  draft.set({ transcript: transcript.filter(isKnown) });
  replayAll(draft);
  draft.set({ transcript });
  draft.setCall({ unanswered: [] });
}
