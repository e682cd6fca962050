/** Everything the session does to the world, as data. `CallRunner` and the façade carry it out. */
import type { Mode } from '../../server/contract/session.js';
import type { Command } from './protocol/commands.js';
import type { VoiceMoment } from './snapshot.js';

/** A running timer's name; arming it again replaces it. */
export type Timer =
  /** Time for another session with the backend; and the end of this one. */
  | 'session'
  | 'session-end'
  /** The time is over that a refusal asked to wait. */
  | 'again'
  /** How long the link may stay doubtful before anybody sees it. */
  | 'link'
  /** The next attempt to open another link. */
  | 'reconnect'
  /** The end of these attempts. */
  | 'give-up'
  /** A link that has lasted so long is a good one. */
  | 'stable'
  /** Time for another conversation, before the provider ends this one; and the last moment for it. */
  | 'hour'
  | 'hour-end'
  /** Nobody has seen the page, and nobody has said a word, for too long. */
  | 'hidden'
  /** The next try to hear again. */
  | 'ears'
  /** The end of a wait for the provider's limits. */
  | 'limit'
  /** The model's silence within a response. */
  | 'response'
  | 'cancel'
  /** The server's echo of the turn with this id. */
  | `ack:${string}`;

export type Effect =
  | { readonly type: 'open-session' }
  /** Another session for the call under way; the answer is as to `open-session`. */
  | { readonly type: 'renew-session' }
  | { readonly type: 'close-session' }
  /** Makes the offer of a call that may come. */
  | { readonly type: 'prepare-link' }
  /** Creates and unlocks the player (in the visitor's gesture) and asks for the microphone, as far as wanted. */
  | {
      readonly type: 'begin-call';
      readonly mode: Mode;
      readonly voice: boolean;
      readonly microphone: boolean;
    }
  /** Changes ears and voice within the call. `microphone`: it is not open yet. */
  | { readonly type: 'enter-mode'; readonly mode: Mode; readonly microphone: boolean }
  | { readonly type: 'connect-link' }
  /** Opens a second link beside the first; the answer is `standby-opened` or `standby-failed`. */
  | { readonly type: 'open-standby'; readonly kind?: 'websocket' | undefined }
  | { readonly type: 'drop-standby' }
  /** The second link takes the place of the first, which is closed; what it has told meanwhile follows. */
  | { readonly type: 'take-standby' }
  | {
      readonly type: 'arm-reconnect';
      /** How many attempts there were. */
      readonly attempt: number;
      /** How long the last one took. */
      readonly tookMs: number;
      readonly retryAfterMs?: number | undefined;
    }
  /** Looks at the link now. */
  | { readonly type: 'probe-link' }
  /** Only an answer from now on says that the link is good. */
  | { readonly type: 'doubt-link' }
  /** Closes what was prepared for a call to come: a page that holds a peer connection is not kept for the way back. */
  | { readonly type: 'drop-prepared' }
  | { readonly type: 'end-call' }
  | { readonly type: 'open-microphone' }
  /** Reports `microphone-back`, until the ears are closed. */
  | { readonly type: 'await-microphone' }
  | { readonly type: 'start-ears' }
  /** Whether the microphone is open, or what it hears is discarded, has changed. */
  | { readonly type: 'hold-ears' }
  | { readonly type: 'close-ears' }
  | { readonly type: 'send'; readonly command: Command }
  | { readonly type: 'unlock-voice' }
  | { readonly type: 'speak'; readonly itemId: string; readonly delta: string }
  | { readonly type: 'finish-item'; readonly itemId: string }
  | { readonly type: 'finish-answer' }
  /** The button is held, or let go. */
  | { readonly type: 'talk'; readonly on: boolean }
  /** Push-to-talk was switched on or off: the server has to know who ends a turn. */
  | { readonly type: 'push-to-talk' }
  /** What is said is recognised in another language from now on. */
  | { readonly type: 'renew-ears' }
  /** Silence now; the answer is the event `silenced`. */
  | { readonly type: 'silence' }
  | { readonly type: 'arm'; readonly timer: Timer; readonly afterMs: number }
  | { readonly type: 'disarm'; readonly timer: Timer }
  | { readonly type: 'moment'; readonly moment: VoiceMoment };
