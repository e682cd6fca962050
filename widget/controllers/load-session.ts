/** The door to the lazy chunk that holds the session and its adapters. */
import type { SessionOptions, VoiceSession } from '../session/snapshot.js';

export interface BrowserSessionOptions extends SessionOptions {
  /** The backend's address without a trailing slash. */
  readonly server: string;
}

/** Fetches the session's chunk and nothing else. Rejects when it cannot be had; may be called often. */
export async function preloadSession(): Promise<void> {
  await sessionChunk();
}

export async function loadSession(options: BrowserSessionOptions): Promise<VoiceSession> {
  const { createBrowserSession } = await sessionChunk();
  return createBrowserSession(options);
}

function sessionChunk() {
  // eslint-disable-next-line no-restricted-imports -- the one dynamic import the architecture allows
  return import('../create-session.js');
}
