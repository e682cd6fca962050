import { Router } from 'express';
import { formBody } from '../middleware/body.js';
import { methodNotAllowed } from '../middleware/error-handler.js';
import { contextOf } from '../middleware/request-context.js';
import { HttpError } from '../services/http-error.js';
import type { SessionService } from '../services/session-service.js';

/** `POST /api/realtime/call`: an SDP offer in, the provider's answer out. Proxy signalling only. */
export function callRoute(sessions: SessionService): Router {
  const router = Router();
  router
    .route('/api/realtime/call')
    .post(...formBody(), async (request, response) => {
      const { token, sdp } = parseForm(request.body);
      const answer = await sessions.call(token, sdp, contextOf(response).caller);
      response.status(201).type('application/sdp').send(answer);
    })
    .all(methodNotAllowed(['POST']));
  return router;
}

function parseForm(body: unknown): { token: string; sdp: string } {
  const form = new URLSearchParams(typeof body === 'string' ? body : '');
  const token = form.get('token');
  const sdp = form.get('sdp');
  if (token === null) throw HttpError.unauthenticated();
  // Only the start is looked at: whether an offer is good is the provider's to say (RFC 8866, v=0 comes first).
  if (sdp === null || !sdp.startsWith('v=0')) throw HttpError.malformed('`sdp` is missing or is no offer.');
  return { token, sdp };
}
