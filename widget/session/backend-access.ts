import type { Link, SessionReply } from '../../server/contract/session.js';
import { VoiceError } from './errors.js';
import { patiently } from './patience.js';
import type { Clock, SessionApi, SessionQuery, SocketPlace } from './ports.js';
import type { VoiceEvent } from './session-events.js';
import type { Terms } from './session-state.js';

/** A key that is about to end is not worth a round trip that may come too late. */
const KEY_MARGIN_MS = 10_000;
/** What a quiet renewal may take, tries of the backend included, before a call would have to wait for its own. */
const RENEWAL_MS = 20_000;

export interface BackendAccessOptions {
  readonly api: SessionApi;
  readonly clock: Clock;
  readonly random: () => number;
  readonly query: () => SessionQuery;
  readonly dispatch: (event: VoiceEvent) => void;
}

/**
 * The session with the backend, its token and its ephemeral key. A key lives minutes and the session an hour: the
 * key is renewed before it ends, so that no call waits for one, and where that failed when a call needs it.
 */
export class BackendAccess {
  readonly #options: BackendAccessOptions;
  #lifetime = new AbortController();
  #reply: SessionReply | undefined;
  #mintedAtMs = 0;
  /** What the visitor's clock shows too much; one set for another zone is an hour off. */
  #aheadMs = 0;
  /** The renewal to come. */
  #renewal = new AbortController();

  constructor(options: BackendAccessOptions) {
    this.#options = options;
  }

  /** Reports `session-opened` or `session-failed`. */
  open(): void {
    void this.#open(this.#lifetime.signal);
  }

  /** Ends the session, or the attempt to open one. Never rejects. */
  async close(): Promise<void> {
    this.#lifetime.abort();
    this.#renewal.abort();
    this.#lifetime = new AbortController();
    const token = this.#reply?.session.token;
    this.#reply = undefined;
    if (token !== undefined) await this.#options.api.close(token);
  }

