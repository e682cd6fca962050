import type { Calls } from '../calls.js';
import { createIds } from '../conversation/ids.js';
import type { FaultSource } from '../faults/fault-source.js';
import type { FaultProfile } from '../faults/profile.js';
import { InvalidOffer } from '../link/webrtc-link.js';
import { parseCallSession, parseClientSecret } from './client-secrets.js';
import type { Exchange } from './exchange.js';
import { HttpError } from './http-error.js';
import type { Keys } from './keys.js';
import { readCallForm } from './multipart.js';

export interface RealtimeApiOptions {
  readonly calls: Calls;
  readonly keys: Keys;
  readonly random: () => number;
  readonly faults: FaultSource;
  readonly unixSeconds: () => number;
}

/** `client_secrets`, `calls` and `hangup` (OpenAI Realtime GA, §1 and §2). */
export class RealtimeApi {
  readonly #options: RealtimeApiOptions;

  constructor(options: RealtimeApiOptions) {
    this.#options = options;
  }

  async mint(exchange: Exchange): Promise<void> {
    const { keys, random, faults, unixSeconds } = this.#options;
    refuseBeta(exchange);
    keys.requireServerKey(exchange.bearer);
    const { session, lifeSeconds } = parseClientSecret(await exchange.json(), createIds(random));
    const expiresAt = unixSeconds() + lifeSeconds;
    const value = keys.mint({ session, expiresAt, faults: faults.profileFor(exchange) });
    exchange.sendJson(200, { value, expires_at: expiresAt, session });
  }

  async call(exchange: Exchange): Promise<void> {
    refuseBeta(exchange);
    const wanted = await this.#wantedCall(exchange);
    const { callId, answerSdp } = await this.#answer(wanted);
    exchange.note = { ...exchange.note, callId };
    exchange.response.setHeader('location', `/v1/realtime/calls/${callId}`);
    // The real server says text/plain; a client that checks for application/sdp is wrong.
    exchange.send(201, 'text/plain; charset=utf-8', answerSdp);
  }

  hangUp(exchange: Exchange, callId: string): void {
    const { keys, calls } = this.#options;
    keys.requireServerKey(exchange.bearer);
    const call = calls.find(callId);
    if (call === undefined) throw HttpError.notFound(`No call found with id '${callId}'.`);
    call.hangUp('hung up by the server key');
    exchange.response.writeHead(200).end();
  }

  async #wantedCall(exchange: Exchange) {
    const { keys, random, faults } = this.#options;
    const contentType = exchange.header('content-type') ?? '';
    const own = faults.profileFor(exchange);
    if (contentType.startsWith('multipart/form-data')) {
      keys.requireServerKey(exchange.bearer);
      const form = await readCallForm(await exchange.body(), contentType);
      const session = parseCallSession(form.session, createIds(random));
      return { offerSdp: form.sdp, session, faults: own };
    }
    if (contentType.split(';')[0]?.trim() !== 'application/sdp') {
      throw new HttpError(
        400,
        `Unsupported content type '${contentType}'. This API method accepts 'application/sdp' and 'multipart/form-data'.`,
        { code: 'unsupported_content_type' },
      );
    }
    const key = keys.requireEphemeralKey(exchange.bearer);
    const offerSdp = (await exchange.body()).toString('utf8');
    return { offerSdp, session: key.session, faults: own ?? key.faults };
  }

  async #answer(wanted: {
    offerSdp: string;
    session: Parameters<Calls['create']>[0]['session'];
    faults: FaultProfile | undefined;
  }) {
    try {
      return await this.#options.calls.create(wanted);
    } catch (error) {
      throw error instanceof InvalidOffer ? HttpError.invalidOffer() : error;
    }
  }
}

/** OpenAI Realtime: since 2026-05 the beta header is fatal. */
function refuseBeta(exchange: Exchange): void {
  if (exchange.header('openai-beta') === undefined) return;
  throw new HttpError(
    400,
    'The Realtime Beta API is no longer supported. Please use the GA API: remove the OpenAI-Beta header.',
    { code: 'beta_api_shape_disabled' },
  );
}
