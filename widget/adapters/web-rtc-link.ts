import { VoiceError } from '../session/errors.js';
import type { Clock, LinkOptions, LinkStats, PreparedLink, RealtimeLink } from '../session/ports.js';
import { DataChannel } from './data-channel.js';
import { withDeadline } from './deadline.js';
import { readLinkStats } from './link-stats.js';

/** From the applied answer to an open channel: ICE, DTLS and SCTP take a second on a bad line. */
const OPEN_WITHIN_MS = 10_000;

/** Realtime over WebRTC: one peer connection, one data channel, one audio transceiver. */
export function createWebRtcLink(clock: Clock): RealtimeLink {
  return { prepare: (options) => WebRtcLink.prepare(clock, options) };
}

class WebRtcLink implements PreparedLink {
  readonly #clock: Clock;
  readonly #peer: RTCPeerConnection;
  readonly #channel: DataChannel;
  readonly #transceiver: RTCRtpTransceiver;
  /** Aborts when the link ends, whoever ends it. */
  readonly #ended = new AbortController();
  #settleOpening: { readonly open: () => void; readonly fail: (error: VoiceError) => void } | undefined;

  static async prepare(clock: Clock, options: LinkOptions): Promise<PreparedLink> {
    if (options.signal.aborted) throw VoiceError.aborted();
    const link = new WebRtcLink(clock, options);
    try {
      await link.#within((peer) => peer.setLocalDescription());
      // Not before: a listener must not be called while the call that it was given to still runs.
      options.onEvent({ type: 'peer-state', state: link.#peer.connectionState });
      options.onEvent({ type: 'channel-state', state: link.#channel.state });
      return link;
    } catch (cause) {
      link.close();
      if (cause instanceof VoiceError) throw cause;
      throw new VoiceError('link-failed', 'This browser could not make an offer.', { cause });
    }
  }

  private constructor(clock: Clock, { iceServers, onEvent, signal }: LinkOptions) {
    this.#clock = clock;
    this.#peer = createPeer(iceServers);
    const ended = { signal: this.#ended.signal };
    signal.addEventListener('abort', () => this.close(), ended);
    this.#peer.addEventListener(
      'connectionstatechange',
      () => {
        const state = this.#peer.connectionState;
        onEvent({ type: 'peer-state', state });
        if (state === 'failed') this.#settleOpening?.fail(failed('No path to the peer was found.'));
      },
      ended,
    );
    this.#channel = new DataChannel(this.#peer.createDataChannel('oai-events'), {
      onState: (state) => {
        onEvent({ type: 'channel-state', state });
        if (state === 'open') this.#settleOpening?.open();
        else this.#settleOpening?.fail(failed('The channel closed before it was open.'));
      },
      onText: (data) => onEvent({ type: 'message', data }),
      onBinary: (sizeBytes) => onEvent({ type: 'binary-message', sizeBytes }),
    });
    // sendrecv with nothing to send: a later change to native speech is a replaceTrack, not a new call.
    this.#transceiver = this.#peer.addTransceiver('audio', { direction: 'sendrecv' });
  }

  async connect(exchange: (offerSdp: string, signal: AbortSignal) => Promise<string>): Promise<void> {
    const { signal } = this.#ended;
    if (signal.aborted) throw VoiceError.aborted();
    try {
      // Not waiting for candidates: the provider is ICE-lite and learns ours from the checks (OpenAI Realtime §2.2).
      const answer = await exchange(this.#peer.localDescription?.sdp ?? '', signal);
      await this.#within(async (peer) => {
        await applyAnswer(peer, answer);
        await this.#opened();
      });
    } catch (error) {
      this.close();
      throw error;
    }
  }

  get remoteTrack(): MediaStreamTrack {
    return this.#transceiver.receiver.track;
  }

  send(data: string): void {
    this.#channel.send(data);
  }

  async replaceTrack(track: MediaStreamTrack | null): Promise<void> {
    try {
      await this.#transceiver.sender.replaceTrack(track);
    } catch (cause) {
      throw this.#ended.signal.aborted
        ? VoiceError.aborted()
        : new VoiceError('link-failed', 'The microphone could not be attached to the call.', { cause });
    }
  }

  async stats(): Promise<LinkStats | undefined> {
    if (this.#ended.signal.aborted) return undefined;
    try {
      return readLinkStats(await this.#peer.getStats());
    } catch {
      // Closed meanwhile: there is no path any more.
      return undefined;
    }
  }

  close(): void {
    this.#ended.abort();
    this.#channel.close();
    this.#peer.close();
  }

  /** A peer connection that is closed leaves its promises pending for ever: the end of the link settles ours. */
  #within(work: (peer: RTCPeerConnection) => Promise<void>): Promise<void> {
    const expired = (): VoiceError => failed(`The channel did not open within ${OPEN_WITHIN_MS} ms.`);
    const limits = { clock: this.#clock, delayMs: OPEN_WITHIN_MS, signal: this.#ended.signal, expired };
    return withDeadline(limits, () => work(this.#peer));
  }

  async #opened(): Promise<void> {
    if (this.#channel.state === 'open') return;
    await new Promise<void>((open, fail) => (this.#settleOpening = { open, fail }));
  }
}

async function applyAnswer(peer: RTCPeerConnection, sdp: string): Promise<void> {
  try {
    await peer.setRemoteDescription({ type: 'answer', sdp });
  } catch (cause) {
    throw new VoiceError('exchange-failed', 'The answer to our offer cannot be used.', { cause });
  }
}

function failed(message: string): VoiceError {
  return new VoiceError('link-failed', message);
}

function createPeer(iceServers: LinkOptions['iceServers']): RTCPeerConnection {
  try {
    return new RTCPeerConnection({
      iceServers: iceServers.map(withoutUndefined),
      bundlePolicy: 'max-bundle',
    });
  } catch (cause) {
    throw new VoiceError(
      'link-failed',
      'This browser cannot make a peer connection with these ICE servers.',
      {
        cause,
      },
    );
  }
}

function withoutUndefined({ urls, username, credential }: LinkOptions['iceServers'][number]): RTCIceServer {
  return {
    urls,
    ...(username === undefined ? {} : { username }),
    ...(credential === undefined ? {} : { credential }),
  };
}
