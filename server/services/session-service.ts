import { randomUUID } from 'node:crypto';
import type { Link, Mode, SessionReply, SessionRequest } from '../contract/session.js';
import type { CallRegister } from './call-register.js';
import { safetyIdentifier } from './derived-keys.js';
import { HttpError } from './http-error.js';
import type { RealtimeGateway, SessionProfile } from './realtime-gateway.js';
import type { SessionStore } from './session-store.js';
import type { SessionClaims, SessionTokens } from './session-tokens.js';
import type { SpendLimits } from './spend-limits.js';

/** What every visitor is told, whoever they are. */
export type SessionOffer = Omit<SessionReply, 'nowMs' | 'session' | 'key'>;

export interface SessionServiceOptions {
  readonly gateway: RealtimeGateway;
  readonly tokens: SessionTokens;
  readonly store: SessionStore;
  readonly calls: CallRegister;
  readonly limits: SpendLimits;
  readonly identityKey: Uint8Array;
  readonly offer: SessionOffer;
  /** `email`: none, no session. `none`: an e-mail is ignored. */
  readonly identify: 'email' | 'optional' | 'none';
  readonly sessionSeconds: number;
  readonly keySeconds: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Who is calling, and for how long. */
export interface Caller {
  /** From `addressKey`. */
  readonly address: string;
  /** Aborts when the caller has gone. */
  readonly signal: AbortSignal;
}

interface Opened {
  readonly claims: SessionClaims;
  readonly token: string;
  readonly link: Link | undefined;
}

/** The shortest key a provider gives, in seconds (OpenAI Realtime: client_secrets, `expires_after.seconds`). */
const MIN_KEY_SECONDS = 10;

/** Opens, renews and ends sessions. All methods reject with `HttpError` or `UpstreamError`. */
export class SessionService {
  readonly #options: SessionServiceOptions;

  constructor(options: SessionServiceOptions) {
    this.#options = options;
  }

  async open(request: SessionRequest, caller: Caller): Promise<SessionReply> {
    const email = this.#identity(request);
    const id = randomUUID();
    const claims: SessionClaims = {
      id,
      // Without an e-mail the session itself is the visitor (OpenAI safety best practices: session id).
      subject: safetyIdentifier(this.#options.identityKey, email ?? id),
      mode: this.#mode(request.mode) ?? firstOf(this.#options.offer.modes),
      lang: request.lang,
      expiresAt: this.#nowSeconds() + this.#options.sessionSeconds,
    };
    const token = await this.#options.tokens.issue(claims);
    return this.#reply({ claims, token, link: request.link }, caller);
  }

  /** A fresh key within the session of `token`; the token stays the same and lives no longer. */
  async renew(token: string, request: SessionRequest, caller: Caller): Promise<SessionReply> {
    const claims = await this.authenticate(token);
    refuseUserToken(request);
    const renewed = {
      ...claims,
      mode: this.#mode(request.mode) ?? claims.mode,
      lang: request.lang ?? claims.lang,
    };
    return this.#reply({ claims: renewed, token, link: request.link }, caller);
  }

  /** @throws `unauthenticated` for a token that is bad, expired, or of a deleted session. */
  async authenticate(token: string | undefined): Promise<SessionClaims> {
    const claims = token === undefined ? undefined : await this.#options.tokens.verify(token);
    if (claims === undefined || (await this.#options.store.isRevoked(claims.id)))
      throw HttpError.unauthenticated();
    return claims;
  }

  /** Relays an SDP offer with our own key and remembers the call, so that the session's end ends it. */
  async call(claims: SessionClaims, offerSdp: string, caller: Caller): Promise<string> {
    await this.#charge(claims, caller);
    const { gateway, store, calls } = this.#options;
    const call = await gateway.openCall({
      profile: profileOf(claims),
      offerSdp,
      signal: caller.signal,
    });
    if (call.callId === undefined) return call.answerSdp;
    await calls.add(claims.id, call.callId, claims.expiresAt * 1000);
    // The visitor may have ended the session while the provider was answering.
    if (await store.isRevoked(claims.id)) {
      await calls.hangUpAll(claims.id);
      throw HttpError.unauthenticated();
    }
    return call.answerSdp;
  }

  /** Ends the session and the calls we know. Ending it twice is no error. @throws `unauthenticated` */
  async close(token: string | undefined): Promise<void> {
    const claims = token === undefined ? undefined : await this.#options.tokens.verify(token);
    if (claims === undefined) throw HttpError.unauthenticated();
    await this.#options.store.revoke(claims.id, claims.expiresAt * 1000);
    await this.#options.calls.hangUpAll(claims.id);
  }

  async #reply({ claims, token, link }: Opened, caller: Caller): Promise<SessionReply> {
    const { offer } = this.#options;
    // Nobody can exchange a WebSocket's key for the browser: it has to go there.
    const keyed = offer.signaling === 'direct' || (link === 'websocket' && offer.webSocketUrl !== undefined);
    const key = keyed ? await this.#mint(claims, caller) : undefined;
    return {
      nowMs: this.#options.now(),
      session: { id: claims.id, token, expiresIn: Math.max(1, claims.expiresAt - this.#nowSeconds()) },
      ...(key === undefined ? {} : { key }),
      ...offer,
    };
  }

  async #mint(claims: SessionClaims, caller: Caller): Promise<SessionReply['key']> {
    await this.#charge(claims, caller);
    const left = claims.expiresAt - this.#nowSeconds();
    const lifetimeSeconds = Math.max(MIN_KEY_SECONDS, Math.min(this.#options.keySeconds, left));
    const key = await this.#options.gateway.mintKey({
      profile: profileOf(claims),
      lifetimeSeconds,
      signal: caller.signal,
    });
    const expiresIn = Math.floor(key.expiresAt - this.#nowSeconds());
    // A clock of ours that is wrong must not make a fresh key look dead or everlasting.
    const plausible = expiresIn > 0 && expiresIn < lifetimeSeconds;
    return { value: key.value, expiresIn: plausible ? expiresIn : lifetimeSeconds };
  }

  #charge(claims: SessionClaims, { address }: Caller): Promise<void> {
    return this.#options.limits.chargeMint({ address, identity: claims.subject, sessionId: claims.id });
  }

  #identity(request: SessionRequest): string | undefined {
    refuseUserToken(request);
    if (this.#options.identify === 'none') return undefined;
    if (this.#options.identify === 'email' && request.email === undefined)
      throw new HttpError('identity-required', 'This site needs an e-mail address: send `email`.');
    return request.email;
  }

  #mode(mode: Mode | undefined): Mode | undefined {
    // One that is not offered is no error: the answer's `modes` tells the browser, which steps to the next.
    return mode !== undefined && this.#options.offer.modes.includes(mode) ? mode : undefined;
  }

  #nowSeconds(): number {
    return Math.floor(this.#options.now() / 1000);
  }
}

function refuseUserToken(request: SessionRequest): void {
  if (request.userToken !== undefined)
    throw new HttpError(
      'user-token-unsupported',
      '`userToken` is not supported by this version; send `email`.',
    );
}

function profileOf(claims: SessionClaims): SessionProfile {
  return { mode: claims.mode, lang: claims.lang, safetyIdentifier: claims.subject };
}

function firstOf(modes: readonly Mode[]): Mode {
  const [first] = modes;
  if (first === undefined) throw new Error('A backend offers at least one mode.');
  return first;
}
