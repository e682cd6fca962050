import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export type Answer = (response: ServerResponse, request: ReceivedRequest) => unknown;

/**
 * A provider's HTTP server, scripted: each `METHOD /path` answers as told, everything else gets 599 and is
 * counted as unexpected, so that a test cannot pass by hitting the wrong place.
 */
export class FakeUpstream {
  readonly requests: ReceivedRequest[] = [];
  readonly unexpected: string[] = [];
  /** TCP connections accepted so far. */
  connections = 0;
  /** Resolves with the next response whose connection is lost before it was finished. */
  readonly #cut: Array<(path: string) => void> = [];
  readonly #answers = new Map<string, Answer>();
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((request, response) => void this.#handle(request, response));

  /** Listens on a free port of the loopback interface. */
  static async start(answers: Readonly<Record<string, Answer>> = {}): Promise<FakeUpstream> {
    const upstream = new FakeUpstream();
    for (const [route, answer] of Object.entries(answers)) upstream.answer(route, answer);
    upstream.#server.on('connection', (socket) => {
      upstream.connections += 1;
      upstream.#sockets.add(socket);
      socket.once('close', () => upstream.#sockets.delete(socket));
    });
    upstream.#server.listen(0, '127.0.0.1');
    await once(upstream.#server, 'listening');
    return upstream;
  }

  /** @param route for example `POST /v1/audio/speech`. */
  answer(route: string, answer: Answer): void {
    this.#answers.set(route, answer);
  }

  /** The `/v1` root. */
  get root(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  /** Resolves when a response is cut off by the other side. */
  nextCut(): Promise<string> {
    return new Promise((resolve) => this.#cut.push(resolve));
  }

  /** Drops idle and busy connections without closing the port. */
  dropConnections(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.dropConnections();
    await closed;
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.once('close', () => {
      if (!response.writableFinished) this.#cut.shift()?.(request.url ?? '');
    });
    const received = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body: await textOf(request),
    };
    this.requests.push(received);
    const route = `${received.method} ${received.path}`;
    const answer = this.#answers.get(route);
    if (answer === undefined) {
      this.unexpected.push(route);
      response.writeHead(599).end();
      return;
    }
    await answer(response, received);
  }
}

/** Answers with JSON. */
export function json(body: unknown, status = 200): Answer {
  return (response) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** Refuses as OpenAI does. */
export function refuse(status: number, code: string | null): Answer {
  return json(
    { error: { message: 'upstream words that must stay here', type: 'x', param: null, code } },
    status,
  );
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
