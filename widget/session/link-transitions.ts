/** What the link in use reports. */
import { failCall } from './call-ending.js';
import type { Handlers } from './draft.js';
import { stepToCarriedMode } from './mode-transitions.js';
import { doubtLink, healLink, loseLink, questionLink, suspectLink } from './recovery.js';

export const LINK_HANDLERS: Handlers<
  | 'link-connected'
  | 'link-failed'
  | 'link-kind'
  | 'link-suspect'
  | 'link-good'
  | 'link-quality'
  | 'peer-state'
  | 'channel-state'
> = {
  'link-connected'(draft) {
    if (draft.call?.link.status !== 'connecting') return draft.ignore();
    draft.setLink({ status: 'open' });
  },

  /** Also a frame that the channel did not take. */
  'link-failed'(draft, { error }) {
    if (!draft.call) return draft.ignore();
    if (draft.call.link.status === 'connecting') failCall(draft, error);
    else loseLink(draft);
  },

  'link-kind'(draft, { kind, because }) {
    if (!draft.call) return draft.ignore();
    draft.setLink({ kind, webrtc: 'none' });
    if (because) draft.notify(because);
    stepToCarriedMode(draft);
  },

  'link-suspect'(draft) {
    if (!draft.call) return draft.ignore();
    // A socket is suspected for a sleep, or a throttled page's late timer: it is asked before another is opened.
    if (draft.call.link.kind === 'websocket') questionLink(draft);
    else suspectLink(draft);
  },

  'link-good'(draft) {
    if (!draft.call?.link.suspect) return draft.ignore();
    draft.setLink({ suspect: false });
    healLink(draft);
  },

  'link-quality'(draft, { quality }) {
    if (!draft.call) return draft.ignore();
    draft.setLink({ quality });
  },

  'peer-state'(draft, { state: webrtc }) {
    if (!draft.call) return draft.ignore();
    draft.setLink({ webrtc });
    // The port's connect() reports how that ends.
    if (draft.call.link.status === 'connecting') return;
    if (webrtc === 'failed' || webrtc === 'closed') loseLink(draft);
    else if (webrtc === 'disconnected') doubtLink(draft);
    else if (webrtc === 'connected') healLink(draft);
  },

  'channel-state'(draft, { state: channel }) {
    if (!draft.call) return draft.ignore();
    draft.setLink({ channel });
    if (channel === 'closed' && draft.call.link.status !== 'connecting') loseLink(draft);
  },
};
