import nodeDataChannel from 'node-datachannel';
import type { DataChannel, PeerConnection, Track } from 'node-datachannel';

import type { CallLink } from './call-link.js';
import { closeConnection } from './close-connection.js';
import type { ConnectionParts } from './close-connection.js';
import type { CallMedia, RtpPacket } from './media.js';
import { parseOffer } from './offer.js';
import type { MediaDirection, Offer } from './offer.js';
import { parseRtp, RtpWriter } from './rtp.js';

/** What one call's link reports. Nothing comes before `answerOffer` has resolved. */
export interface LinkListener {
  /** The `oai-events` channel is open both ways. Once. */
  onOpen(): void;
  onText(text: string): void;
  onBinary(): void;
  /** The channel is closed, by either side; the connection may go on. */
  onChannelClosed(): void;
  /** The connection is gone for good, by either side. Once, last. */
  onClosed(why: string): void;
}

/** One WebRTC call, seen from the peer. */
export interface WebRtcLink extends CallLink {
  readonly answerSdp: string;
}

/** The label every client uses; the peer answers on no other. */
const CHANNEL_LABEL = 'oai-events';
/** A call that has not opened by then never will: ICE has long given up. */
const CONNECT_WITHIN_MS = 30_000;
/** As in the recorded answer. */
const MAX_MESSAGE_BYTES = 1_073_741_823;

/** The offer is not one: 400 `invalid_offer`. */
export class InvalidOffer extends Error {}

export interface AnswerOptions {
  /** Changes the answer before it leaves, e.g. to lead the media through a relay. */
  readonly rewrite?: (answerSdp: string) => string | Promise<string>;
}

/**
 * Answers an offer: ICE host candidates in the answer, none of the offerer's needed.
 *
 * @throws InvalidOffer
 */
export async function answerOffer(
  offerSdp: string,
  listener: LinkListener,
  options: AnswerOptions = {},
): Promise<WebRtcLink> {
  const offer = parseOffer(offerSdp);
  if (offer === undefined) throw new InvalidOffer();
  const link = new NodeDataChannelLink(listener);
  try {
    const answer = await link.negotiate(offerSdp, offer);
    link.answerSdp = options.rewrite === undefined ? answer : await options.rewrite(answer);
  } catch (error) {
    link.close('negotiation failed');
    throw new InvalidOffer('The offer could not be answered.', { cause: error });
  }
  return link;
}

class NodeDataChannelLink implements WebRtcLink {
  answerSdp = '';
  media: TrackMedia | undefined;
  readonly #listener: LinkListener;
  readonly #connection: PeerConnection;
  readonly #connectTimer: NodeJS.Timeout;
  readonly #parts: ConnectionParts;
  #opened = false;
  #closed = false;

