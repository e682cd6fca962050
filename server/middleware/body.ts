import express, { type Request, type RequestHandler } from 'express';
import { HttpError } from '../services/http-error.js';
import { bearerToken } from './bearer.js';

/** A sentence of 4,096 characters fits, a novel does not. */
const JSON_LIMIT = '16kb';
/** The same sentence as a form is up to 37 kB, three signs for each of a character's three bytes; an offer is 12 kB. */
const FORM_LIMIT = '40kb';

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';

/** What a request of the API says. */
export interface Input {
  /** The session it claims; not verified. */
  readonly token: string | undefined;
  /** Not validated. */
  readonly fields: unknown;
}

/**
 * Reads a body that is JSON or a form, or answers 415. Of a form browsers do not ask first whether a page of another
 * origin may send it (preflight), which saves that page a round trip; whether it may is for the origin guard to say,
 * which comes before. Nothing is inflated: nobody needs compressed requests of this size.
 */
export function readBody(): readonly RequestHandler[] {
  return [
    requireKnownType,
    express.json({ limit: JSON_LIMIT, inflate: false, strict: true, type: JSON_TYPE }),
    express.text({ limit: FORM_LIMIT, inflate: false, type: FORM_TYPE }),
  ];
}

const requireKnownType: RequestHandler = (request, _response, next) => {
  // Without a body there is no type to demand; what is missing is named by the schema.
  const empty = request.headers['content-length'] === '0';
  if (!empty && request.is([JSON_TYPE, FORM_TYPE]) === false)
    throw new HttpError('unsupported-media-type', `Send ${JSON_TYPE} or ${FORM_TYPE}.`);
  next();
};

/**
 * What `readBody` has read. The token comes in `Authorization` (RFC 6750), or as the field `token` of a form: with that
 * header browsers ask first, whatever the body.
 */
export function inputOf(request: Request): Input {
  const body: unknown = request.body;
  const { authorization } = request.headers;
  const shown = authorization === undefined ? undefined : (bearerToken(authorization) ?? '');
  if (typeof body !== 'string') return { token: shown, fields: body };
  const { token, ...fields } = Object.fromEntries(new URLSearchParams(body));
  return { token: shown ?? token, fields };
}
