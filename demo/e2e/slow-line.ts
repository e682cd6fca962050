/** A thin line to a server: whatever comes down it, over however many connections, shares one rate. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface SlowLine {
  /** The server, at the end of the line. */
  readonly url: string;
  /** What comes down from now on; `Infinity`: as fast as it can. */
  bytesPerSecond: number;
  close(): Promise<void>;
}

/** How often something comes down. */
const TICK_MS = 10;
/** What a connection may have waiting before its server is told to stop. */
const WAITING_BYTES = 65_536;
const PACKET_BYTES = 1400;

/** @param serverUrl an http URL on this machine. */
export async function openSlowLine(serverUrl: string): Promise<SlowLine> {
  const line = new Line(new URL(serverUrl));
  await line.open();
  return line;
}

class Line implements SlowLine {
  bytesPerSecond = Infinity;
  readonly #target: URL;
  readonly #server = createServer((visitor) => this.#lead(visitor));
  readonly #downs = new Set<Down>();
  readonly #timer = setInterval(() => this.#tick(), TICK_MS);
  #lastTickAt = performance.now();
  #allowance = 0;

  constructor(target: URL) {
    this.#target = target;
  }

  get url(): string {
    return `http://localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    for (const down of this.#downs) down.close();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #lead(visitor: Socket): void {
    const down = new Down(connect(Number(this.#target.port), this.#target.hostname), visitor);
    this.#downs.add(down);
    visitor.on('close', () => this.#downs.delete(down));
  }

  /** A packet from each connection in turn, as long as the rate allows. */
  #tick(): void {
    const now = performance.now();
    const perTick = (this.bytesPerSecond * (now - this.#lastTickAt)) / 1000;
    this.#lastTickAt = now;
    // Nothing is saved up while nothing comes: a line has no memory.
    this.#allowance = Math.min(this.#allowance, PACKET_BYTES) + perTick;
    for (const down of this.#downs) {
      if (this.#allowance <= 0) return;
      const bytes = down.pass(PACKET_BYTES);
      this.#allowance -= bytes;
      // Whoever had a packet queues up again behind the others, and this loop comes to it once more.
      if (bytes > 0 && this.#downs.delete(down)) this.#downs.add(down);
    }
  }
}

/** One connection: up at once, down by the packet. */
class Down {
  readonly #server: Socket;
  readonly #visitor: Socket;
  #waiting: Buffer = Buffer.alloc(0);
  #isOver = false;

  constructor(server: Socket, visitor: Socket) {
    this.#server = server;
    this.#visitor = visitor;
    visitor.pipe(server);
    server.on('data', (chunk: Buffer) => {
      this.#waiting = Buffer.concat([this.#waiting, chunk]);
      if (this.#waiting.length > WAITING_BYTES) server.pause();
    });
    server.on('end', () => (this.#isOver = true));
    // One end breaks off: so does the other.
    server.on('error', () => this.close());
    visitor.on('error', () => this.close());
    visitor.on('close', () => this.close());
  }

  /** Lets at most `mostBytes` down. */
  pass(mostBytes: number): number {
    const packet = this.#waiting.subarray(0, mostBytes);
    this.#waiting = this.#waiting.subarray(packet.length);
    if (packet.length > 0) this.#visitor.write(packet);
    if (this.#waiting.length <= WAITING_BYTES) this.#server.resume();
    if (this.#isOver && this.#waiting.length === 0) this.#visitor.end();
    return packet.length;
  }

  close(): void {
    this.#server.destroy();
    this.#visitor.destroy();
  }
}
