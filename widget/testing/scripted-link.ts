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

/**
 * Links without a network: a test says what their objects report, and reads what was sent. What is said of "the" link
 * is said of the oldest that is open, which is the one in use.
 */
export class ScriptedLink implements RealtimeLink {
  /** What the next `connect()` waits for after the exchange; the default is nothing. */
  beforeOpen: () => Promise<void> = () => Promise.resolve();
  /** Told about every frame that was sent, and over which link. */
  onFrame: (frame: string, line: ScriptedLine) => void = () => undefined;
  /** The peer's voice; handed through and never looked into. */
  remoteTrack: MediaStreamTrack | undefined = { kind: 'audio' } as MediaStreamTrack;
  /** What the peer hears. */
  sent: MediaStreamTrack | null = null;
  /** Whether it is a WebSocket: let in by its key instead of an exchange, and without a peer connection. */
  isSocket = false;
  /** Where it was let in, once for every attempt. */
  readonly places: SocketPlace[] = [];
  /** What was asked for, once for every link. */
  readonly kinds: LinkOptions['kind'][] = [];
  /** What `stats()` says; nothing: no path. */
  counters: LinkStats | undefined;
  /** How often a link was prepared. */
  prepared = 0;
  /** The open ones, oldest first. */
  readonly lines: ScriptedLine[] = [];

  /** How many links are open now. */
  get open(): number {
    return this.lines.length;
  }

  /** The link in use. */
  get line(): ScriptedLine | undefined {
    return this.lines[0];
  }

  prepare(options: LinkOptions): Promise<PreparedLink> {
    const line = new ScriptedLine(this, options);
    this.prepared += 1;
    this.kinds.push(options.kind);
    this.lines.push(line);
    options.signal.addEventListener('abort', () => line.close(), { once: true });
    return Promise.resolve(line);
  }

  closed(line: ScriptedLine): void {
    const at = this.lines.indexOf(line);
    if (at >= 0) this.lines.splice(at, 1);
  }

  peerState(state: RTCPeerConnectionState): void {
    this.line?.report({ type: 'peer-state', state });
  }

  channelState(state: RTCDataChannelState): void {
    this.line?.channelState(state);
  }

  report(event: LinkEvent): void {
    this.line?.report(event);
  }

  receive(frame: string): void {
    this.line?.receive(frame);
  }

  receiveBinary(sizeBytes: number): void {
    this.line?.report({ type: 'binary-message', sizeBytes });
  }
}

export class ScriptedLine implements PreparedLink {
  readonly #links: ScriptedLink;
  readonly #options: LinkOptions;
  #isClosed = false;
  #channel: RTCDataChannelState = 'connecting';

  constructor(links: ScriptedLink, options: LinkOptions) {
    this.#links = links;
    this.#options = options;
  }

  get remoteTrack(): MediaStreamTrack | undefined {
    return this.#links.remoteTrack;
  }

  async connect(
    exchange: (offerSdp: string, signal: AbortSignal) => Promise<string>,
    enterSocket?: EnterSocket,
  ): Promise<void> {
    const { signal } = this.#options;
    const links = this.#links;
    if (links.isSocket) {
      if (!enterSocket) throw new Error('Nobody let the WebSocket in.');
      await enterSocket((place) => {
        links.places.push(place);
        return links.beforeOpen();
      }, signal);
    } else {
      this.report({ type: 'peer-state', state: 'connecting' });
      await exchange('offer', signal);
      await links.beforeOpen();
      this.report({ type: 'peer-state', state: 'connected' });
    }
    this.channelState('open');
  }

  send(data: string): void {
    if (this.#channel !== 'open') throw new VoiceError('link-lost', 'The channel is not open.');
    this.#links.onFrame(data, this);
  }

  replaceTrack(track: MediaStreamTrack | null): Promise<void> {
    this.#links.sent = track;
    return Promise.resolve();
  }

  stats(): Promise<LinkStats | undefined> {
    return Promise.resolve(this.#links.counters);
  }

  close(): void {
    this.#isClosed = true;
    this.#links.closed(this);
  }

  report(event: LinkEvent): void {
    if (!this.#isClosed) this.#options.onEvent(event);
  }

  channelState(state: RTCDataChannelState): void {
    this.#channel = state;
    this.report({ type: 'channel-state', state });
  }

  receive(frame: string): void {
    this.report({ type: 'message', data: frame });
  }
}