  constructor(listener: LinkListener) {
    this.#listener = listener;
    this.#connection = new nodeDataChannel.PeerConnection('realtime-peer', {
      iceServers: [],
      // The answer is made once the audio section has its direction and SSRC.
      disableAutoNegotiation: true,
      maxMessageSize: MAX_MESSAGE_BYTES,
    });
    this.#parts = { connection: this.#connection };
    // Handlers before negotiation: the library calls back from its own threads, at once.
    this.#connection.onDataChannel((channel) => this.#adopt(channel));
    this.#connection.onStateChange((state) => {
      if (state === 'failed' || state === 'closed') this.close(`connection ${state}`);
    });
    this.#connectTimer = setTimeout(() => {
      if (!this.#opened && this.media?.active !== true) this.close('never connected');
    }, CONNECT_WITHIN_MS);
    this.#connectTimer.unref();
  }

  async negotiate(sdp: string, offer: Offer): Promise<string> {
    const gathered = new Promise<void>((resolve) => {
      this.#connection.onGatheringStateChange((state) => {
        if (state === 'complete') resolve();
      });
    });
    this.#connection.setRemoteDescription(sdp, 'offer');
    if (offer.audio !== undefined) this.media = this.#addAudio(offer.audio);
    this.#connection.setLocalDescription('answer');
    await gathered;
    const answer = this.#connection.localDescription();
    if (answer === null) throw new Error('no local description');
    return answer.sdp;
  }

  send(text: string): boolean {
    if (this.#closed || this.#parts.channel?.isOpen() !== true) return false;
    try {
      return this.#parts.channel.sendMessage(text);
    } catch {
      // The client went away at this very moment. Most sending happens within the library's own callbacks, where
      // an exception ends the whole process.
      return false;
    }
  }

  closeChannel(): void {
    this.#parts.channel?.close();
  }

  close(why: string): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#connectTimer);
    this.media?.close();
    closeConnection(this.#parts);
    this.#listener.onClosed(why);
  }

  #addAudio(audio: NonNullable<Offer['audio']>): TrackMedia {
    const direction = answerDirection(audio.direction);
    const description = new nodeDataChannel.Audio(audio.mid, DIRECTIONS[direction]);
    description.addOpusCodec(audio.opusPayloadType, 'minptime=10;useinbandfec=1');
    const ssrc = Math.floor(Math.random() * 0xffff_fffe) + 1;
    // Names as in the recorded answer. Without a stream id some clients play nothing.
    description.addSSRC(ssrc, 'realtimeapi', 'realtimeapi', 'audio');
    const track = this.#connection.addTrack(description);
    this.#parts.track = track;
    // Without it the library never reports the track as closed and holds the process.
    track.onClosed(() => this.media?.close());
    return new TrackMedia(track, new RtpWriter(ssrc, audio.opusPayloadType), direction);
  }

  #adopt(channel: DataChannel): void {
    if (channel.getLabel() !== CHANNEL_LABEL || this.#parts.channel !== undefined) {
      channel.close();
      return;
    }
    this.#parts.channel = channel;
    channel.onMessage((message) => {
      if (this.#closed) return;
      // A message may overtake the open callback; the session must have begun before it.
      this.#open();
      if (typeof message === 'string') this.#listener.onText(message);
      else this.#listener.onBinary();
    });
    channel.onClosed(() => {
      if (!this.#closed) this.#listener.onChannelClosed();
    });
    channel.onOpen(() => this.#open());
    if (channel.isOpen()) this.#open();
  }

  #open(): void {
    if (this.#opened || this.#closed) return;
    this.#opened = true;
    this.#listener.onOpen();
  }
}

const DIRECTIONS = {
  sendrecv: 'SendRecv',
  sendonly: 'SendOnly',
  recvonly: 'RecvOnly',
  inactive: 'Inactive',
} as const;

/** RFC 3264: an answer mirrors the offer's direction. */
function answerDirection(offered: MediaDirection): MediaDirection {
  if (offered === 'sendonly') return 'recvonly';
  if (offered === 'recvonly') return 'sendonly';
  return offered;
}

class TrackMedia implements CallMedia {
  readonly #track: Track;
  readonly #writer: RtpWriter;
  readonly #mayReceive: boolean;
  readonly #maySend: boolean;
  readonly #closing = new AbortController();
  readonly closed = this.#closing.signal;
  #receive: ((packet: RtpPacket) => void) | undefined;

  constructor(track: Track, writer: RtpWriter, direction: MediaDirection) {
    this.#track = track;
    this.#writer = writer;
    this.#mayReceive = direction === 'sendrecv' || direction === 'recvonly';
    this.#maySend = direction === 'sendrecv' || direction === 'sendonly';
    track.onMessage((bytes) => {
      if (!this.#mayReceive || this.#receive === undefined || this.closed.aborted) return;
      const packet = parseRtp(bytes);
      if (packet !== undefined) this.#receive(packet);
    });
  }

  get active(): boolean {
    return !this.closed.aborted && this.#track.isOpen();
  }

  onRtp(receive: (packet: RtpPacket) => void): void {
    this.#receive = receive;
  }

  sendOpusFrame(frame: Uint8Array, timestamp: number, marker = false): boolean {
    if (!this.#maySend || !this.active) return false;
    return this.#track.sendMessageBinary(this.#writer.packet(frame, timestamp, marker));
  }

  close(): void {
    this.#closing.abort();
    this.#receive = undefined;
  }
}
