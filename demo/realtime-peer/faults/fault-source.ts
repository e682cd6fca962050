import { HttpError } from '../http/http-error.js';
import { FaultCounter, FaultProfile } from './profile.js';
import type { Fault, HttpPoint } from './profile.js';

const HEADER = 'x-peer-faults';
const KEY_PREFIX = 'sk-faults-';

/** What of a request can name a profile. */
export interface FaultRequest {
  readonly bearer: string;
  header(name: string): string | undefined;
}

export interface FaultSourceOptions {
  readonly enabled: boolean;
  readonly random: () => number;
}

/**
 * Where fault profiles come from. A request's own wins: header `X-Peer-Faults` (a profile as JSON,
 * or a name), then a server key `sk-faults-NAME`, then the profile set for everyone. Without
 * faults enabled there is none, whatever a request says.
 */
export class FaultSource {
  readonly #options: FaultSourceOptions;
  readonly #named = new Map<string, FaultProfile>();
  #forEveryone: FaultProfile | undefined;
  #requests: FaultCounter;

  constructor(options: FaultSourceOptions) {
    this.#options = options;
    this.#requests = new FaultCounter(undefined, options.random);
  }

  get enabled(): boolean {
    return this.#options.enabled;
  }

  /** For sessions made from now on, and for requests. `undefined` ends it. */
  set(profile: FaultProfile | undefined): void {
    this.#requireEnabled();
    this.#forEveryone = profile;
    this.#requests = new FaultCounter(profile, this.#options.random);
  }

  /** Makes a profile available by name, for header and key. */
  name(name: string, profile: FaultProfile): void {
    this.#requireEnabled();
    this.#named.set(name, profile);
  }

  /** @throws HttpError 400 when the request names or spells a profile that is none. */
  profileFor(request: FaultRequest): FaultProfile | undefined {
    if (!this.#options.enabled) return undefined;
    const header = request.header(HEADER);
    if (header !== undefined) return header.startsWith('{') ? parse(header) : this.#find(header);
    const { bearer } = request;
    if (bearer.startsWith(KEY_PREFIX)) return this.#find(bearer.slice(KEY_PREFIX.length));
    return this.#forEveryone;
  }

  /** What hits this request; the profile for everyone is counted over all requests. */
  hitsRequest(point: HttpPoint, request: FaultRequest): Fault[] {
    if (!this.#options.enabled) return [];
    const own = this.profileFor(request);
    if (own === undefined || own === this.#forEveryone) return this.#requests.hit(point);
    return new FaultCounter(own, this.#options.random).hit(point);
  }

  #find(name: string): FaultProfile {
    const profile = this.#named.get(name);
    if (profile !== undefined) return profile;
    throw new HttpError(400, `There is no fault profile named '${name}'.`, { param: HEADER });
  }

  #requireEnabled(): void {
    if (!this.#options.enabled) throw new Error('Faults are not enabled on this peer.');
  }
}

function parse(text: string): FaultProfile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  const result = FaultProfile.safeParse(value);
  if (result.success) return result.data;
  throw new HttpError(400, `The fault profile is malformed: ${result.error.issues[0]?.message}`, {
    param: HEADER,
  });
}
