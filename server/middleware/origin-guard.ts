import type { Request, RequestHandler } from 'express';
import { HttpError } from '../services/http-error.js';

export interface OriginPolicy {
  /** Serialised origins (`https://shop.example`), compared character by character. */
  readonly allowed: readonly string[];
  /** Whether pages of the origin that serves this API may use it. */
  readonly allowSelf: boolean;
  /**
   * Whether a POST or DELETE may come without `Origin`, as from a command line. Browsers always send one there,
   * so this is for development only.
   */
  readonly allowMissing: boolean;
}

/** Two hours: the longest time Chromium keeps a preflight's answer. */
const PREFLIGHT_SECONDS = 7200;

/**
 * Decides by `Origin` who may use the API, before anything is parsed or spent, and answers preflights.
 * CORS headers alone would not do: a refused page's request would still be carried out. Also not a fence against
 * clients that are no browsers and can write any `Origin`: those meet the limits.
 */
export function originGuard(policy: OriginPolicy): RequestHandler {
  const allowed = new Set(policy.allowed);
  return (request, response, next) => {
    response.vary('Origin');
    const origin = request.headers.origin;
    if (origin === undefined) {
      if (!policy.allowMissing && !isSafe(request.method)) throw refused();
      next();
      return;
    }
    const known = allowed.has(origin) || (policy.allowSelf && origin === ownOrigin(request));
    if (!known) throw refused();
    response.setHeader('Access-Control-Allow-Origin', origin);
    response.setHeader('Access-Control-Expose-Headers', 'Retry-After, Server-Timing, X-Request-Id');
    if (request.method !== 'OPTIONS') {
      next();
      return;
    }
    response.setHeader('Access-Control-Allow-Methods', 'POST, DELETE');
    response.setHeader('Access-Control-Allow-Headers', 'authorization, content-type');
    response.setHeader('Access-Control-Max-Age', String(PREFLIGHT_SECONDS));
    response.status(204).end();
  };
}

function isSafe(method: string): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
}

/** Forwarded protocol and host count only from a trusted proxy (setting TRUST_PROXY). */
function ownOrigin(request: Request): string {
  return `${request.protocol}://${request.host}`;
}

function refused(): HttpError {
  return new HttpError(
    'origin-refused',
    'Pages of this origin may not use this server (setting ALLOWED_ORIGINS).',
  );
}
