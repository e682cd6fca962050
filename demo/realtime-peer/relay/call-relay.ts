import { CLEAR, UdpRelay } from './udp-relay.js';
import type { NetworkConditions } from './udp-relay.js';

/** One call's media, led through a relay. */
export class CallRelay {
  #conditions: NetworkConditions;
  readonly #random: () => number;
  readonly #relays: UdpRelay[] = [];
  #dropWaiters: (() => void)[] = [];

  constructor(conditions: Partial<NetworkConditions>, random: () => number) {
    this.#conditions = { ...CLEAR, ...conditions };
    this.#random = random;
  }

  /** Changes what is named, from the next packet on. */
  set(change: Partial<NetworkConditions>): void {
    this.#conditions = { ...this.#conditions, ...change };
  }

  /** Packets over all relays of this call. */
  get counts(): { readonly forwarded: number; readonly dropped: number } {
    const sum = { forwarded: 0, dropped: 0 };
    for (const { counts } of this.#relays) {
      sum.forwarded += counts.forwarded;
      sum.dropped += counts.dropped;
    }
    return sum;
  }

  /** Where the browser has to send its packets. */
  get ports(): readonly number[] {
    return this.#relays.map((relay) => relay.port);
  }

  /** Resolves when the next packet is lost. */
  async nextDrop(): Promise<void> {
    await new Promise<void>((resolve) => this.#dropWaiters.push(resolve));
  }

  /**
   * The offer without the offerer's addresses. The peer would send its checks straight to them, and a browser
   * takes the shortest way that works: around the relay (Chromium names its addresses once it may use a microphone).
   */
  hide(offerSdp: string): string {
    return offerSdp.replaceAll(/^a=(?:candidate:.*|end-of-candidates)\r?\n/gm, '');
  }

  /** The answer with each UDP candidate replaced by a relay that leads to it. */
  async lead(answerSdp: string): Promise<string> {
    const lines = answerSdp.split('\r\n');
    const led = await Promise.all(lines.map((line) => this.#leadLine(line)));
    return led.filter((line) => line !== undefined).join('\r\n');
  }

  close(): void {
    for (const relay of this.#relays) relay.close();
  }

  async #leadLine(line: string): Promise<string | undefined> {
    if (!line.startsWith('a=candidate:')) return line;
    const parts = CANDIDATE.exec(line)?.groups;
    // IPv6 and TCP candidates would be ways around the relay.
    const { head, address, port, tail } = parts ?? {};
    if (address === undefined || port === undefined) return undefined;
    const relay = await UdpRelay.open({
      target: { address, port: Number(port) },
      host: address,
      random: this.#random,
      conditions: () => this.#conditions,
      onDrop: () => {
        for (const resolve of this.#dropWaiters.splice(0)) resolve();
      },
    });
    this.#relays.push(relay);
    return `${head}${address} ${relay.port}${tail}`;
  }
}

/** RFC 8839 §5.1: foundation, component, transport, priority, address, port, type. */
const CANDIDATE =
  /^(?<head>a=candidate:\S+ \d+ UDP \d+ )(?<address>\d+\.\d+\.\d+\.\d+) (?<port>\d+)(?<tail> typ host.*)$/i;
