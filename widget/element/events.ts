import type { Mode } from '../../server/contract/session.js';
import type { EndReason, PublicState, TurnLatency } from '../session/snapshot.js';
import type { ErrorCode } from '../session/errors.js';

/** What each event carries in `detail`. */
export interface NutrinaEventDetails {
  'nutrina-state': { readonly state: PublicState; readonly previous: PublicState; readonly reason?: string };
  'nutrina-text': {
    readonly id: string;
    readonly role: 'user' | 'assistant';
    /** The whole text so far. */
    readonly text: string;
    /** What was added since the last event of this `id`; absent when earlier words changed. */
    readonly delta?: string;
    /** No more words will come. */
    readonly final: boolean;
  };
  /** The assistant becomes audible. */
  'nutrina-speech-start': { readonly id: string };
  /** The assistant falls silent. */
  'nutrina-speech-end': { readonly id: string };
  'nutrina-interrupt': { readonly id: string; readonly heard: string };
  'nutrina-mode-change': { readonly from: Mode | 'auto'; readonly to: Mode; readonly reason: string };
  /** One turn's figures in milliseconds. */
  'nutrina-latency': TurnLatency;
  'nutrina-error': { readonly code: ErrorCode; readonly message: string; readonly retryable: boolean };
  /** A call is over. */
  'nutrina-end': { readonly reason: EndReason };
}

export type NutrinaEventName = keyof NutrinaEventDetails;

/** An event of `<nutrina-voice>`: bubbles, crosses shadow roots, cannot be cancelled. */
export class NutrinaEvent<Name extends NutrinaEventName = NutrinaEventName> extends CustomEvent<
  NutrinaEventDetails[Name]
> {
  constructor(name: Name, detail: NutrinaEventDetails[Name]) {
    super(name, { detail, bubbles: true, composed: true });
  }
}

type NutrinaEventMap = { [Name in NutrinaEventName]: NutrinaEvent<Name> };

declare global {
  // eslint-disable-next-line typescript/no-empty-object-type
  interface GlobalEventHandlersEventMap extends NutrinaEventMap {}
}
