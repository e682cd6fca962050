/** Everything the session does to the world, as data. `CallRunner` and the façade carry it out. */
import type { Mode } from '../../server/contract/session.js';
import type { Command } from './protocol/commands.js';
import type { VoiceMoment } from './snapshot.js';

/** A running timer's name; arming it again replaces it. */
export type Timer =
  /** The end of the session with the backend. */
  | 'session'
  | 'link'
  /** The model's silence within a response. */
  | 'response'
  | 'cancel'
  /** The server's echo of the turn with this id. */
  | `ack:${string}`;

export type Effect =
  | { readonly type: 'open-session' }
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
  | { readonly type: 'end-call' }
  | { readonly type: 'start-ears' }
  /** Held ears discard what they hear. */
  | { readonly type: 'hold-ears'; readonly held: boolean }
  | { readonly type: 'close-ears' }
  | { readonly type: 'enable-microphone'; readonly on: boolean }
  | { readonly type: 'send'; readonly command: Command }
  | { readonly type: 'unlock-voice' }
  | { readonly type: 'speak'; readonly itemId: string; readonly delta: string }
  | { readonly type: 'finish-item'; readonly itemId: string }
  | { readonly type: 'finish-answer' }
  /** Silence now; the answer is the event `silenced`. */
  | { readonly type: 'silence' }
  | { readonly type: 'arm'; readonly timer: Timer; readonly afterMs: number }
  | { readonly type: 'disarm'; readonly timer: Timer }
  | { readonly type: 'moment'; readonly moment: VoiceMoment };
