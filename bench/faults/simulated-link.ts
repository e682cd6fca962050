/** A link over the simulated network that behaves as Chromium's do, to a call of its own. */
import { withDeadline } from '../../widget/adapters/deadline.js';
import { VoiceError } from '../../widget/session/errors.js';
import type {
  Clock,
  EnterSocket,
  LinkEvent,
  LinkOptions,
  LinkStats,
  PreparedLink,
} from '../../widget/session/ports.js';
import type { Random } from '../listening/random.js';
import { type Happenings, wireEvent } from './happenings.js';
import { LinkChecks } from './link-checks.js';
import type { Network } from './network.js';
import { Pipe } from './pipe.js';
import type { Provider, ProviderCall } from './provider.js';
import type { SimulatedTime } from './simulated-time.js';

/** As the adapters have it. */
const OPEN_WITHIN_MS = 10_000;
/** ICE, DTLS and SCTP after the answer (performance baselines §3). */
const OPENING_ROUND_TRIPS = 3;
/** Measured in Chromium 156 with all packets dropped: `disconnected` after 5–7 s, `failed` about 10 s later. */
const DISCONNECTED_AFTER_MS = 5_000;
const FAILED_AFTER_MS = 10_000;
/** A server that hears nothing gives the call up (RFC 7675, consent expires). */
const CONSENT_MS = 30_000;

export interface LinksOptions {
  readonly time: SimulatedTime;
  readonly clock: Clock;
  readonly random: Random;
  readonly network: Network;
  readonly provider: Provider;
  readonly happenings: Happenings;
}

type SimulatedLinkOptions = LinksOptions &
  Omit<LinkOptions, 'kind'> & { readonly kind: 'webrtc' | 'websocket' };

export class SimulatedLink implements PreparedLink {
  readonly name: string;
  readonly #options: SimulatedLinkOptions;
  /** Aborts when the session gives it back. */
  readonly #ended = new AbortController();
  readonly #checks: LinkChecks;
  readonly #up: Pipe;
  readonly #down: Pipe;
  #address = 0;
  #call: ProviderCall | undefined;
  #channel: RTCDataChannelState = 'connecting';
  #isBlocked = false;
  #isDead = false;
  #outageBeganAtMs = 0;
  #wasDisconnected = false;
  #decay: () => void = () => undefined;

