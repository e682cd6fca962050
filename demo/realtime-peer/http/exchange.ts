import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Fault } from '../faults/profile.js';
import { HttpError } from './http-error.js';

/** Largest body of any request here: a unified call's offer and session. */
const MAX_BODY_BYTES = 1024 * 1024;

/** One request being answered. */
export class Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly method: string;
  readonly path: string;
  /** Aborted when the client goes away before the answer is complete. */
  readonly signal: AbortSignal;
  /** For the journal. */
  requestBytes = 0;
  responseBytes = 0;
  /** Faults that concern the body of the answer. */
  faults: readonly Fault[] = [];
  note: { readonly callId?: string; readonly input?: string } = {};

  constructor(request: IncomingMessage, response: ServerResponse) {
    this.request = request;
    this.response = response;
    this.method = request.method ?? 'GET';
    this.path = pathOf(request.url);
    const gone = new AbortController();
    this.signal = gone.signal;
    response.once('close', () => {
      if (!response.writableFinished) gone.abort();
    });
  }

  header(name: string): string | undefined {
    const value = this.request.headers[name];
    return typeof value === 'string' ? value : undefined;
  }

  /** The bearer key; '' when there is none. */
  get bearer(): string {
    return /^Bearer\s+(\S+)\s*$/i.exec(this.header('authorization') ?? '')?.[1] ?? '';
  }

  async body(): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of this.request) {
      if (!Buffer.isBuffer(chunk)) continue;
      this.requestBytes += chunk.byteLength;
      if (this.requestBytes > MAX_BODY_BYTES) {
        throw new HttpError(413, 'The request body is too large.');
      }
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  }

  /** @throws HttpError 400 when the body is no JSON object; an empty body is an empty object. */
  async json(): Promise<object> {
    const text = (await this.body()).toString('utf8');
    if (text.trim() === '') return {};
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw new HttpError(400, 'We could not parse the JSON body of your request.');
    }
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
    throw new HttpError(400, 'The JSON body of your request has to be an object.');
  }

  sendJson(status: number, body: unknown): void {
    this.send(status, 'application/json', JSON.stringify(body));
  }

  send(status: number, contentType: string, body: string): void {
    const bytes = Buffer.from(body);
    this.responseBytes = bytes.byteLength;
    this.response.writeHead(status, {
      'content-type': contentType,
      'content-length': bytes.byteLength,
    });
    this.response.end(bytes);
  }

  /** Writes a piece and waits until there is room for more; rejects when the client has gone. */
  async write(piece: Uint8Array | string): Promise<void> {
    this.signal.throwIfAborted();
    this.responseBytes += Buffer.byteLength(piece);
    if (this.response.write(piece)) return;
    await new Promise<void>((resolve, reject) => {
      const { response, signal } = this;
      function done() {
        signal.removeEventListener('abort', gone);
        resolve();
      }
      function gone() {
        response.removeListener('drain', done);
        reject(signal.reason);
      }
      response.once('drain', done);
      signal.addEventListener('abort', gone, { once: true });
    });
  }
}

function pathOf(url: string | undefined): string {
  const [path = '/'] = (url ?? '/').split('?');
  return path;
}
