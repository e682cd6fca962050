import { VoiceError } from './errors.js';
import type { EnterSocket, LinkOptions, LinkStats, PreparedLink, RealtimeLink } from './ports.js';

export interface Links {
  readonly webRtc: RealtimeLink;
  /** Few calls need it: it is fetched when one does. */
  readonly loadWebSocket: () => Promise<RealtimeLink>;
}

type Exchange = Parameters<PreparedLink['connect']>[0];

/**
 * One link out of two: WebRTC, and a WebSocket where that was asked for or WebRTC cannot connect. Which one it has
 * become is told by the event `link-kind`. Every call begins anew: what blocked WebRTC may be gone.
 */
export function createSteppingLink(links: Links): RealtimeLink {
  return {
    async prepare(options) {
      const { kind = 'auto', onEvent, signal } = options;
      if (kind === 'webrtc') return links.webRtc.prepare(options);
      if (kind === 'websocket') {
        const socket = await prepareSocket(links, options);
        onEvent({ type: 'link-kind', kind });
        return socket;
      }
      try {
        return new SteppingLink({ link: await links.webRtc.prepare(options), links, options });
      } catch (error) {
        if (signal.aborted || !isUnconnectable(error)) throw error;
        return new SteppingLink({ because: error, links, options });
      }
    },
  };
}

type SteppingLinkOptions = { readonly links: Links; readonly options: LinkOptions } & (
  | { readonly link: PreparedLink; readonly because?: undefined }
  /** There will be no WebRTC at all. */
  | { readonly link?: undefined; readonly because: VoiceError }
);

class SteppingLink implements PreparedLink {
  readonly #options: SteppingLinkOptions;
  #link: PreparedLink | undefined;
  #isClosed = false;

  constructor(options: SteppingLinkOptions) {
    this.#options = options;
    this.#link = options.link;
  }

  async connect(exchange: Exchange, enterSocket?: EnterSocket): Promise<void> {
    const { link, because } = this.#options;
    if (because) return this.#step(because, exchange, enterSocket);
    try {
      await link.connect(exchange);
    } catch (error) {
      if (this.#isClosed || !isUnconnectable(error)) throw error;
      await this.#step(error, exchange, enterSocket);
    }
  }

  get remoteTrack(): MediaStreamTrack | undefined {
    return this.#link?.remoteTrack;
  }

  send(data: string): void {
    if (!this.#link) throw new VoiceError('link-lost', 'There is no link yet.');
    this.#link.send(data);
  }

  async replaceTrack(track: MediaStreamTrack | null): Promise<void> {
    await this.#link?.replaceTrack(track);
  }

  async stats(): Promise<LinkStats | undefined> {
    return this.#link?.stats?.();
  }

  close(): void {
    this.#isClosed = true;
    this.#link?.close();
  }

  /** What is told of two failures is the first: the second way was never asked for. */
  async #step(because: VoiceError, exchange: Exchange, enterSocket?: EnterSocket): Promise<void> {
    const { links, options } = this.#options;
    try {
      const socket = await prepareSocket(links, options);
      this.#link = socket;
      if (this.#isClosed) {
        socket.close();
        throw VoiceError.aborted();
      }
      await socket.connect(exchange, enterSocket);
    } catch {
      throw this.#isClosed || options.signal.aborted ? VoiceError.aborted() : because;
    }
    options.onEvent({ type: 'link-kind', kind: 'websocket', because });
  }
}

async function prepareSocket(links: Links, options: LinkOptions): Promise<PreparedLink> {
  const link = await links.loadWebSocket().catch((cause: unknown) => {
    throw new VoiceError('chunk-failed', 'The part for WebSockets could not be loaded.', { cause });
  });
  return link.prepare(options);
}

/** Whether it says that there is no way for WebRTC; a refusal would be the same on every way. */
function isUnconnectable(error: unknown): error is VoiceError {
  return error instanceof VoiceError && error.code === 'link-failed';
}
