import { Router } from 'express';
import { TtsRequest } from '../contract/tts.js';
import { inputOf, readBody } from '../middleware/body.js';
import { methodNotAllowed } from '../middleware/error-handler.js';
import { contextOf } from '../middleware/request-context.js';
import { HttpError } from '../services/http-error.js';
import type { SessionService } from '../services/session-service.js';
import { pump, type PumpLimits } from '../services/speech-pump.js';
import type { SpeechService } from '../services/speech-service.js';
import { parseBody } from './parse.js';

export interface TtsRouteOptions {
  readonly sessions: SessionService;
  /** `null` where this server has no voice. */
  readonly speech: SpeechService | null;
  readonly pumpLimits: PumpLimits;
}

/** `POST /api/realtime/tts`: a sentence in, sound out while it is being made. */
export function ttsRoute({ sessions, speech, pumpLimits }: TtsRouteOptions): Router {
  const router = Router();
  router
    .route('/api/realtime/tts')
    .post(...readBody(), async (request, response) => {
      const { token, fields } = inputOf(request);
      // First: what a stranger asks for is not worth looking at.
      const session = await sessions.authenticate(token);
      if (speech === null) throw new HttpError('tts-unsupported', 'This server has no voice (TTS_PROVIDER).');
      const query = parseBody(TtsRequest, fields);
      const spoken = await speech.open(query, session, contextOf(response).caller);
      response.status(200).setHeader('Content-Type', spoken.contentType);
      // Tells the widget a slow network from a slow voice, which it could not by the sound's coming alone.
      if (spoken.msPerSecond !== undefined)
        response.setHeader('Server-Timing', `voice;dur=${spoken.msPerSecond.toFixed(1)}`);
      spoken.handedOn(await pump(spoken.body, response, pumpLimits));
    })
    .all(methodNotAllowed(['POST']));
  return router;
}
