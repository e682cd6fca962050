import type { Server } from 'node:http';
import { setTimeout as delayMs } from 'node:timers/promises';

import type { CreateBrain } from './brain/brain.js';
import { NUTRITION } from './brain/nutrition.js';
import type { Pace, Script } from './brain/script.js';
import { scriptedBrain } from './brain/scripted-brain.js';
import { Calls } from './calls.js';
import { seededRandom } from './conversation/ids.js';
import { FaultSource } from './faults/fault-source.js';
import { Gates } from './gates.js';
import type { Exchange } from './http/exchange.js';
import { Keys } from './http/keys.js';
import { RealtimeApi } from './http/realtime-api.js';
import { peerRoutes } from './http/routes.js';
import { beforeRequest } from './http/request-faults.js';
import { createPeerServer } from './http/server.js';
import type { SpeechPace } from './http/speech-stream.js';
import { Journal } from './journal.js';
import { realClock } from './link/real-clock.js';
import { openWebSocketDoor } from './link/web-socket-door.js';
import type { NetworkConditions } from './relay/udp-relay.js';
import type { SpeechEngine } from './speech-engine.js';
import { createSpeechEngine } from './speech/engine.js';
import { createVoice } from './speech/voice.js';
import type { Voice } from './speech/voice.js';

export interface RealtimePeerOptions {
  /** 0 (default) takes a free port. */
  readonly port?: number;
  /** Address to listen on; default 127.0.0.1. Media goes over every interface in any case. */
  readonly host?: string;
  /** What the assistant says; default: food and nutrition. Ignored with `createBrain`. */
  readonly script?: Script;
  /** How fast it writes; default: as the real server. */
  readonly pace?: Pace;
  /** Something else that thinks, e.g. a chat endpoint. */
  readonly createBrain?: CreateBrain;
  /** Fixed speed for `/v1/audio/speech`; default: as fast as the voice. */
  readonly speechPace?: SpeechPace;
  /** Voice and ears of calls; `null` = none. Default: flite and Moonshine, loaded when needed. */
  readonly speech?: SpeechEngine | null;
  /** What speaks for `/v1/audio/speech`; default: flite. Closed with the peer. */
  readonly voice?: Voice;
  /** Fault profiles are taken from requests; default false. */
  readonly faults?: boolean;
  /** Serves `/admin/*`; default false. */
  readonly admin?: boolean;
  /** Longest life of a session; default 3,600. */
  readonly limitSeconds?: number;
  /** The only server key accepted; default: any that begins with `sk-`. */
  readonly apiKey?: string;
  /** Same seed, same ids and choices; default 1. */
  readonly seed?: number;
  /** Leads all media through relays, so that `calls.find(id).relay` can worsen the network. */
  readonly network?: Partial<NetworkConditions>;
}

/** A running peer. */
export interface RealtimePeer {
  /** The API's root, `http://127.0.0.1:PORT/v1`. */
  readonly url: string;
  readonly port: number;
  readonly journal: Journal;
  readonly gates: Gates;
  readonly faults: FaultSource;
  readonly calls: Calls;
  /** Ends every call and request. May be called twice. */
  close(): Promise<void>;
}

/** Starts a stand-in for OpenAI Realtime on this machine. Rejects when the port is taken. */
export async function startRealtimePeer(options: RealtimePeerOptions = {}): Promise<RealtimePeer> {
  const clock = realClock;
  const seed = options.seed ?? 1;
  const random = seededRandom(seed);
  const journal = new Journal(() => clock.nowMs());
  const gates = new Gates();
  const faults = new FaultSource({ enabled: options.faults ?? false, random });
  const voice = options.voice ?? (await createVoice());
  const speech = options.speech === undefined ? await localSpeech(voice) : options.speech;
  const calls = new Calls({
    clock,
    journal,
    createBrain: options.createBrain ?? scripted(options, gates),
    ...(speech === null ? {} : { speech }),
    limitSeconds: options.limitSeconds ?? 3600,
    seed,
    ...(options.network === undefined ? {} : { network: options.network }),
  });
  const unixSeconds = () => clock.unixSeconds();
  const keys = new Keys({
    unixSeconds,
    ...(options.apiKey === undefined ? {} : { apiKey: options.apiKey }),
  });
  const nowMs = () => clock.nowMs();
  const routes = peerRoutes({
    realtime: new RealtimeApi({ calls, keys, random, faults, unixSeconds }),
    keys,
    speech: { voice, gates, delay, nowMs, pace: options.speechPace ?? {} },
    admin: options.admin === true ? { journal, gates, faults, calls } : undefined,
  });
  const server = createPeerServer(routes, {
    onOver: (exchange) => journal.add(httpEntry(exchange)),
    before: async (point, exchange) => {
      await gates.passed(point, exchange.signal);
      return await beforeRequest(exchange, faults.hitsRequest(point, exchange), delay);
    },
  });
  openWebSocketDoor(server, { calls, keys, random, faults, gates, journal, delay });
  const host = options.host ?? '127.0.0.1';
  await listen(server, options.port ?? 0, host);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The peer has no port.');
  const { port } = address;
  const close = once(async () => {
    gates.releaseAll();
    calls.closeAll();
    await closeServer(server);
    await speech?.close();
    await voice.close();
  });
  return { url: `http://${urlHost(host)}:${port}/v1`, port, journal, gates, faults, calls, close };
}

function scripted(options: RealtimePeerOptions, gates: Gates): CreateBrain {
  const pace = options.pace === undefined ? {} : { pace: options.pace };
  return scriptedBrain({ script: options.script ?? NUTRITION, gates, ...pace });
}

async function localSpeech(voice: Voice): Promise<SpeechEngine> {
  return await createSpeechEngine({ voice, report: (line) => console.error(line) });
}

async function delay(ms: number, signal: AbortSignal): Promise<void> {
  await delayMs(ms, undefined, { signal });
}

function httpEntry(exchange: Exchange) {
  return {
    kind: 'http' as const,
    method: exchange.method,
    path: exchange.path,
    status: exchange.response.headersSent ? exchange.response.statusCode : 0,
    requestBytes: exchange.requestBytes,
    responseBytes: exchange.responseBytes,
    aborted: !exchange.response.writableFinished,
    ...exchange.note,
  };
}

function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}

async function closeServer(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function once(run: () => Promise<void>): () => Promise<void> {
  let result: Promise<void> | undefined;
  return async () => {
    result ??= run();
    await result;
  };
}
