import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';

import type { Calls, NewSession } from '../calls.js';
import { createIds } from '../conversation/ids.js';
import { defaultSession } from '../conversation/session-config.js';
import type { FaultSource } from '../faults/fault-source.js';
import type { Fault } from '../faults/profile.js';
import type { Gates } from '../gates.js';
import { HttpError } from '../http/http-error.js';
import type { Keys } from '../http/keys.js';
import { requireRealtimeModel } from '../http/models.js';
import type { Delay } from '../http/request-faults.js';
import type { Journal } from '../journal.js';
import { REALTIME_PROTOCOL, WebSocketRequest } from './web-socket-request.js';

const PATH = '/v1/realtime';
/** Measured 2026-09: a bad key, and a session that cannot be. */
const BAD_KEY = 3000;
const BAD_SESSION = 4000;
/** A second of PCM is 64 kB as base64; an image the largest thing a client sends. */
const MAX_EVENT_BYTES = 16 * 1024 * 1024;

export interface WebSocketDoorOptions {
  readonly calls: Calls;
  readonly keys: Keys;
  readonly random: () => number;
  readonly faults: FaultSource;
  readonly gates: Gates;
  readonly journal: Journal;
  readonly delay: Delay;
}

/** Lets clients in by `GET /v1/realtime?model=…` with an upgrade (OpenAI Realtime over WebSocket). */
export function openWebSocketDoor(server: Server, options: WebSocketDoorOptions): void {
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: MAX_EVENT_BYTES,
    // A browser gives up when the server speaks none of what it offered; the key is none.
    handleProtocols: (offered) => (offered.has(REALTIME_PROTOCOL) ? REALTIME_PROTOCOL : false),
  });
  server.on('upgrade', (request, stream, head) => {
    // Without a listener a connection broken off meanwhile would end the process.
    stream.on('error', () => stream.destroy());
    admit(request, stream, options)
      .then((wanted) => {
        if (wanted === undefined || stream.destroyed) return;
        sockets.handleUpgrade(request, stream, head, (socket) => serve(socket, wanted, options));
      })
      .catch(() => stream.destroy());
  });
}

/** Gates and faults have their turn. @returns `undefined` when the request has been answered. */
async function admit(
  request: IncomingMessage,
  stream: Duplex,
  { gates, faults, journal, delay }: WebSocketDoorOptions,
): Promise<WebSocketRequest | undefined> {
  const wanted = new WebSocketRequest(request);
  const note = (status: number): void => journal.add({ ...HTTP_NOTE, path: wanted.path, status });
  const refuse = (status: number): undefined => {
    note(status);
    stream.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    return undefined;
  };
  if (wanted.path !== PATH) return refuse(404);
  const gone = new AbortController();
  stream.once('close', () => gone.abort());
  await gates.passed('realtime', gone.signal);
  for (const fault of faults.hitsRequest('realtime', wanted)) {
    if (fault.do === 'status') return refuse(fault.status);
    if (fault.do === 'drop' || fault.do === 'close-peer') {
      note(0);
      stream.destroy();
      return undefined;
    }
    const waitMs = waitOf(fault);
    if (waitMs > 0) await delay(waitMs, gone.signal);
  }
  note(101);
  return wanted;
}

const HTTP_NOTE = { kind: 'http', method: 'GET', requestBytes: 0, responseBytes: 0, aborted: false } as const;
const FOR_EVER_MS = 3_600_000;

function waitOf(fault: Fault): number {
  if (fault.do === 'slow' || fault.do === 'delay') return fault.ms;
  return fault.do === 'blackhole' ? (fault.ms ?? FOR_EVER_MS) : 0;
}

function serve(socket: WebSocket, wanted: WebSocketRequest, options: WebSocketDoorOptions): void {
  try {
    options.calls.accept(socket, sessionOf(wanted, options));
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    const { type, code, message, param, status } = error;
    const event_id = createIds(options.random).next('event');
    const event = { type: 'error', event_id, error: { type, code, message, param, event_id: null } };
    socket.on('error', () => socket.terminate());
    socket.send(JSON.stringify(event));
    socket.close(status === 401 ? BAD_KEY : BAD_SESSION);
  }
}

/** @throws HttpError 401 for the key, 400 for everything else. */
function sessionOf(wanted: WebSocketRequest, { keys, faults, random }: WebSocketDoorOptions): NewSession {
  const { bearer, query, wantsBeta } = wanted;
  if (wantsBeta) throw badSession('beta_api_shape_disabled', BETA_IS_GONE);
  const own = faults.profileFor(wanted);
  const key = bearer.startsWith('ek_') ? keys.requireEphemeralKey(bearer) : undefined;
  if (key === undefined) keys.requireServerKey(bearer);
  if (query.has('call_id')) {
    throw badSession('unsupported_call_id', 'This peer lets nobody into a call that is under way.');
  }
  const model = query.get('model') ?? key?.session.model;
  if (model === undefined) throw badSession('missing_model', 'You must provide a model parameter.');
  requireModel(model);
  const session = key?.session ?? defaultSession(createIds(random).next('sess'), model);
  return { session, faults: own ?? key?.faults };
}

function requireModel(model: string): void {
  try {
    requireRealtimeModel(model);
  } catch (error) {
    throw error instanceof HttpError ? badSession('invalid_model', error.message) : error;
  }
}

const BETA_IS_GONE = 'The Realtime Beta API is no longer supported. Please use /v1/realtime for the GA API.';

function badSession(code: string, message: string): HttpError {
  return new HttpError(400, message, { code });
}
