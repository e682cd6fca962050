import type { CallMedia } from './media.js';

/** One call's way to its client, whatever carries it. */
export interface CallLink {
  /** Absent where sound travels as events, or not at all. */
  readonly media: CallMedia | undefined;
  /** @returns false when events cannot be sent now. */
  send(text: string): boolean;
  closeChannel(): void;
  /** Ends the link; the client notices within ms. Idempotent. */
  close(why: string): void;
}
