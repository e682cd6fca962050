import { jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { Mode } from '../contract/session.js';

/** Pinned: a token may not choose how it is verified. */
const ALGORITHM = 'HS256';
const TYPE = 'nv-sess+jwt';
const ISSUER = 'nutrina-voice';
const AUDIENCE = 'nutrina-voice/api';

/** Ours are about 400 characters long; what is far longer is not worth the work of verifying it. */
const MAX_TOKEN_CHARACTERS = 2048;

const Claims = z.object({
  jti: z.string().min(1),
  sub: z.string().min(1),
  exp: z.number().int(),
  mode: Mode,
  lang: z.string().optional(),
});

/** A session as its token tells it. */
export interface SessionClaims {
  readonly id: string;
  /** The visitor's safety identifier; never an e-mail. */
  readonly subject: string;
  readonly mode: Mode;
  readonly lang?: string | undefined;
  /** Unix seconds. */
  readonly expiresAt: number;
}

/** Issues and verifies our own signed session tokens. Stateless: whether a session was deleted is the store's business. */
export class SessionTokens {
  readonly #key: Uint8Array;
  readonly #now: () => number;

  /** @param now milliseconds since the epoch. */
  constructor(key: Uint8Array, now: () => number) {
    this.#key = key;
    this.#now = now;
  }

  issue(claims: SessionClaims): Promise<string> {
    return new SignJWT({
      mode: claims.mode,
      ...(claims.lang === undefined ? {} : { lang: claims.lang }),
    })
      .setProtectedHeader({ alg: ALGORITHM, typ: TYPE })
      .setJti(claims.id)
      .setSubject(claims.subject)
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setIssuedAt(Math.floor(this.#now() / 1000))
      .setExpirationTime(claims.expiresAt)
      .sign(this.#key);
  }

  /** @returns the session, or `undefined` for a token that is not ours, not intact or not valid any more. */
  async verify(token: string): Promise<SessionClaims | undefined> {
    if (token.length > MAX_TOKEN_CHARACTERS) return undefined;
    const payload = await this.#verifiedPayload(token);
    const claims = Claims.safeParse(payload);
    if (!claims.success) return undefined;
    const { jti, sub, exp, mode, lang } = claims.data;
    return { id: jti, subject: sub, mode, lang, expiresAt: exp };
  }

  async #verifiedPayload(token: string): Promise<unknown> {
    try {
      const { payload } = await jwtVerify(token, this.#key, {
        algorithms: [ALGORITHM],
        typ: TYPE,
        issuer: ISSUER,
        audience: AUDIENCE,
        requiredClaims: ['exp', 'jti', 'sub'],
        currentDate: new Date(this.#now()),
      });
      return payload;
    } catch {
      // Every reason gets the same answer, so none is kept.
      return undefined;
    }
  }
}