  /** The backend's last answer. Rejects nothing: without a session it throws `session-expired`. */
  get reply(): SessionReply {
    if (!this.#reply) throw new VoiceError('session-expired', 'There is no session.');
    return this.#reply;
  }

  /** Unix milliseconds, by the backend's clock. */
  wallMs(): number {
    return this.#options.clock.wallMs() - this.#aheadMs;
  }

  warm(): void {
    this.#options.api.warm(this.reply);
  }

  /** Makes sure that the key outlives the exchange. Rejects as `SessionApi.renew` and `open` do. */
  async ensureKey(signal: AbortSignal, link?: Link): Promise<void> {
    const { key } = this.reply;
    const ageMs = this.#options.clock.now() - this.#mintedAtMs;
    if (key && ageMs > key.expiresIn * 1_000 - KEY_MARGIN_MS) await this.#renew(signal, link);
  }

  /**
   * Exchanges an offer for an answer. A refused key is replaced once: it may have ended early, by a clock that
   * is not ours. So is a session that the backend, which answers with proxy signalling, knows no more.
   */
  async exchange(offerSdp: string, signal: AbortSignal): Promise<string> {
    const { api } = this.#options;
    const exchange = (): Promise<string> => api.exchange(this.reply, offerSdp, signal);
    try {
      return await this.#withKey(exchange, () => this.#renew(signal));
    } catch (error) {
      if (!isExpired(error)) throw error;
      await this.#reopen(signal);
      return exchange();
    }
  }

  /** Lets a WebSocket in, with the same care for its key. Fetches one where there is none: with proxy signalling. */
  async enterSocket(open: (place: SocketPlace) => Promise<void>, signal: AbortSignal): Promise<void> {
    if (this.reply.webSocketUrl === undefined) {
      throw new VoiceError('link-failed', 'The backend offers no WebSocket.');
    }
    const renew = (): Promise<void> => this.#renew(signal, 'websocket');
    if (this.reply.key) await this.ensureKey(signal, 'websocket');
    else await renew();
    await this.#withKey(() => {
      const { webSocketUrl: url = '', key } = this.reply;
      return open({ url, key: key?.value ?? '' });
    }, renew);
  }

  async #withKey<T>(use: () => Promise<T>, renew: () => Promise<void>): Promise<T> {
    const startedAtMs = this.#options.clock.now();
    try {
      return await use();
    } catch (error) {
      const isRefused = error instanceof VoiceError && error.code === 'exchange-refused';
      // A key minted for this very call is not refused for its age.
      if (!isRefused || !this.reply.key || startedAtMs - this.#mintedAtMs < KEY_MARGIN_MS) throw error;
      await renew();
      return use();
    }
  }

  async #open(signal: AbortSignal): Promise<void> {
    const { api, query, dispatch, clock, random } = this.#options;
    const ask = (): Promise<SessionReply> => api.open(query(), signal);
    try {
      // The next session is asked for again and again anyway, as long as this one lasts.
      const reply = await (this.#reply ? ask() : patiently(ask, { clock, random, signal }));
      if (signal.aborted) return;
      this.#take(reply);
      dispatch(opened(reply));
    } catch (error) {
      if (!signal.aborted)
        dispatch({ type: 'session-failed', error: VoiceError.from(error, 'backend-error') });
    }
  }

  async #renew(signal: AbortSignal, link?: Link): Promise<void> {
    try {
      await this.#fetch(() => this.#options.api.renew(this.reply.session.token, signal, link));
    } catch (error) {
      if (!isExpired(error)) throw error;
      await this.#reopen(signal, link);
    }
  }

  /** The hour is over, or the backend was restarted: a new session, and the visitor only waits a little. */
  async #reopen(signal: AbortSignal, link?: Link): Promise<void> {
    const { api, query, dispatch } = this.#options;
    const named = link === undefined ? {} : { link };
    await this.#fetch(() => api.open({ ...query(), ...named }, signal));
    dispatch(opened(this.reply));
  }

  async #fetch(ask: () => Promise<SessionReply>): Promise<void> {
    // What comes in when the session is closed is nobody's, whatever the caller's own signal says.
    const session = this.#lifetime.signal;
    const reply = await ask();
    if (session.aborted) throw VoiceError.aborted();
    this.#take(reply);
  }

  #take(reply: SessionReply): void {
    this.#reply = reply;
    const wallMs = this.#options.clock.wallMs();
    this.#aheadMs = wallMs - (reply.nowMs ?? wallMs);
    this.#mintedAtMs = this.#options.clock.now();
    this.#renewal.abort();
    // With proxy signalling a key is for one WebSocket, and the next one fetches its own.
    if (!reply.key || reply.signaling === 'proxy') return;
    this.#renewal = new AbortController();
    const lifeMs = reply.key.expiresIn * 1_000;
    // A key that ends sooner than it can be renewed must not be renewed all the time.
    const afterMs = Math.max(lifeMs / 2, lifeMs - KEY_MARGIN_MS - RENEWAL_MS);
    this.#options.clock.after(afterMs, () => void this.#renewQuietly(), this.#renewal.signal);
  }

  async #renewQuietly(): Promise<void> {
    const { signal } = this.#lifetime;
    try {
      const reply = await this.#options.api.renew(this.reply.session.token, signal);
      if (!signal.aborted) this.#take(reply);
    } catch {
      // The call that needs a key asks again, and tells why it cannot be had.
      return;
    }
  }
}

function isExpired(error: unknown): boolean {
  return error instanceof VoiceError && error.code === 'session-expired';
}

function opened(reply: SessionReply): VoiceEvent {
  const terms: Terms = {
    modes: reply.modes,
    links: reply.webSocketUrl === undefined ? ['webrtc'] : ['webrtc', 'websocket'],
    turnDetection: reply.turnDetection,
    voice: reply.tts !== null,
    turnCharacters: reply.limits.turnCharacters,
  };
  return { type: 'session-opened', terms, lifetimeMs: reply.session.expiresIn * 1_000 };
}
