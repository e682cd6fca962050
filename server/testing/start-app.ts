import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { createApp, type AppOptions } from '../app.js';
import { SessionReply } from '../contract/session.js';
import { CallRegister } from '../services/call-register.js';
import { deriveKeys } from '../services/derived-keys.js';
import { SessionService, type SessionServiceOptions } from '../services/session-service.js';
import { SessionTokens } from '../services/session-tokens.js';
import { SpeechService } from '../services/speech-service.js';
import type { SpeechProvider } from '../services/speech-provider.js';
import { SpendLimits, type Budgets } from '../services/spend-limits.js';
import { StreamSlots } from '../services/stream-slots.js';
import { createMemoryAllowance } from '../store/memory-allowance.js';
import { MemorySessionStore } from '../store/memory-session-store.js';
import { CollectedLog } from './collected-log.js';
import { FakeGateway } from './fake-gateway.js';
import { FakeSpeech } from './fake-speech.js';

export const ORIGIN = 'https://shop.example';

export interface TestAppOptions {
  readonly app?: Partial<AppOptions>;
  readonly session?: Partial<SessionServiceOptions>;
  readonly budgets?: Partial<Record<keyof Budgets, number>>;
  readonly streams?: { readonly perSession: number; readonly inTotal: number };
  readonly signaling?: 'direct' | 'proxy';
  /** `null`: no voice. */
  readonly provider?: SpeechProvider | null;
  readonly pumpLimits?: { readonly stallMs: number; readonly readerStallMs: number };
}

export type TestRequestInit = Omit<RequestInit, 'headers'> & {
  readonly headers?: Readonly<Record<string, string>>;
};

const BUDGETS: Record<keyof Budgets, number> = {
  mintsPerAddress: 1000,
  mintsPerIdentity: 1000,
  mintsPerSession: 1000,
  mintsPerDay: 1000,
  charactersPerSession: 1_000_000,
  charactersPerAddress: 1_000_000,
  charactersPerDay: 1_000_000,
};

/** The real app on a free port, with a fake provider behind it and every line of its log kept. */
export async function startApp(options: TestAppOptions = {}) {
  const log = new CollectedLog();
  const gateway = new FakeGateway();
  const speech = new FakeSpeech();
  const clock = { now: Date.parse('2026-11-22T12:00:00Z') };
  const signaling = options.signaling ?? 'direct';
  const store = new MemorySessionStore(() => clock.now);
  const limits = new SpendLimits(budgets(options.budgets));
  const slots = new StreamSlots(options.streams ?? { perSession: 3, inTotal: 400 });
  const provider = options.provider === undefined ? speech : options.provider;
  const speechService =
    provider === null ? null : new SpeechService({ provider, limits, slots, maxCharacters: 100 });
  const keys = deriveKeys('a secret for tests only, never for anything else');
  const tokens = new SessionTokens(keys.tokenKey, () => clock.now);
  const sessions = new SessionService({
    gateway,
    tokens,
    store,
    calls: new CallRegister({ gateway, store, log, now: () => clock.now }),
    limits,
    identityKey: keys.identityKey,
    offer: {
      signaling,
      callsUrl: signaling === 'direct' ? 'https://realtime.example/v1/realtime/calls' : './call',
      webSocketUrl: 'wss://realtime.example/v1/realtime?model=m',
      iceServers: [],
      modes: ['hybrid', 'text'],
      tts: speechService?.offer ?? null,
      limits: { ttsCharacters: 100, turnCharacters: 200 },
    },
    identify: 'email',
    sessionSeconds: 3600,
    keySeconds: 600,
    now: () => clock.now,
    ...options.session,
  });
  const app = createApp({
    api: {
      sessions,
      speech: speechService,
      signaling,
      ...(signaling === 'direct' ? { callsOrigin: 'https://realtime.example' } : {}),
      pumpLimits: options.pumpLimits ?? { stallMs: 60_000, readerStallMs: 60_000 },
    },
    origins: { allowed: [ORIGIN], allowSelf: false, allowMissing: false },
    trustProxy: false,
    log,
    dist: tmpdir(),
    demoPage: null,
    isDraining: () => false,
    ...options.app,
  });
  const server = createServer(app);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const api = (path: string, init: TestRequestInit = {}): Promise<Response> =>
    fetch(`${url}${path}`, { ...init, headers: { origin: ORIGIN, ...init.headers } });

  return {
    url,
    log,
    gateway,
    speech,
    clock,
    slots,
    tokens,
    store,
    api,
    /** Posts JSON. */
    post: (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
      api(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
    /** Opens a session with a key that the fake provider mints. */
    openSession: async (): Promise<SessionReply> => {
      if (signaling === 'direct') gateway.onMint(async () => freshKey(clock.now));
      const response = await api('/api/realtime/session', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email: 'visitor@mail.example' }),
      });
      return SessionReply.parse(await response.json());
    },
    stop: async (): Promise<void> => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

export type TestApp = Awaited<ReturnType<typeof startApp>>;

export function freshKey(now: number, seconds = 600): { value: string; expiresAt: number } {
  return { value: 'ek_test', expiresAt: Math.floor(now / 1000) + seconds };
}

export function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

function budgets(overrides: TestAppOptions['budgets']): Budgets {
  const allowance = (name: keyof Budgets) =>
    createMemoryAllowance({ points: overrides?.[name] ?? BUDGETS[name], windowSeconds: 3600 });
  return {
    mintsPerAddress: allowance('mintsPerAddress'),
    mintsPerIdentity: allowance('mintsPerIdentity'),
    mintsPerSession: allowance('mintsPerSession'),
    mintsPerDay: allowance('mintsPerDay'),
    charactersPerSession: allowance('charactersPerSession'),
    charactersPerAddress: allowance('charactersPerAddress'),
    charactersPerDay: allowance('charactersPerDay'),
  };
}
