/**
 * One visitor has one voice: of all elements on a site's open pages only one listens at a time. The last one to open
 * its microphone has the floor; the others are muted, keep their calls and can take the floor back by unmuting.
 */
export interface FloorHolder {
  /** Somebody else has the floor. */
  yieldFloor(): void;
}

let holder: FloorHolder | undefined;
/** To the site's other tabs, while somebody here has the floor: a page that listens to others is not kept for Back. */
let tabs: BroadcastChannel | undefined;

export function takeFloor(taker: FloorHolder): void {
  const previous = holder;
  holder = taker;
  if (previous !== undefined && previous !== taker) previous.yieldFloor();
  tabs ??= openTabs();
  // eslint-disable-next-line unicorn/require-post-message-target-origin -- a channel has one origin: its own
  tabs?.postMessage('taken');
}

export function leaveFloor(leaver: FloorHolder): void {
  if (holder !== leaver) return;
  holder = undefined;
  tabs?.close();
  tabs = undefined;
}

function openTabs(): BroadcastChannel | undefined {
  try {
    const channel = new BroadcastChannel('nutrina-voice-floor');
    channel.addEventListener('message', () => holder?.yieldFloor());
    return channel;
  } catch {
    // A browser that keeps an embedded page apart from its site: then it is one tab among strangers.
    return undefined;
  }
}
