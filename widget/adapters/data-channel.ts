import { VoiceError } from '../session/errors.js';

/** Above this the channel's own buffer is left to empty: what is still ours can be given up with the call. */
const HIGH_WATER_BYTES = 64 * 1024;

export interface DataChannelEvents {
  onState(state: RTCDataChannelState): void;
  onText(data: string): void;
  onBinary(sizeBytes: number): void;
}

/** Text frames in order over one RTCDataChannel, which it closes. */
export class DataChannel {
  readonly #channel: RTCDataChannel;
  readonly #listening = new AbortController();
  readonly #waiting: string[] = [];

  /** Attach before negotiation: the peer's first frame can come with the open event. */
  constructor(channel: RTCDataChannel, events: DataChannelEvents) {
    this.#channel = channel;
    channel.binaryType = 'arraybuffer';
    channel.bufferedAmountLowThreshold = HIGH_WATER_BYTES / 2;
    const { signal } = this.#listening;
    for (const type of ['open', 'closing', 'close']) {
      channel.addEventListener(type, () => events.onState(channel.readyState), { signal });
    }
    channel.addEventListener('bufferedamountlow', () => this.#flush(), { signal });
    channel.addEventListener(
      'message',
      ({ data }: MessageEvent<unknown>) => {
        if (typeof data === 'string') events.onText(data);
        else events.onBinary(data instanceof ArrayBuffer ? data.byteLength : 0);
      },
      { signal },
    );
  }

  get state(): RTCDataChannelState {
    return this.#channel.readyState;
  }

  /** @throws VoiceError `link-lost` when the channel is not open. */
  send(data: string): void {
    if (this.#channel.readyState !== 'open') throw new VoiceError('link-lost', 'The channel is not open.');
    this.#waiting.push(data);
    this.#flush();
  }

  close(): void {
    this.#listening.abort();
    this.#waiting.length = 0;
    this.#channel.close();
  }

  #flush(): void {
    while (this.#channel.readyState === 'open' && this.#channel.bufferedAmount <= HIGH_WATER_BYTES) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#channel.send(next);
    }
  }
}
