/** The network between one visitor's browser and everything else: it can be taken away while others keep theirs. */
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { Transform, type Duplex, type Readable, type Writable } from 'node:stream';
import type { RealtimePeer } from '../realtime-peer/peer.js';

export interface VisitorNetwork {
  /** Where the browser sends all its HTTP and its WebSockets. */
  readonly proxyUrl: string;
  /** The calls that were opened through it, oldest first. */
  readonly callIds: readonly string[];
  /**
   * Nothing passes any more, and nobody is told: media is lost, requests and sockets wait. Only what TCP would add
   * afterwards, waiting for its next attempt, is not there: what waited goes on at once.
   */
  cut(): void;
  /** Media passes, but every request and every new WebSocket is broken off at once. */
  refuse(): void;
  /** Ends both. */
  mend(): void;
  close(): Promise<void>;
}

/** @param peer one that leads its media through relays (`network` in its options). */
export async function openVisitorNetwork(peer: RealtimePeer): Promise<VisitorNetwork> {
  const network = new ProxiedNetwork(peer);
  await network.open();
  return network;
}

class ProxiedNetwork implements VisitorNetwork {
  readonly callIds: string[] = [];
  readonly #peer: RealtimePeer;
  readonly #server = createServer((incoming, reply) => this.#forward(incoming, reply));
  readonly #sockets = new Set<Duplex>();
  #isCut = false;
  #refuses = false;
  #waiting: (() => void)[] = [];

  constructor(peer: RealtimePeer) {
    this.#peer = peer;
    this.#server.on('connect', (incoming, socket, head) => this.#tunnel(incoming, socket, head));
    this.#server.on('connection', (socket) => this.#know(socket));
  }

  get proxyUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  cut(): void {
    this.#isCut = true;
    this.#setRelays();
  }

  refuse(): void {
    this.#refuses = true;
  }

  mend(): void {
    this.#isCut = false;
    this.#refuses = false;
    this.#setRelays();
    for (const go of this.#waiting.splice(0)) go();
  }

  async close(): Promise<void> {
    this.mend();
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #setRelays(): void {
    for (const id of this.callIds) this.#peer.calls.find(id)?.relay?.set({ blackhole: this.#isCut });
  }

  #know(socket: Duplex): void {
    this.#sockets.add(socket);
    // What one side breaks off the other is told of by `pipe`; a proxy has nobody to complain to.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
  }

  #passing(go: () => void): void {
    if (this.#isCut) this.#waiting.push(go);
    else go();
  }

  /** From one end to the other, standing still while the network is cut. */
  #carry(from: Readable, to: Writable): void {
    const hold = new Transform({
      transform: (chunk: Buffer, _encoding, done) => this.#passing(() => done(null, chunk)),
      flush: (done) => this.#passing(() => done()),
    });
    from.pipe(hold).pipe(to);
    // `pipe` does not pass on that an end has gone away in the middle.
    from.on('close', () => this.#passing(() => hold.end()));
    to.on('close', () => from.destroy());
  }

  #forward(incoming: IncomingMessage, reply: ServerResponse): void {
    if (this.#refuses) {
      reply.destroy();
      return;
    }
    this.#passing(() => {
      const { method, headers } = incoming;
      const onward = request(incoming.url ?? '', { method, headers });
      onward.on('error', () => reply.destroy());
      onward.on('response', (answer) => {
        this.#note(/\/realtime\/calls\/(\w+)$/.exec(answer.headers.location ?? '')?.[1]);
        answer.on('error', () => reply.destroy());
        this.#passing(() => {
          reply.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
          reply.flushHeaders();
          this.#carry(answer, reply);
        });
      });
      reply.on('close', () => onward.destroy());
      this.#carry(incoming, onward);
    });
  }

  #tunnel(incoming: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (this.#refuses) {
      socket.destroy();
      return;
    }
    const { hostname, port } = new URL(`http://${incoming.url}`);
    const onward = connect(Number(port || 80), hostname, () => {
      this.#passing(() => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        onward.write(head);
        this.#carry(socket, onward);
        this.#carry(onward, socket);
        // The server's frames are not masked; the first is `session.created`, and a call's id is its session's.
        onward.on('data', (chunk: Buffer) => {
          const [, suffix] = /"sess_(\w+)"/.exec(chunk.toString('latin1')) ?? [];
          if (suffix !== undefined) this.#note(`ws_${suffix}`);
        });
      });
    });
    this.#know(onward);
    onward.on('error', () => socket.destroy());
  }

  #note(callId: string | undefined): void {
    if (callId === undefined || this.callIds.includes(callId)) return;
    this.callIds.push(callId);
    this.#setRelays();
  }
}