  constructor(name: string, options: SimulatedLinkOptions) {
    this.name = name;
    this.#options = options;
    const { time, network, signal } = options;
    this.#checks = new LinkChecks(time);
    this.#up = new Pipe({ time, network, to: 'world' });
    this.#down = new Pipe({ time, network, to: 'page' });
    signal.addEventListener('abort', () => this.close(), { once: true });
    network.onChange(() => this.#followNetwork(), this.#ended.signal);
  }

  get isOpen(): boolean {
    return this.#channel === 'open' && !this.#ended.signal.aborted;
  }

  get isHeld(): boolean {
    return !this.#ended.signal.aborted;
  }

  get call(): ProviderCall | undefined {
    return this.#call;
  }

  async connect(
    exchange: (offerSdp: string, signal: AbortSignal) => Promise<string>,
    enterSocket?: EnterSocket,
  ): Promise<void> {
    const { signal } = this.#ended;
    if (signal.aborted) throw VoiceError.aborted();
    try {
      if (this.#options.kind === 'webrtc') {
        const answer = await exchange(`offer of ${this.name}`, signal);
        await this.#within((over) => this.#connectPeer(answer, over));
      } else {
        if (!enterSocket) throw new VoiceError('link-failed', 'Nobody knows where the WebSocket is.');
        await enterSocket(({ key }) => this.#within((over) => this.#connectSocket(key, over)), signal);
      }
    } catch (error) {
      this.close();
      throw error;
    }
  }

  send(data: string): void {
    if (this.#channel !== 'open') throw new VoiceError('link-lost', 'The channel is not open.');
    const { happenings, time } = this.#options;
    const call = this.#call;
    const sentAtMs = time.nowMs;
    happenings.tell({ type: 'sent', link: this.name, event: wireEvent(data) });
    this.#up.send(() => call?.receive(data, sentAtMs));
  }

  replaceTrack(): Promise<void> {
    return Promise.resolve();
  }

  stats(): Promise<LinkStats | undefined> {
    const counts = this.isOpen && this.#options.kind === 'webrtc';
    return Promise.resolve(counts ? this.#checks.stats() : undefined);
  }

  close(): void {
    if (this.#ended.signal.aborted) return;
    this.#ended.abort();
    this.#decay();
    if (this.#channel === 'open') this.#tellTrace('closed by the session');
    this.#channel = 'closed';
    this.#loseCall(this.#isBlocked ? CONSENT_MS : this.#options.network.delayMs(), 'left by the client');
  }

  /** The channel breaks, or the WebSocket does, in the middle of whatever is on its way. */
  breakChannel(): void {
    if (!this.isOpen) return;
    const { random, kind } = this.#options;
    const through = (pipe: Pipe): number => Math.floor(random.next() * (pipe.waiting + 1));
    this.#up.close(through(this.#up));
    this.#down.close(through(this.#down));
    this.#loseCall(0, 'the channel broke');
    this.#channelIs('closing');
    this.#channelIs('closed');
    if (kind === 'websocket') this.#isDead = true;
  }

  /** The browser says that the path is gone. */
  failPeer(): void {
    if (!this.isOpen) return;
    this.#isDead = true;
    this.#up.close();
    this.#down.close();
    this.#loseCall(CONSENT_MS, 'the path is gone');
    if (this.#options.kind === 'webrtc') this.#peerIs('failed');
    else this.#channelIs('closed');
  }

  /** The other end is gone, and nothing says so: what is sent is taken, and nothing comes. */
  fallSilent(): void {
    if (!this.isOpen) return;
    this.#isDead = true;
    this.#up.close();
    this.#down.close();
    this.#loseCall(CONSENT_MS, 'the path is gone');
  }

  async #connectPeer(answer: string, signal: AbortSignal): Promise<void> {
    const { network } = this.#options;
    const call = this.#options.provider.calls.find(({ id }) => answer === `v=0 ${id}`);
    if (!call) throw new VoiceError('exchange-failed', 'This is no answer.');
    this.#address = network.address;
    this.#peerIs('connecting');
    for (let ways = 0; ways < 2 * OPENING_ROUND_TRIPS; ways += 1) await network.pass(signal);
    this.#peerIs('connected');
    this.#begin(call);
  }

  async #connectSocket(key: string, signal: AbortSignal): Promise<void> {
    const { network, provider } = this.#options;
    this.#address = network.address;
    for (let ways = 0; ways < 2 * OPENING_ROUND_TRIPS; ways += 1) await network.pass(signal);
    this.#begin(provider.letIn(key));
  }

  #begin(call: ProviderCall): void {
    const { time, happenings } = this.#options;
    this.#call = call;
    this.#checks.begin();
    call.open({
      send: (event) => {
        const data = JSON.stringify(event);
        this.#down.send(() => {
          if (this.#ended.signal.aborted) return;
          happenings.tell({ type: 'received', link: this.name, event });
          this.#tell({ type: 'message', data });
        });
      },
      close: () => this.#down.send(() => this.breakChannel()),
    });
    this.#channelIs('open');
    // It may have become dark within this very moment.
    time.after('page', 0, () => this.#followNetwork());
  }

  /** A path is blocked by an outage, and for good once its address is gone. */
  #followNetwork(): void {
    if (!this.isOpen || this.#isDead) return;
    const { network, kind } = this.#options;
    const isStale = network.address !== this.#address;
    if (kind === 'websocket' && (isStale || network.isOffline)) {
      // Chromium closes its sockets when the network changes (ERR_NETWORK_CHANGED).
      this.failPeer();
      return;
    }
    const isBlocked = isStale || network.outage !== undefined;
    if (isBlocked === this.#isBlocked) return;
    this.#isBlocked = isBlocked;
    if (isBlocked) this.#block();
    else this.#heal();
  }

  #block(): void {
    const { time, random, network, kind } = this.#options;
    this.#outageBeganAtMs = network.outage?.beganAtMs ?? time.nowMs;
    this.#checks.block();
    this.#up.block();
    this.#down.block();
    if (kind === 'websocket') return;
    const forgotten = time.after('world', CONSENT_MS, () => this.#giveUp());
    const noticed = time.after('page', DISCONNECTED_AFTER_MS + random.between(0, 2_000), () => {
      this.#peerIs('disconnected');
      this.#wasDisconnected = true;
      failed = time.after('page', FAILED_AFTER_MS, () => this.failPeer());
    });
    let failed: () => void = () => undefined;
    this.#decay = () => {
      noticed();
      failed();
      forgotten();
    };
  }

  #heal(): void {
    const { time, network } = this.#options;
    this.#decay();
    const delayMs = network.retransmissionMs({ beganAtMs: this.#outageBeganAtMs });
    this.#checks.heal();
    this.#up.unblock(delayMs);
    this.#down.unblock(delayMs);
    if (!this.#wasDisconnected) return;
    this.#wasDisconnected = false;
    time.after('page', network.delayMs() * 2, () => {
      if (!this.#isBlocked && !this.#isDead) this.#peerIs('connected');
    });
  }

  /** The server has heard nothing for too long: from here on the path leads nowhere. */
  #giveUp(): void {
    this.#address = -1;
    this.#loseCall(0, 'consent expired');
  }

  #loseCall(afterMs: number, why: string): void {
    const { time } = this.#options;
    const call = this.#call;
    // What has been handed over still arrives, if anything can.
    if (call) time.after('world', afterMs, () => call.end(why));
  }

  #within(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const expired = (): VoiceError =>
      new VoiceError('link-failed', `The channel did not open within ${OPEN_WITHIN_MS} ms.`);
    const { clock } = this.#options;
    return withDeadline({ clock, delayMs: OPEN_WITHIN_MS, signal: this.#ended.signal, expired }, work);
  }

  #peerIs(state: RTCPeerConnectionState): void {
    this.#tellTrace(state);
    this.#tell({ type: 'peer-state', state });
  }

  #channelIs(state: RTCDataChannelState): void {
    this.#channel = state;
    this.#tellTrace(`channel ${state}`);
    this.#tell({ type: 'channel-state', state });
  }

  #tell(event: LinkEvent): void {
    if (!this.#ended.signal.aborted) this.#options.onEvent(event);
  }

  #tellTrace(state: string): void {
    this.#options.happenings.tell({ type: 'link', link: this.name, state });
  }
}
