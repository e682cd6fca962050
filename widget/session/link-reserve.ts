import type { Clock, LinkEvent, LinkOptions, PreparedLink, RealtimeLink } from './ports.js';

/** The addresses gathered for an offer are this machine's of that moment: after a change of network they lead nowhere. */
const FRESH_MS = 120_000;

interface Reserved {
  readonly link: Promise<PreparedLink>;
  readonly lifetime: AbortController;
  readonly preparedAtMs: number;
  /** What happened before somebody took it, oldest first; afterwards the taker's. */
  onEvent: (event: LinkEvent) => void;
  readonly early: LinkEvent[];
}

/**
 * Keeps one prepared link for the call that is to come: its offer is made and its addresses are known when the
 * visitor clicks, which saves the peer a round trip of finding them (performance baselines §3b).
 */
export class LinkReserve {
  readonly #clock: Clock;
  readonly #links: RealtimeLink;
  #reserved: Reserved | undefined;

  constructor(clock: Clock, links: RealtimeLink) {
    this.#clock = clock;
    this.#links = links;
  }

  /** Prepares a link and keeps it, in place of the one it had. Never rejects: a failure shows when it is taken. */
  prepare(iceServers: LinkOptions['iceServers']): void {
    this.drop();
    const early: LinkEvent[] = [];
    const lifetime = new AbortController();
    const reserved: Reserved = {
      lifetime,
      early,
      preparedAtMs: this.#clock.now(),
      onEvent: (event) => early.push(event),
      link: this.#links.prepare({
        iceServers,
        onEvent: (event) => reserved.onEvent(event),
        signal: lifetime.signal,
      }),
    };
    // Whoever takes it hears of the failure; nobody has to.
    reserved.link.catch(() => undefined);
    this.#reserved = reserved;
  }

  /** The kept link if it is fresh, else a new one. It is the caller's, and lives as `options.signal` says. */
  take(options: LinkOptions): Promise<PreparedLink> {
    const reserved = this.#reserved;
    if (!reserved || this.#clock.now() - reserved.preparedAtMs > FRESH_MS) {
      this.drop();
      return this.#links.prepare(options);
    }
    this.#reserved = undefined;
    options.signal.addEventListener('abort', () => reserved.lifetime.abort(), { once: true });
    for (const event of reserved.early) options.onEvent(event);
    reserved.onEvent = options.onEvent;
    return reserved.link;
  }

  /** Closes the kept link. */
  drop(): void {
    this.#reserved?.lifetime.abort();
    this.#reserved = undefined;
  }
}
