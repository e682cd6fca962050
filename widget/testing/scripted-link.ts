import { VoiceError } from '../session/errors.js';
import type {
  EnterSocket,
  LinkEvent,
  LinkOptions,
  LinkStats,
  PreparedLink,
  RealtimeLink,
  SocketPlace,
} from '../session/ports.js';

/** A link without a network: a test says what its objects report, and reads what was sent. */
export class ScriptedLink implements RealtimeLink, PreparedLink {
  /** What the next `connect()` waits for after the exchange; the default is nothing. */
  beforeOpen: () => Promise<void> = () => Promise.resolve();
  /** Told about every frame that was sent. */
  onFrame: (frame: string) => void = () => undefined;
  /** The peer's voice; handed through and never looked into. */
  remoteTrack: MediaStreamTrack | undefined = { kind: 'audio' } as MediaStreamTrack;
  /** What the peer hears. */
  sent: MediaStreamTrack | null = null;
  /** Whether it is a WebSocket: let in by its key instead of an exchange, and without a peer connection. */
  isSocket = false;
  /** Where it was let in, once for every attempt. */
  readonly places: SocketPlace[] = [];
  /** What `stats()` says; nothing: no path. */
  counters: LinkStats | undefined;
  /** How many links are open now. */
  open = 0;
  /** How often a link was prepared. */
  prepared = 0;
  #report: ((event: LinkEvent) => void) | undefined;
  #channel: RTCDataChannelState = 'connecting';

  prepare({ onEvent, signal }: LinkOptions): Promise<PreparedLink> {
    if (this.#report) throw new Error('A second link was prepared while the first is open.');
    this.#report = onEvent;
    this.#channel = 'connecting';
    this.open += 1;
    this.prepared += 1;
    signal.addEventListener('abort', () => this.close(), { once: true });
    return Promise.resolve(this);
  }

  async connect(
    exchange: (offerSdp: string, signal: AbortSignal) => Promise<string>,
    enterSocket?: EnterSocket,
  ): Promise<void> {
    const { signal } = new AbortController();
    if (this.isSocket) {
      if (!enterSocket) throw new Error('Nobody let the WebSocket in.');
      await enterSocket((place) => {
        this.places.push(place);
        return this.beforeOpen();
      }, signal);
    } else {
      this.peerState('connecting');
      await exchange('offer', signal);
      await this.beforeOpen();
      this.peerState('connected');
    }
    this.channelState('open');
  }

  send(data: string): void {
    if (this.#channel !== 'open') throw new VoiceError('link-lost', 'The channel is not open.');
    this.onFrame(data);
  }

  replaceTrack(track: MediaStreamTrack | null): Promise<void> {
    this.sent = track;
    return Promise.resolve();
  }

  stats(): Promise<LinkStats | undefined> {
    return Promise.resolve(this.counters);
  }

  close(): void {
    if (this.#report) this.open -= 1;
    this.#report = undefined;
  }

  peerState(state: RTCPeerConnectionState): void {
    this.#report?.({ type: 'peer-state', state });
  }

  report(event: LinkEvent): void {
    this.#report?.(event);
  }

  channelState(state: RTCDataChannelState): void {
    this.#channel = state;
    this.#report?.({ type: 'channel-state', state });
  }

  receive(frame: string): void {
    this.#report?.({ type: 'message', data: frame });
  }

  receiveBinary(sizeBytes: number): void {
    this.#report?.({ type: 'binary-message', sizeBytes });
  }
}
