/**
 * What must be remembered about sessions besides their signed tokens. Small, so that a store shared by several
 * instances fits behind it. Times are milliseconds since the epoch; an entry may be forgotten after its time.
 */
export interface SessionStore {
  /** From now on the session is over, although its token is still valid until `expiresAt`. */
  revoke(sessionId: string, expiresAt: number): Promise<void>;
  isRevoked(sessionId: string): Promise<boolean>;
  /** Remembers a call that we can hang up. */
  addCall(sessionId: string, callId: string, expiresAt: number): Promise<void>;
  /** Hands out the calls of a session and forgets them. */
  takeCalls(sessionId: string): Promise<readonly string[]>;
}
