import { join } from 'node:path';
import { Router, type RequestHandler, type Response } from 'express';
import serveCompressed from 'express-static-gzip';
import { methodNotAllowed } from '../middleware/error-handler.js';

/**
 * The script and its chunks, for pages of any origin; compressed by the build, where the browser takes that.
 *
 * @param dist the build's folder.
 * @param callsOrigin where browsers take their calls, if not to us: the script's visitors are told beside it, and can
 *   open a socket there while we still fetch their key.
 */
export function widgetRoute(dist: string, callsOrigin: string | undefined): Router {
  const folder = join(dist, 'widget');
  const router = Router();
  router
    .route('/nutrina-voice.js')
    .all(embeddable)
    .get(
      serveCompressed(folder, {
        ...COMPRESSED,
        serveStatic: {
          fallthrough: false,
          // Nobody reads half a script.
          acceptRanges: false,
          cacheControl: false,
          setHeaders: (response) => {
            // The name never changes, so every use asks whether the content has.
            response.setHeader('Cache-Control', 'public, no-cache');
            if (callsOrigin === undefined) return;
            // The one header that a page can read of a script.
            response.setHeader('Server-Timing', `calls;desc="${callsOrigin}"`);
            response.setHeader('Timing-Allow-Origin', '*');
          },
        },
      }),
    )
    .all(methodNotAllowed(['GET', 'HEAD']));
  router.use(
    '/chunks',
    embeddable,
    serveCompressed(join(folder, 'chunks'), {
      ...COMPRESSED,
      index: false,
      serveStatic: {
        redirect: false,
        // The name contains a hash of the content.
        immutable: true,
        maxAge: '1y',
      },
    }),
  );
  return router;
}

/** Every browser that takes Brotli prefers it, if only by naming it last. */
const COMPRESSED = { enableBrotli: true, orderPreference: ['br'] };

/** Lets pages of other origins load it, also under COEP `require-corp` and with `crossorigin` on the tag. */
const embeddable: RequestHandler = (_request, response: Response, next) => {
  response.setHeader('Access-Control-Allow-Origin', '*');
  response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
  next();
};
