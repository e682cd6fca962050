import { VoiceError } from '../session/errors.js';
import type {
  Clock,
  EnterSocket,
  LinkOptions,
  PreparedLink,
  RealtimeLink,
  SocketPlace,
} from '../session/ports.js';
import { providerErrorCode } from '../session/errors-of-provider.js';
import { field } from './api-error.js';
import { withDeadline } from './deadline.js';
import { policyViolation, TOLD_WITHIN_MS } from './page-policy.js';
import { pause } from './pause.js';

/** From the first packet to the server's first event; TLS and the upgrade take four round trips. */
const OPEN_WITHIN_MS = 10_000;

/** Realtime over one WebSocket: events only. Sound of its own it has none. */
export function createWebSocketLink(clock: Clock): RealtimeLink {
  return { prepare: (options) => WebSocketLink.prepare(clock, options) };
}

class WebSocketLink implements PreparedLink {
  readonly #clock: Clock;
  readonly #onEvent: LinkOptions['onEvent'];
  /** Aborts when the link ends, whoever ends it. */
  readonly #ended = new AbortController();
  #socket: WebSocket | undefined;

  static async prepare(clock: Clock, options: LinkOptions): Promise<PreparedLink> {
    if (options.signal.aborted) throw VoiceError.aborted();
    const link = new WebSocketLink(clock, options);
    // A listener must not be called while the call that it was given to still runs.
    await Promise.resolve();
    options.onEvent({ type: 'channel-state', state: 'connecting' });
    return link;
  }

  private constructor(clock: Clock, { onEvent, signal }: LinkOptions) {
    this.#clock = clock;
    this.#onEvent = onEvent;
    signal.addEventListener('abort', () => this.close(), { signal: this.#ended.signal });
  }

  async connect(_exchange: unknown, enterSocket?: EnterSocket): Promise<void> {
    const { signal } = this.#ended;
    if (signal.aborted) throw VoiceError.aborted();
    if (!enterSocket) throw failed('Nobody knows where the WebSocket is.');
    try {
      await enterSocket((place) => this.#open(place), signal);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  send(data: string): void {
    if (this.#socket?.readyState !== WebSocket.OPEN) {
      throw new VoiceError('link-lost', 'The WebSocket is not open.');
    }
    this.#socket.send(data);
  }

  replaceTrack(track: MediaStreamTrack | null): Promise<void> {
    return track === null
      ? Promise.resolve()
      : Promise.reject(failed('A WebSocket has no track to put a microphone on.'));
  }

  close(): void {
    this.#ended.abort();
    this.#socket?.close();
    this.#socket = undefined;
  }

  async #open(place: SocketPlace): Promise<void> {
    const expired = (): VoiceError => failed(`The WebSocket did not open within ${OPEN_WITHIN_MS} ms.`);
    const limits = { clock: this.#clock, delayMs: OPEN_WITHIN_MS, signal: this.#ended.signal, expired };
    const forbidden = policyViolation(place.url, this.#ended.signal);
    await withDeadline(limits, () => Promise.race([this.#enter(place), forbidden]));
  }

  async #enter(place: SocketPlace): Promise<void> {
    try {
      this.#socket = createSocket(place);
    } catch (cause) {
      await pause(TOLD_WITHIN_MS, { clock: this.#clock, signal: this.#ended.signal });
      // A page on https may open no `ws:`, and a key that is no token is no subprotocol.
      throw new VoiceError('link-failed', 'This browser refuses to open the WebSocket.', { cause });
    }
    await this.#greeted(this.#socket);
  }

  /**
   * Resolves with the server's first event. An open socket says nothing yet: the server looks at key and model
   * afterwards, and says no by an `error` event and a close (OpenAI Realtime §3.6).
   */
  #greeted(socket: WebSocket): Promise<void> {
    const ended = { signal: this.#ended.signal };
    const tell = (state: RTCDataChannelState): void => this.#onEvent({ type: 'channel-state', state });
    return new Promise((resolve, reject) => {
      let isGreeted = false;
      let refusal: VoiceError | undefined;
      socket.addEventListener('open', () => tell('open'), ended);
      socket.addEventListener(
        'close',
        ({ code }) => {
          reject(refusal ?? (code === BAD_KEY ? refused('') : failed(`The WebSocket closed with ${code}.`)));
          tell('closed');
        },
        ended,
      );
      socket.addEventListener(
        'message',
        ({ data }: MessageEvent<unknown>) => {
          if (!isGreeted) refusal = refusalIn(data);
          if (refusal) return;
          isGreeted = true;
          resolve();
          if (typeof data === 'string') this.#onEvent({ type: 'message', data });
          else this.#onEvent({ type: 'binary-message', sizeBytes: sizeOf(data) });
        },
        ended,
      );
    });
  }
}

/** The server's close code for a key it does not take (OpenAI Realtime §3.6, measured 2026-09). */
const BAD_KEY = 3000;

/** The one subprotocol, and the key as one: a page can set no header (OpenAI's own browser clients do the same). */
function createSocket({ url, key }: SocketPlace): WebSocket {
  const socket = new WebSocket(url, ['realtime', `openai-insecure-api-key.${key}`]);
  socket.binaryType = 'arraybuffer';
  return socket;
}

function refusalIn(frame: unknown): VoiceError | undefined {
  const event = parse(frame);
  if (field(event, 'type') !== 'error') return undefined;
  const code = field(field(event, 'error'), 'code');
  return refused(typeof code === 'string' ? code : '');
}

function parse(frame: unknown): unknown {
  try {
    return typeof frame === 'string' ? JSON.parse(frame) : undefined;
  } catch {
    // Whatever it is, it is no refusal; the session says what it thinks of it.
    return undefined;
  }
}

function refused(code: string): VoiceError {
  return new VoiceError(
    providerErrorCode(code) ?? 'exchange-refused',
    `The provider refused the session: ${code || 'key'}.`,
  );
}

function failed(message: string): VoiceError {
  return new VoiceError('link-failed', message);
}

function sizeOf(data: unknown): number {
  return data instanceof ArrayBuffer ? data.byteLength : 0;
}
