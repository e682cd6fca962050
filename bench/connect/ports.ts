/**
 * Where the programs of the benchmark listen. Any numbers would do: its network has no other inhabitants.
 * Each origin has a port of its own, in TLS, and most of them a program behind it on loopback, in plain HTTP.
 */
export const PAGE_PORT = 8443;

/** The host page of one visit, counted from 0. */
export function pageHost(visit: number): string {
  return `visit-${visit}${PAGE_DOMAIN}`;
}

/** Reserved for tests (RFC 6761): nobody's real host can be meant. */
export const PAGE_DOMAIN = '.test';

/** More visits than any run of the benchmark makes: a backend is told its pages before it starts. */
export const MOST_VISITS = 400;

export interface ProviderOrigin {
  readonly port: number;
  /** Access-Control-Max-Age of its preflights. */
  readonly preflightSeconds: number;
}

export const LOOPBACK_PEER_PORT = 3001;

/** One provider, as two origins: how long OpenAI lets browsers keep its preflights is not known. */
export const PROVIDERS = {
  cached: { port: 8445, preflightSeconds: 600 },
  uncached: { port: 8446, preflightSeconds: 0 },
} satisfies Readonly<Record<string, ProviderOrigin>>;

export interface BackendOrigin {
  readonly port: number;
  readonly loopbackPort: number;
  readonly signaling: 'direct' | 'proxy';
  /** How long its TLS end keeps an idle connection: as the usual reverse proxies do (nginx: keepalive_timeout 75s). */
  readonly keepAliveMs: number;
  /** Where it sends browsers with their offer. */
  readonly provider: ProviderOrigin;
}

/** The backend in each of the ways a site owner can set it up. */
export const BACKENDS = {
  direct: {
    port: 8451,
    loopbackPort: 3011,
    signaling: 'direct',
    keepAliveMs: 75_000,
    provider: PROVIDERS.cached,
  },
  uncached: {
    port: 8452,
    loopbackPort: 3012,
    signaling: 'direct',
    keepAliveMs: 75_000,
    provider: PROVIDERS.uncached,
  },
  proxy: {
    port: 8453,
    loopbackPort: 3013,
    signaling: 'proxy',
    keepAliveMs: 75_000,
    provider: PROVIDERS.cached,
  },
  // As after a pause in which nobody spoke: any other proxy would do, if one waited long enough.
  hasty: {
    port: 8454,
    loopbackPort: 3014,
    signaling: 'direct',
    keepAliveMs: 1_000,
    provider: PROVIDERS.cached,
  },
} satisfies Readonly<Record<string, BackendOrigin>>;

export type BackendName = keyof typeof BACKENDS;
