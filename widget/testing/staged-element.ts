import { NutrinaVoice } from '../element/nutrina-voice.js';
import type { VoiceSession } from '../session/snapshot.js';
import { FakeSession } from './fake-session.js';

/** `<nutrina-voice>` with a fake session in place of the real one. Register it under any name. */
export class StagedNutrinaVoice extends NutrinaVoice {
  /** Every session this element has asked for, the newest last. */
  readonly sessions: FakeSession[] = [];
  /** What a new session gets told before anybody uses it. */
  prepare: (session: FakeSession) => void = (session) => {
    session.expect('connect');
  };

  /** Called when a session is asked for, before it comes. */
  onAsked: () => void = () => undefined;
  /** As if the session's file could not be had. */
  failLoading = false;
  #loading: Promise<void> = Promise.resolve();

  /** Keeps sessions from arriving until the returned function is called. */
  holdLoading(): () => void {
    let release: () => void = () => undefined;
    this.#loading = new Promise((resolve) => {
      release = resolve;
    });
    return release;
  }

  protected override async createSession(
    options: Parameters<NutrinaVoice['createSession']>[0],
  ): Promise<VoiceSession> {
    this.onAsked();
    await this.#loading;
    if (this.failLoading) throw new TypeError('Failed to fetch dynamically imported module');
    const session = new FakeSession(options);
    this.sessions.push(session);
    this.prepare(session);
    return session;
  }

  get session(): FakeSession {
    const session = this.sessions.at(-1);
    if (session === undefined) throw new Error('No session was asked for yet.');
    return session;
  }
}
