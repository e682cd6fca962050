import { join } from 'node:path';
import express, { type RequestHandler, Router } from 'express';

export interface DemoPageOptions {
  /** The build's folder. */
  readonly dist: string;
  /** Origins besides our own that the page must reach: the provider's calls endpoint. */
  readonly connectTo: readonly string[];
}

/** The demo page at `/realtime.html`, under the content policy that we ask site owners to be able to use. */
export function demoPageRoute({ dist, connectTo }: DemoPageOptions): Router {
  const router = Router();
  router.use(
    contentPolicy(connectTo),
    express.static(join(dist, 'demo'), { index: 'realtime.html', redirect: false, cacheControl: false }),
  );
  return router;
}

function contentPolicy(connectTo: readonly string[]): RequestHandler {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src ${["'self'", ...connectTo].join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  return (_request, response, next) => {
    response.setHeader('Content-Security-Policy', policy);
    response.setHeader('Cache-Control', 'no-cache');
    response.setHeader('Permissions-Policy', 'microphone=(self), camera=(), geolocation=()');
    next();
  };
}
