/**
 * One visitor has one voice: of all elements on a page only one listens at a time. The last one to open its
 * microphone has the floor; the others are muted, keep their calls and can take the floor back by unmuting.
 */
export interface FloorHolder {
  /** Somebody else has the floor. */
  yieldFloor(): void;
}

let holder: FloorHolder | undefined;

export function takeFloor(taker: FloorHolder): void {
  const previous = holder;
  holder = taker;
  if (previous !== undefined && previous !== taker) previous.yieldFloor();
}

export function leaveFloor(leaver: FloorHolder): void {
  if (holder === leaver) holder = undefined;
}
