import type { SessionReply } from '../../server/contract/session.js';
import { type ErrorCode, VoiceError } from '../session/errors.js';
import type { Clock } from '../session/ports.js';
import { providerErrorCode } from '../session/errors-of-provider.js';
import { field, readRefusal } from './api-error.js';
import { type Backend, SESSION_PATH } from './backend.js';
import { withDeadline } from './deadline.js';
import { permittedFetch } from './permitted-fetch.js';

/** As long as the provider may take to set up a call (reliability matrix P2). */
const ANSWER_WITHIN_MS = 10_000;

export interface OfferExchange {
  readonly session: SessionReply;
  readonly offerSdp: string;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly backend: Backend;
}

/**
 * Sends the offer where the backend said and resolves with the answer SDP.
 *
 * @throws VoiceError `exchange-refused` (4xx), `exchange-failed` (no answer, 5xx, not SDP), `quota-exhausted`,
 *   `model-unavailable`, `config-invalid` where the page's own policy forbids it, or for proxy signalling what our
 *   backend says.
 */
export function exchangeOffer(exchange: OfferExchange): Promise<string> {
  const { backend, clock, session, signal } = exchange;
  const url = callsUrl(session, backend);
  const expired = (): VoiceError =>
    new VoiceError('exchange-failed', `${url} did not answer within ${ANSWER_WITHIN_MS} ms.`);
  return withDeadline({ clock, delayMs: ANSWER_WITHIN_MS, signal, expired }, async (signal) => {
    const response = await post(url, { ...requestFor(exchange), signal }, clock);
    if (!response.ok) throw await refusalOf(response, session.signaling);
    const answer = await response.text();
    // The provider labels SDP as text/plain: only the text itself tells (OpenAI Realtime, recorded 2026-07).
    if (!answer.startsWith('v=0'))
      throw new VoiceError('exchange-failed', `${url} answered something that is not SDP.`);
    return answer;
  });
}

/** Proxy signalling answers with an address beside the session's own. */
export function callsUrl(session: SessionReply, backend: Backend): string {
  return new URL(session.callsUrl, backend.url(SESSION_PATH)).href;
}

async function post(
  url: string,
  init: RequestInit & { readonly signal: AbortSignal },
  clock: Clock,
): Promise<Response> {
  try {
    return await permittedFetch(url, { method: 'POST', credentials: 'omit', ...init }, clock);
  } catch (cause) {
    if (cause instanceof VoiceError) throw cause;
    throw new VoiceError('exchange-failed', `${url} cannot be reached.`, { cause });
  }
}

function requestFor({ session, offerSdp }: OfferExchange): RequestInit {
  if (session.signaling === 'proxy') {
    // A form: the one way to carry both without a preflight.
    return { body: new URLSearchParams({ token: session.session.token, sdp: offerSdp }) };
  }
  // Authorization and Content-Type and no third: the provider's preflight allows no other header.
  return {
    body: offerSdp,
    headers: { 'Content-Type': 'application/sdp', Authorization: `Bearer ${session.key?.value ?? ''}` },
  };
}

async function refusalOf(response: Response, signaling: 'direct' | 'proxy'): Promise<VoiceError> {
  if (signaling === 'direct') return providerRefusal(response);
  const { error, apiCode, status } = await readRefusal(response);
  return apiCode === undefined || apiCode === 'malformed' || apiCode.startsWith('upstream-')
    ? new VoiceError(codeOf(status), error.message, { cause: error })
    : error;
}

/** OpenAI tells quota and model problems only in the body: `{error: {code}}` (OpenAI Realtime §2.4). */
async function providerRefusal(response: Response): Promise<VoiceError> {
  const body: unknown = await response.json().catch(() => undefined);
  const code = field(field(body, 'error'), 'code');
  const message = `The provider answered the offer with ${response.status}.`;
  return new VoiceError(providerErrorCode(code) ?? codeOf(response.status), message);
}

function codeOf(status: number): ErrorCode {
  if (status === TOO_MANY) return 'rate-limited';
  return status < 500 && status !== TIMEOUT ? 'exchange-refused' : 'exchange-failed';
}

const TIMEOUT = 408;
const TOO_MANY = 429;
