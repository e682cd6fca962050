import { Router } from 'express';
import { CallRequest } from '../contract/session.js';
import { inputOf, readBody } from '../middleware/body.js';
import { methodNotAllowed } from '../middleware/error-handler.js';
import { contextOf } from '../middleware/request-context.js';
import type { SessionService } from '../services/session-service.js';
import { parseBody } from './parse.js';

/** `POST /api/realtime/call`: an SDP offer in, the provider's answer out. Proxy signalling only. */
export function callRoute(sessions: SessionService): Router {
  const router = Router();
  router
    .route('/api/realtime/call')
    .post(...readBody(), async (request, response) => {
      const { token, fields } = inputOf(request);
      const claims = await sessions.authenticate(token);
      const { sdp } = parseBody(CallRequest, fields);
      const answer = await sessions.call(claims, sdp, contextOf(response).caller);
      response.status(201).type('application/sdp').send(answer);
    })
    .all(methodNotAllowed(['POST']));
  return router;
}
