import { z } from 'zod';

import type { Ids } from '../conversation/ids.js';
import { ProtocolError } from '../conversation/protocol-error.js';
import { schemaError } from '../conversation/schema-error.js';
import { applyPatch, defaultSession } from '../conversation/session-config.js';
import type { SessionConfig } from '../conversation/session-config.js';
import { SessionPatch } from '../conversation/session-schema.js';
import { HttpError } from './http-error.js';
import { DEFAULT_REALTIME_MODEL, requireRealtimeModel } from './models.js';

/** OpenAI Realtime: 10–7,200 s, 600 when not said. */
const ClientSecretRequest = z.strictObject({
  expires_after: z
    .strictObject({
      anchor: z.literal('created_at').optional(),
      seconds: z.int().min(10).max(7200).optional(),
    })
    .optional(),
  session: SessionPatch.optional(),
});

const DEFAULT_KEY_SECONDS = 600;

export interface ParsedClientSecret {
  readonly session: SessionConfig;
  readonly lifeSeconds: number;
}

/** @throws HttpError 400 naming the field that does not fit. */
export function parseClientSecret(body: object, ids: Ids): ParsedClientSecret {
  const result = ClientSecretRequest.safeParse(body);
  if (!result.success) throw HttpError.from(schemaError(result.error, body));
  return {
    session: sessionFrom(result.data.session, ids),
    lifeSeconds: result.data.expires_after?.seconds ?? DEFAULT_KEY_SECONDS,
  };
}

/** The `session` part of a unified call. @throws HttpError 400 */
export function parseCallSession(body: unknown, ids: Ids): SessionConfig {
  const result = SessionPatch.safeParse(body);
  if (!result.success) throw HttpError.from(schemaError(result.error, body, 'session'));
  return sessionFrom(result.data, ids);
}

function sessionFrom(patch: SessionPatch | undefined, ids: Ids): SessionConfig {
  if (patch?.type === 'transcription') {
    throw HttpError.from(
      new ProtocolError(
        "This local peer has no transcription sessions. A 'realtime' session with 'audio.input.transcription' writes down what it hears.",
        { code: 'unsupported_value', param: 'session.type' },
      ),
    );
  }
  const model = patch?.model;
  if (model !== undefined) requireRealtimeModel(model);
  const session = defaultSession(ids.next('sess'), model ?? DEFAULT_REALTIME_MODEL);
  if (patch === undefined) return session;
  try {
    return applyPatch(session, patch, { voiceLocked: false, modelFixed: false });
  } catch (error) {
    throw error instanceof ProtocolError ? HttpError.from(error) : error;
  }
}
