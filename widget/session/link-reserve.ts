import type { Clock, LinkEvent, LinkOptions, PreparedLink, RealtimeLink } from './ports.js';

/** The addresses gathered for an offer are this machine's of that moment: after a change of network they lead nowhere. */
const FRESH_MS = 120_000;

interface Reserved {
  readonly kind: LinkOptions['kind'];
  readonly link: Promise<PreparedLink>;
  readonly lifetime: AbortController;
  readonly preparedAtMs: number;
  /** Tells what happened before, oldest first, and from now on what happens. */
  readonly handTo: (onEvent: (event: LinkEvent) => void) => void;
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
  prepare(iceServers: LinkOptions['iceServers'], kind?: LinkOptions['kind']): void {
    this.drop();
    const early: LinkEvent[] = [];
    // A variable, not a part of what is kept: a link reports its first states before `prepare` has returned.
    let tell = (event: LinkEvent): void => void early.push(event);
    const lifetime = new AbortController();
    const link = this.#links.prepare({
      iceServers,
      ...(kind === undefined ? {} : { kind }),
      onEvent: (event) => tell(event),
      signal: lifetime.signal,
    });
    // Whoever takes it hears of the failure; nobody has to.
    link.catch(() => undefined);
    const handTo = (onEvent: (event: LinkEvent) => void): void => {
      for (const event of early) onEvent(event);
      tell = onEvent;
    };
    this.#reserved = { kind, link, lifetime, preparedAtMs: this.#clock.now(), handTo };
  }

  /** Whether it keeps a link that is too old to be taken. */
  get isStale(): boolean {
    return this.#reserved !== undefined && this.#clock.now() - this.#reserved.preparedAtMs > FRESH_MS;
  }

  /** The kept link if it is fresh and of the wanted kind, else a new one. It is the caller's, and lives as `options.signal` says. */
  take(options: LinkOptions): Promise<PreparedLink> {
    const reserved = this.#reserved;
    if (!reserved || this.isStale || reserved.kind !== options.kind) {
      this.drop();
      return this.#links.prepare(options);
    }
    this.#reserved = undefined;
    options.signal.addEventListener('abort', () => reserved.lifetime.abort(), { once: true });
    reserved.handTo(options.onEvent);
    return reserved.link;
  }

  /** Closes the kept link. */
  drop(): void {
    this.#reserved?.lifetime.abort();
    this.#reserved = undefined;
  }
}
