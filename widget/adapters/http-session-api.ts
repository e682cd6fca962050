import type { SessionReply } from '../../server/contract/session.js';
import { VoiceError } from '../session/errors.js';
import type { Clock, SessionApi, SessionQuery } from '../session/ports.js';
import { readRefusal } from './api-error.js';
import { Backend, SESSION_PATH } from './backend.js';
import { pause } from './pause.js';
import { callsUrl, exchangeOffer } from './sdp-exchange.js';
import { isSessionReply } from './session-reply.js';

/** `disconnect()` waits for the answer, and a backend that gives none must not keep it waiting for ever. */
const CLOSE_WITHIN_MS = 8_000;

/**
 * The backend's API by `fetch`.
 *
 * @param server where the backend is, an http(s) URL.
 * @param warm called with an address that will be asked soon; without one when a session is asked for, whose
 *   provider is not known yet.
 */
export function createHttpSessionApi(server: string, clock: Clock, warm: (url?: string) => void): SessionApi {
  // A form with the token in it: of JSON, and of a header of ours, browsers ask first whether a page may send them.
  const post = async (
    signal: AbortSignal,
    fields: SessionQuery & { readonly token?: string },
  ): Promise<SessionReply> => {
    const request = { method: 'POST', body: new URLSearchParams({ ...fields }), signal };
    return new Backend(server, clock).request(SESSION_PATH, request, readSessionReply);
  };
  return {
    async open(query: SessionQuery, signal) {
      try {
        const answer = post(signal, query);
        warm();
        return await answer;
      } catch (error) {
        throw asIdentityRefusal(error);
      }
    },
    renew: (token, signal, link) => post(signal, { token, ...(link === undefined ? {} : { link }) }),
    exchange: async (session, offerSdp, signal) =>
      exchangeOffer({ session, offerSdp, signal, clock, backend: new Backend(server, clock) }),
    warm: (session) => warm(callsUrl(session, new Backend(server, clock))),
    async close(token) {
      const over = new AbortController();
      try {
        // keepalive: the page may be gone before the answer.
        const init = {
          method: 'DELETE',
          headers: { Authorization: `Bearer ${token}` },
          keepalive: true,
          credentials: 'omit',
        } as const;
        const closing = fetch(new Backend(server, clock).url(SESSION_PATH), init);
        await Promise.race([closing, pause(CLOSE_WITHIN_MS, { clock, signal: over.signal })]);
      } catch {
        // Nobody is left to tell: the session ends by its own age.
        return;
      } finally {
        over.abort();
      }
    },
  };
}

async function readSessionReply(response: Response): Promise<SessionReply> {
  if (!response.ok) throw (await readRefusal(response)).error;
  const body: unknown = await response.json().catch((cause: unknown) => {
    throw new VoiceError('backend-not-found', `${response.url} does not answer in JSON.`, { cause });
  });
  if (isSessionReply(body)) return body;
  throw new VoiceError('backend-not-found', `${response.url} answers something that is not a session.`);
}

/** Who opens a session has no token that could have expired: a 401 is about the person. */
function asIdentityRefusal(error: unknown): unknown {
  if (!(error instanceof VoiceError) || error.code !== 'session-expired') return error;
  return new VoiceError('identity-refused', error.message, { cause: error });
}
