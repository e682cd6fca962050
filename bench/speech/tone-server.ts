import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text as read } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import type { SpeechProfile } from './runs.js';

const SAMPLE_RATE_HZ = 24_000;
/** How often a real synthesiser hands out sound. */
const CHUNK_EVERY_MS = 20;
const TONE_HZ = 440;

interface Request {
  readonly text: string;
  open: boolean;
  /** Epoch milliseconds. */
  readonly cameAtMs: number;
  closedAtMs: number;
}

/**
 * A synthesiser of fixed speed that says every text as a tone, loud from its first sample, for as long as a
 * speaker would need. Stands in for the backend or, as `/audio/speech`, for the backend's provider. Serves the page,
 * too, so that no preflight is in the way of what is measured.
 */
export class ToneServer {
  /** What was asked for since the last `forget()`. */
  requests: Request[] = [];
  readonly #server: Server;
  readonly #files: ReadonlyMap<string, { readonly type: string; readonly body: string }>;
  readonly #profiles = new Map<string, SpeechProfile>();

  static async start(script = ''): Promise<ToneServer> {
    const server = new ToneServer(script);
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  private constructor(script: string) {
    this.#files = new Map([
      ['/', { type: 'text/html', body: '<!doctype html><script type="module" src="/page.js"></script>' }],
      ['/page.js', { type: 'text/javascript', body: script }],
    ]);
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => response.destroy(asError(error)));
    });
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('The server is not listening.');
    return `http://127.0.0.1:${address.port}/`;
  }

  /** The address at which it speaks as `profile` says. */
  speakingAt(name: string, profile: SpeechProfile): string {
    this.#profiles.set(name, profile);
    return `${this.url}${name}/`;
  }

  get openRequests(): number {
    return this.requests.filter(({ open }) => open).length;
  }

  /** How many were open at this moment, in epoch milliseconds. */
  openAt(atMs: number): number {
    return this.requests.filter(({ cameAtMs, closedAtMs }) => cameAtMs <= atMs && closedAtMs > atMs).length;
  }

  /** How much longer the last of those that were open then lived, in milliseconds; up to now where one still does. */
  outlived(atMs: number): number {
    const open = this.requests.filter(({ cameAtMs, closedAtMs }) => cameAtMs <= atMs && closedAtMs > atMs);
    return Math.max(0, ...open.map(({ closedAtMs }) => Math.min(closedAtMs, epochMs()) - atMs));
  }

  /** How many came after this moment, in epoch milliseconds. */
  begunAfter(atMs: number): number {
    return this.requests.filter(({ cameAtMs }) => cameAtMs > atMs).length;
  }

  /** How many characters were asked for since the last `forget()`. */
  get characters(): number {
    return this.requests.reduce((sum, { text }) => sum + text.length, 0);
  }

  forget(): void {
    this.requests = [];
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', this.url);
    const file = this.#files.get(pathname);
    if (file !== undefined) {
      response.setHeader('Content-Type', file.type).end(file.body);
      return;
    }
    const profile = this.#profiles.get(pathname.split('/')[1] ?? '');
    if (profile === undefined) {
      response.writeHead(404).end();
      return;
    }
    const text = textOf(await read(request));
    if (text === undefined) throw new Error('The request holds no text.');
    await this.#speak(text, { profile, response });
  }

  async #speak(
    text: string,
    { profile, response }: { readonly profile: SpeechProfile; readonly response: ServerResponse },
  ): Promise<void> {
    const request: Request = { text, open: true, cameAtMs: epochMs(), closedAtMs: Infinity };
    this.requests.push(request);
    response.on('close', () => {
      request.open = false;
      request.closedAtMs = epochMs();
    });
    await pause(profile.rtt + profile.ttsTtfb);
    const sound = toneOf(text.length / profile.cps);
    response.writeHead(200, { 'Content-Type': 'audio/pcm' });
    const bytesPerMs = (SAMPLE_RATE_HZ * 2) / 1000 / profile.rtf;
    const startedMs = performance.now();
    for (let sent = 0; sent < sound.length && request.open;) {
      const dueBytes = Math.ceil((performance.now() - startedMs + CHUNK_EVERY_MS) * bytesPerMs);
      response.write(sound.subarray(sent, dueBytes));
      sent = dueBytes;
      await pause(CHUNK_EVERY_MS);
    }
    response.end();
  }
}

/** The backend takes a form with `text`, its providers JSON with `input`. */
function textOf(body: string): string | undefined {
  if (!body.startsWith('{')) return new URLSearchParams(body).get('text') ?? undefined;
  const asked: unknown = JSON.parse(body);
  const text: unknown = typeof asked === 'object' && asked !== null ? Reflect.get(asked, 'input') : undefined;
  return typeof text === 'string' ? text : undefined;
}

function epochMs(): number {
  return performance.timeOrigin + performance.now();
}

/** A cosine of half of full scale: loud at once. */
function toneOf(seconds: number): Buffer {
  const samples = Math.round(seconds * SAMPLE_RATE_HZ);
  const pcm = Buffer.alloc(samples * 2);
  for (let index = 0; index < samples; index++) {
    pcm.writeInt16LE(
      Math.round(16_000 * Math.cos((2 * Math.PI * TONE_HZ * index) / SAMPLE_RATE_HZ)),
      index * 2,
    );
  }
  return pcm;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
