import nodeDataChannel from 'node-datachannel';
import type { DataChannel, PeerConnection, Track } from 'node-datachannel';

import { closeConnection } from '../link/close-connection.js';
import { withoutCandidates } from './offer.js';
import { assertServerEvent } from './server-event-schemas.js';

export type WireEvent = Readonly<Record<string, unknown>> & { readonly type: string };

export interface ClientOptions {
  readonly url: string;
  readonly session?: Readonly<Record<string, unknown>>;
  /** The offer's audio section; `none` leaves it out. Default `SendRecv`. */
  readonly audio?: 'SendRecv' | 'RecvOnly' | 'SendOnly' | 'none';
  readonly headers?: Readonly<Record<string, string>>;
}

/** A Realtime client in Node, for tests: written from the protocol, like any other client. */
export class PeerClient {
  readonly events: WireEvent[] = [];
  callId = '';
  readonly #connection: PeerConnection;
  readonly #channel: DataChannel;
  readonly #track: Track | undefined;
  readonly #waiters = new Set<(event: WireEvent) => void>();
  #closed = false;
  readonly #onClosed: (() => void)[] = [];

  constructor(audio: NonNullable<ClientOptions['audio']>) {
    this.#connection = new nodeDataChannel.PeerConnection('client', {
      iceServers: [],
      disableAutoNegotiation: true,
    });
    // Its last report, of being closed, is what lets the process end.
    this.#connection.onStateChange(() => undefined);
    if (audio !== 'none') {
      const description = new nodeDataChannel.Audio('0', audio);
      description.addOpusCodec(111);
      description.addSSRC(4242, 'client', 'client', 'microphone');
      this.#track = this.#connection.addTrack(description);
      this.#track.onClosed(() => this.#markClosed());
    }
    this.#channel = this.#connection.createDataChannel('oai-events');
    this.#channel.onMessage((message) => {
      if (typeof message === 'string') this.#take(message);
    });
    this.#channel.onClosed(() => this.#markClosed());
  }

  /** Mints a key, posts an offer without candidates and waits for `session.created`. */
  static async connect(options: ClientOptions): Promise<PeerClient> {
    const key = await mint(options);
    const client = new PeerClient(options.audio ?? 'SendRecv');
    await client.#call(options, key);
    await client.waitFor('session.created');
    return client;
  }

  get closed(): boolean {
    return this.#closed;
  }

  get track(): Track | undefined {
    return this.#track;
  }

  send(event: Readonly<Record<string, unknown>>): void {
    this.#channel.sendMessage(JSON.stringify(event));
  }

  sendText(text: string): void {
    this.#channel.sendMessage(text);
  }

  sendBinary(bytes: Buffer): void {
    this.#channel.sendMessageBinary(bytes);
  }

  /** Adds a user message and asks for an answer. */
  say(text: string): void {
    const content = [{ type: 'input_text', text }];
    this.send({
      type: 'conversation.item.create',
      item: { type: 'message', role: 'user', content },
    });
    this.send({ type: 'response.create' });
  }

  /** The first event, past or future, of this type that fits. */
  async waitFor(
    type: string,
    fits: (event: WireEvent) => boolean = () => true,
    timeoutMs = 10_000,
  ): Promise<WireEvent> {
    const past = this.events.find((event) => event.type === type && fits(event));
    if (past !== undefined) return past;
    return await new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiters.delete(look);
        const seen = this.events.map((event) => event.type).join(', ');
        reject(new Error(`No ${type} within ${timeoutMs} ms; came: ${seen}`));
      }, timeoutMs);
      const look = (event: WireEvent) => {
        if (event.type !== type || !fits(event)) return;
        clearTimeout(timer);
        this.#waiters.delete(look);
        resolve(event);
      };
      this.#waiters.add(look);
    });
  }

  async whenClosed(): Promise<void> {
    if (this.#closed) return;
    await new Promise<void>((resolve) => this.#onClosed.push(resolve));
  }

  close(): void {
    closeConnection({
      connection: this.#connection,
      channel: this.#channel,
      ...(this.#track === undefined ? {} : { track: this.#track }),
    });
    this.#markClosed();
  }

  async #call(options: ClientOptions, key: string): Promise<void> {
    const offer = await new Promise<string>((resolve) => {
      this.#connection.onLocalDescription((sdp) => resolve(sdp));
      this.#connection.setLocalDescription('offer');
    });
    const response = await fetch(`${options.url}/realtime/calls`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/sdp' },
      body: withoutCandidates(offer),
    });
    const answer = await response.text();
    if (response.status !== 201) throw new Error(`calls answered ${response.status}: ${answer}`);
    this.callId = response.headers.get('location')?.split('/').at(-1) ?? '';
    this.#connection.setRemoteDescription(answer, 'answer');
  }

  #take(text: string): void {
    let event: WireEvent;
    try {
      event = JSON.parse(text) as WireEvent;
    } catch {
      event = { type: '(no JSON)', text };
    }
    if (event.type !== '(no JSON)') assertServerEvent(event);
    this.events.push(event);
    for (const look of this.#waiters) look(event);
  }

  #markClosed(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const run of this.#onClosed) run();
  }
}

async function mint({ url, session, headers }: ClientOptions): Promise<string> {
  const response = await fetch(`${url}/realtime/client_secrets`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk-test', 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ session: { type: 'realtime', ...session } }),
  });
  const body = (await response.json()) as { value?: string };
  if (body.value === undefined) throw new Error(`client_secrets answered ${response.status}`);
  return body.value;
}
