import { Router } from 'express';
import { methodNotAllowed } from '../middleware/error-handler.js';

/** `GET /healthz`: the process lives. `GET /readyz`: it wants more work. Say nothing else. */
export function healthRoute(isDraining: () => boolean): Router {
  const router = Router();
  router
    .route('/healthz')
    .get((_request, response) => {
      // Readable from anywhere, so that a page can tell an unreachable server from one that refuses its origin; without
      // CORS, too, which a policy of resources for our own origin would forbid.
      response.setHeader('Access-Control-Allow-Origin', '*');
      response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
      response.json({ status: 'ok' });
    })
    .all(methodNotAllowed(['GET', 'HEAD']));
  router
    .route('/readyz')
    .get((_request, response) => {
      const draining = isDraining();
      response.status(draining ? 503 : 200).json({ status: draining ? 'draining' : 'ready' });
    })
    .all(methodNotAllowed(['GET', 'HEAD']));
  return router;
}
