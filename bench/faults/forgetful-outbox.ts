/**
 * What a session without an outbox does: a turn that was handed to a link is the link's, and forgotten. Takes the place
 * of `widget/session/outbox.ts` to show that the schedules would notice.
 */
import type { Outbox } from '../../widget/session/outbox.js';

export {
  enqueueTurn,
  requeueTurn,
  saysDuplicate,
  turnAcked,
  turnCorrected,
  turnFailed,
  turnOf,
  turnsAnswered,
  turnsHeard,
} from '../../widget/session/outbox.js';

export function turnSent(outbox: Outbox, id: string): Outbox {
  return outbox.filter((turn) => turn.id !== id);
}
