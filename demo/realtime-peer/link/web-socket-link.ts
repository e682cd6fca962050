import type { WebSocket } from 'ws';

import type { Clock } from '../conversation/ports.js';
import type { CallLink } from './call-link.js';
import type { LinkListener } from './webrtc-link.js';

/** As the real server does, measured 2026-09. */
const PING_EVERY_MS = 20_300;
/** A client that does not answer the closing is not waited for. */
const GOODBYE_MS = 300;

/** RFC 6455 §7.4.1: the server is going away, as it says when a session's time is over. */
const GOING_AWAY = 1001;
const NORMAL = 1000;

export interface WebSocketLinkOptions {
  readonly socket: WebSocket;
  readonly clock: Clock;
  readonly listener: LinkListener;
}

/** One Realtime session over a WebSocket that is open already, seen from the peer. */
export class WebSocketLink implements CallLink {
  /** Sound travels as events: there is no track. */
  readonly media = undefined;
  readonly #options: WebSocketLinkOptions;
  #why = 'closed by the client';
  #closed = false;
  #cancelPing: () => void = () => undefined;
  #cancelGoodbye: () => void = () => undefined;

  constructor(options: WebSocketLinkOptions) {
    this.#options = options;
    const { socket, listener } = options;
    socket.on('message', (data, isBinary) => {
      if (isBinary) listener.onBinary();
      else listener.onText(textOf(data));
    });
    // `close` follows; without a listener a broken connection would end the process.
    socket.on('error', () => socket.terminate());
    socket.on('close', () => this.#end());
    this.#ping();
  }

  /** @returns false when the socket is not open. */
  send(text: string): boolean {
    const { socket } = this.#options;
    if (socket.readyState !== socket.OPEN) return false;
    socket.send(text);
    return true;
  }

  closeChannel(): void {
    this.#say(NORMAL);
  }

  /** `fault` breaks the connection off without a word. Idempotent. */
  close(why: string): void {
    if (this.#closed) return;
    this.#why = why;
    if (why === 'fault') this.#options.socket.terminate();
    else this.#say(why === 'session expired' || why === 'the peer is closing' ? GOING_AWAY : NORMAL);
  }

  #say(code: number): void {
    const { socket, clock } = this.#options;
    socket.close(code);
    this.#cancelGoodbye();
    this.#cancelGoodbye = clock.after(GOODBYE_MS, () => socket.terminate());
  }

  #ping(): void {
    const { socket, clock } = this.#options;
    this.#cancelPing = clock.after(PING_EVERY_MS, () => {
      if (socket.readyState === socket.OPEN) socket.ping();
      this.#ping();
    });
  }

  #end(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelPing();
    this.#cancelGoodbye();
    this.#options.listener.onClosed(this.#why);
  }
}

function textOf(data: Buffer | ArrayBuffer | readonly Buffer[]): string {
  if (data instanceof ArrayBuffer) return Buffer.from(data).toString('utf8');
  return Buffer.isBuffer(data) ? data.toString('utf8') : Buffer.concat(data).toString('utf8');
}
