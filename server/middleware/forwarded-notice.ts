import type { RequestHandler } from 'express';
import type { Log } from '../services/log.js';

/**
 * Says once that a proxy seems to stand in front and is not trusted: then every visitor has the proxy's address
 * and they share one limit.
 */
export function forwardedNotice(log: Log): RequestHandler {
  let said = false;
  return (request, _response, next) => {
    if (!said && request.headers['x-forwarded-for'] !== undefined) {
      said = true;
      log.warn(
        { setting: 'TRUST_PROXY' },
        'X-Forwarded-For arrives but TRUST_PROXY is not set: all visitors behind that proxy share one limit',
      );
    }
    next();
  };
}
