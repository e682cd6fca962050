import type { IncomingMessage } from 'node:http';

/** The API key as a browser must send it, which can set no header (OpenAI's own clients do the same). */
const KEY_PROTOCOL = 'openai-insecure-api-key.';
/** The one subprotocol the server speaks. */
export const REALTIME_PROTOCOL = 'realtime';
const BETA_PROTOCOL = 'openai-beta.realtime-v1';

/** What a client asks for with `GET /v1/realtime`. */
export class WebSocketRequest {
  readonly path: string;
  readonly query: URLSearchParams;
  /** From `Authorization`, else from a subprotocol; '' when there is none. */
  readonly bearer: string;
  /** It asks for the beta, which is gone. */
  readonly wantsBeta: boolean;
  readonly #request: IncomingMessage;

  constructor(request: IncomingMessage) {
    this.#request = request;
    const [path = '/', query = ''] = (request.url ?? '/').split('?');
    this.path = path;
    this.query = new URLSearchParams(query);
    const protocols = (this.header('sec-websocket-protocol') ?? '').split(',').map((name) => name.trim());
    const offered = protocols.find((name) => name.startsWith(KEY_PROTOCOL))?.slice(KEY_PROTOCOL.length);
    const authorization = /^Bearer\s+(\S+)\s*$/i.exec(this.header('authorization') ?? '')?.[1];
    this.bearer = authorization ?? offered ?? '';
    this.wantsBeta = this.header('openai-beta') !== undefined || protocols.includes(BETA_PROTOCOL);
  }

  header(name: string): string | undefined {
    const value = this.#request.headers[name];
    return typeof value === 'string' ? value : undefined;
  }
}
