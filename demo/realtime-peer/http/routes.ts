import { adminRoutes } from './admin.js';
import type { AdminOptions } from './admin.js';
import type { Exchange } from './exchange.js';
import type { Keys } from './keys.js';
import { modelById, modelList } from './models.js';
import type { RealtimeApi } from './realtime-api.js';
import type { Route } from './server.js';
import { parseSpeechRequest } from './speech-request.js';
import { streamSpeech } from './speech-stream.js';
import type { SpeechService } from './speech-stream.js';

export interface RoutesOptions {
  readonly realtime: RealtimeApi;
  readonly keys: Keys;
  readonly speech: SpeechService;
  readonly admin: AdminOptions | undefined;
}

/** Every path of the peer. */
export function peerRoutes({ realtime, keys, speech, admin }: RoutesOptions): Route[] {
  return [
    {
      method: 'POST',
      path: /^\/v1\/realtime\/client_secrets$/,
      point: 'client_secrets',
      handle: (exchange) => realtime.mint(exchange),
    },
    {
      method: 'POST',
      path: /^\/v1\/realtime\/calls$/,
      point: 'calls',
      handle: (exchange) => realtime.call(exchange),
    },
    {
      method: 'POST',
      path: /^\/v1\/realtime\/calls\/([^/]+)\/hangup$/,
      handle: (exchange, callId = '') => realtime.hangUp(exchange, callId),
    },
    {
      method: 'POST',
      path: /^\/v1\/audio\/speech$/,
      point: 'speech',
      handle: (exchange) => speak(exchange, keys, speech),
    },
    {
      method: 'GET',
      path: /^\/v1\/models$/,
      handle: (exchange) => {
        keys.requireServerKey(exchange.bearer);
        exchange.sendJson(200, modelList());
      },
    },
    {
      method: 'GET',
      path: /^\/v1\/models\/([^/]+)$/,
      handle: (exchange, id = '') => {
        keys.requireServerKey(exchange.bearer);
        exchange.sendJson(200, modelById(id));
      },
    },
    ...(admin === undefined ? [] : adminRoutes(admin)),
  ];
}

async function speak(exchange: Exchange, keys: Keys, service: SpeechService): Promise<void> {
  keys.requireServerKey(exchange.bearer);
  const wanted = parseSpeechRequest(await exchange.json());
  exchange.note = { input: wanted.input };
  await streamSpeech(exchange, wanted, service);
}
