/** What a Realtime server tells us, in our own words. Only what the session acts on. */

export type ResponseOutcome = 'completed' | 'cancelled' | 'failed' | 'incomplete';

export type ServerEvent =
  /** `expiresAt`: the end of its time, Unix seconds, where it says so. */
  | { readonly type: 'session-created'; readonly sessionId: string; readonly expiresAt?: number }
  /**
   * `conversation.item.added` and `.done`. `previousItemId` is only there for `added`, where it can be relied
   * on (OpenAI Realtime, conversation.item.done); `null` is the first place.
   */
  | {
      readonly type: 'item';
      readonly stage: 'added' | 'done';
      readonly itemId: string;
      readonly previousItemId?: string | null;
    }
  | { readonly type: 'item-deleted'; readonly itemId: string }
  | { readonly type: 'response-created'; readonly responseId: string }
  /** A message of the assistant begins or ends within a response. */
  | {
      readonly type: 'output-item';
      readonly stage: 'added' | 'done';
      readonly responseId: string;
      readonly itemId: string;
      readonly outputIndex: number;
    }
  | {
      readonly type: 'text-delta';
      readonly responseId: string;
      readonly itemId: string;
      readonly delta: string;
    }
  /** The whole text of one content part. */
  | {
      readonly type: 'text-done';
      readonly responseId: string;
      readonly itemId: string;
      readonly text: string;
    }
  | {
      readonly type: 'response-done';
      readonly responseId: string;
      readonly outcome: ResponseOutcome;
      /** `status_details.reason`, or the code or type of `status_details.error`. */
      readonly reason: string;
    }
  | {
      readonly type: 'server-error';
      readonly code: string;
      readonly param: string;
      /** The `eventId` of the command it answers, empty when it answers none. */
      readonly eventId: string;
    }
  /** For so long the provider will refuse another response; 0 while it will not. */
  | { readonly type: 'rate-limits'; readonly waitMs: number }
  /** A documented event that the session has no use for. */
  | { readonly type: 'unused'; readonly name: string }
  /** An event this version does not know. */
  | { readonly type: 'unknown'; readonly name: string }
  /** Not an event at all: too large, not JSON, or without its fields. */
  | { readonly type: 'malformed'; readonly reason: 'size' | 'json' | 'shape' };
