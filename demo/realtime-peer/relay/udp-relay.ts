import { createSocket } from 'node:dgram';
import type { RemoteInfo, Socket } from 'node:dgram';
import { once } from 'node:events';

/** The network between browser and peer, changeable while calls run. */
export interface NetworkConditions {
  /** One way, added to every packet. */
  readonly delayMs: number;
  /** Up to this much more, drawn per packet: packets may overtake each other. */
  readonly jitterMs: number;
  /** 0–1, per packet and direction. */
  readonly loss: number;
  /** Nothing passes at all. */
  readonly blackhole: boolean;
}

export const CLEAR: NetworkConditions = { delayMs: 0, jitterMs: 0, loss: 0, blackhole: false };

export interface UdpRelayOptions {
  /** Where the peer's media is. */
  readonly target: { readonly address: string; readonly port: number };
  /** Address to listen on: one that the browser reaches. */
  readonly host: string;
  readonly random: () => number;
  /** Read for every packet. */
  readonly conditions: () => NetworkConditions;
  readonly onDrop?: () => void;
}

/** Forwards datagrams between whoever writes to it and the peer; needs no root. */
export class UdpRelay {
  readonly port: number;
  readonly counts = { forwarded: 0, dropped: 0 };
  readonly #options: UdpRelayOptions;
  readonly #front: Socket;
  /** One socket per client address, so that answers find their way back. */
  readonly #backs = new Map<string, Socket>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #closed = false;

  constructor(options: UdpRelayOptions, front: Socket) {
    this.#options = options;
    this.#front = front;
    this.port = front.address().port;
    front.on('message', (packet, from) => this.#inbound(packet, from));
    // A peer that has gone answers by ICMP; a relay drops what nobody takes.
    front.on('error', () => undefined);
  }

  static async open(options: UdpRelayOptions): Promise<UdpRelay> {
    const front = createSocket(options.host.includes(':') ? 'udp6' : 'udp4');
    front.bind(0, options.host);
    await once(front, 'listening');
    return new UdpRelay(options, front);
  }

  /** Idempotent. Packets on their way are dropped. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    for (const back of this.#backs.values()) back.close();
    this.#front.close();
  }

  #inbound(packet: Buffer, from: RemoteInfo): void {
    const back = this.#backFor(from);
    const { target } = this.#options;
    this.#pass(() => back.send(packet, target.port, target.address));
  }

  #backFor(client: RemoteInfo): Socket {
    const key = `${client.address}:${client.port}`;
    const known = this.#backs.get(key);
    if (known !== undefined) return known;
    const back = createSocket(this.#options.target.address.includes(':') ? 'udp6' : 'udp4');
    back.on('message', (packet) => {
      this.#pass(() => this.#front.send(packet, client.port, client.address));
    });
    back.on('error', () => undefined);
    this.#backs.set(key, back);
    return back;
  }

  #pass(forward: () => void): void {
    const { conditions, random } = this.#options;
    const { blackhole, loss, delayMs, jitterMs } = conditions();
    if (blackhole || (loss > 0 && random() < loss)) {
      this.counts.dropped += 1;
      this.#options.onDrop?.();
      return;
    }
    this.counts.forwarded += 1;
    const waitMs = delayMs + jitterMs * random();
    if (waitMs <= 0) {
      forward();
      return;
    }
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      forward();
    }, waitMs);
    this.#timers.add(timer);
  }
}
