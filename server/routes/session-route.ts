import { Router } from 'express';
import { SessionReply, SessionRequest } from '../contract/session.js';
import { bearerToken } from '../middleware/bearer.js';
import { inputOf, readBody } from '../middleware/body.js';
import { methodNotAllowed } from '../middleware/error-handler.js';
import { contextOf } from '../middleware/request-context.js';
import type { SessionService } from '../services/session-service.js';
import { parseBody } from './parse.js';

/** `POST /api/realtime/session` opens or renews, `DELETE` ends. */
export function sessionRoute(sessions: SessionService): Router {
  const router = Router();
  router
    .route('/api/realtime/session')
    .post(...readBody(), async (request, response) => {
      const { caller } = contextOf(response);
      const { token, fields } = inputOf(request);
      const query = parseBody(SessionRequest, fields);
      const reply =
        token === undefined ? await sessions.open(query, caller) : await sessions.renew(token, query, caller);
      response.status(201).json(SessionReply.parse(reply));
    })
    .delete(async (request, response) => {
      await sessions.close(bearerToken(request.headers.authorization));
      response.status(204).end();
    })
    .all(methodNotAllowed(['POST', 'DELETE']));
  return router;
}
