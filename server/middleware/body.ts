import express, { type RequestHandler } from 'express';
import { HttpError } from '../services/http-error.js';

/** A sentence of 4096 characters fits, a novel does not. */
const JSON_LIMIT = '16kb';
/** An offer with every codec and candidate is about 8 kB, half as much again when form-encoded. */
const FORM_LIMIT = '32kb';

/**
 * Reads a JSON body, or answers 415. Demanding JSON also makes every browser ask first (preflight) before a page
 * of another origin can post. Nothing is inflated: nobody needs compressed requests of this size.
 */
export function jsonBody(): readonly RequestHandler[] {
  return [
    requireType('application/json'),
    express.json({ limit: JSON_LIMIT, inflate: false, strict: true, type: 'application/json' }),
  ];
}

/** Reads a form as text. The one body that may come without a preflight. */
export function formBody(): readonly RequestHandler[] {
  const type = 'application/x-www-form-urlencoded';
  return [requireType(type), express.text({ limit: FORM_LIMIT, inflate: false, type })];
}

function requireType(type: string): RequestHandler {
  return (request, _response, next) => {
    // Without a body there is no type to demand; what is missing is named by the schema.
    const empty = request.headers['content-length'] === '0';
    if (!empty && request.is(type) === false) throw new HttpError('unsupported-media-type', `Send ${type}.`);
    next();
  };
}
