import type { WebSocket } from 'ws';

import type { CreateBrain } from './brain/brain.js';
import { Conversation } from './conversation/conversation.js';
import { createIds, seededRandom } from './conversation/ids.js';
import type { Clock } from './conversation/ports.js';
import type { SessionConfig } from './conversation/session-config.js';
import { FaultLine } from './faults/fault-line.js';
import type { FaultProfile } from './faults/profile.js';
import type { Journal } from './journal.js';
import type { CallLink } from './link/call-link.js';
import { WebSocketLink } from './link/web-socket-link.js';
import { createWebSocketVoice } from './link/web-socket-voice.js';
import { answerOffer } from './link/webrtc-link.js';
import type { LinkListener } from './link/webrtc-link.js';
import { CallRelay } from './relay/call-relay.js';
import type { NetworkConditions } from './relay/udp-relay.js';
import type { CallSpeech, SpeechEngine } from './speech-engine.js';

export interface CallsOptions {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly createBrain: CreateBrain;
  /** Absent: calls have an unheard voice and no ears. */
  readonly speech?: SpeechEngine;
  readonly limitSeconds: number;
  /** Each call's ids and choices follow from it and the call's number. */
  readonly seed: number;
  /** Leads each call's media through a relay of its own, which starts with these conditions. */
  readonly network?: Partial<NetworkConditions>;
}

export interface NewSession {
  readonly session: SessionConfig;
  readonly faults: FaultProfile | undefined;
}

export interface NewCall extends NewSession {
  readonly offerSdp: string;
}

/** Closing at once would throw away the error that says why. */
const LAST_WORD_MS = 200;

/** The goodbye of a closed connection still has to pass its relay; without it ICE takes 30 s. */
const RELAY_LINGERS_MS = 300;

/** All calls of one peer: makes them, finds them, ends them. */
export class Calls {
  readonly #options: CallsOptions;
  readonly #calls = new Map<string, Call>();
  #made = 0;

  constructor(options: CallsOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#calls.size;
  }

  ids(): string[] {
    return [...this.#calls.keys()];
  }

  find(callId: string): Call | undefined {
    return this.#calls.get(callId);
  }

  /** @throws InvalidOffer */
  async create(wanted: NewCall): Promise<{ readonly callId: string; readonly answerSdp: string }> {
    const call = this.#make('rtc', wanted);
    const answerSdp = await call.answer(wanted.offerSdp, () => this.#calls.delete(call.id));
    this.#calls.set(call.id, call);
    return { callId: call.id, answerSdp };
  }

  /** A session over a WebSocket that is open already, and becomes the call's. */
  accept(socket: WebSocket, wanted: NewSession): { readonly callId: string } {
    const call = this.#make('ws', wanted);
    this.#calls.set(call.id, call);
    call.attach(socket, () => this.#calls.delete(call.id));
    return { callId: call.id };
  }

  #make(prefix: 'rtc' | 'ws', wanted: NewSession): Call {
    this.#made += 1;
    const random = seededRandom(this.#options.seed * 1_000_003 + this.#made);
    // Recorded: the session's id is the call's with another prefix.
    const suffix = `u0_${createIds(random).next('sess').slice('sess_'.length)}`;
    const session = { ...wanted.session, id: `sess_${suffix}` };
    const { faults } = wanted;
    const { network, ...options } = this.#options;
    // A WebSocket has no media that a UDP relay could carry.
    const relayed = prefix === 'rtc' && network !== undefined ? { network } : {};
    return new Call(`${prefix}_${suffix}`, { ...options, ...relayed, faults, random, session });
  }

  closeAll(): void {
    for (const call of this.#calls.values()) call.hangUp('the peer is closing');
  }
}

interface CallOptions extends CallsOptions {
  readonly faults: FaultProfile | undefined;
  readonly random: () => number;
  readonly session: SessionConfig;
}

/** One call: its link, its conversation, and the stretch between them on which faults happen. */
export class Call {
  readonly id: string;
  readonly #options: CallOptions;
  readonly #line: FaultLine;
  /** Delay, jitter, loss and blackholes of this call; absent without a relay. */
  readonly relay: CallRelay | undefined;
  readonly #ended = new AbortController();
  #link: CallLink | undefined;
  #conversation: Conversation | undefined;

  constructor(id: string, options: CallOptions) {
    this.id = id;
    this.#options = options;
    const { clock, random, faults, network } = options;
    this.relay = network === undefined ? undefined : new CallRelay(network, random);
    this.#line = new FaultLine(
      { profile: faults, random, clock, actions: this.#faultActions() },
      { out: (text) => this.#deliver(text), in: (text) => this.#hear(text) },
    );
  }

  /** @throws InvalidOffer */
  async answer(offerSdp: string, onClosed: () => void): Promise<string> {
    const { relay } = this;
    const rewrite = relay === undefined ? {} : { rewrite: (sdp: string) => relay.lead(sdp) };
    const offer = relay === undefined ? offerSdp : relay.hide(offerSdp);
    const link = await answerOffer(offer, this.#listener(onClosed), rewrite);
    this.#take(link);
    return link.answerSdp;
  }

  /** Begins at once: the socket is open. */
  attach(socket: WebSocket, onClosed: () => void): void {
    const { clock } = this.#options;
    this.#take(new WebSocketLink({ socket, clock, listener: this.#listener(onClosed) }));
    this.#begin();
  }

  hangUp(why: string): void {
    this.#link?.close(why);
  }

  closeChannel(): void {
    this.#link?.closeChannel();
  }

  expire(): void {
    this.#conversation?.expire();
  }

  failNextResponse(code: string, message: string): void {
    this.#conversation?.failNextResponse({ type: 'server_error', code, message });
  }

  #listener(onClosed: () => void): LinkListener {
    return {
      onOpen: () => this.#begin(),
      onText: (text) => this.#line.pass('in', typeOf(text), text),
      onBinary: () => this.#conversation?.receiveBinary(),
      onChannelClosed: () => this.#note('channel-closed'),
      onClosed: (why) => {
        this.#line.dispose();
        this.#conversation?.end();
        this.#ended.abort();
        this.#options.clock.after(RELAY_LINGERS_MS, () => this.relay?.close());
        onClosed();
        this.#note('closed', why);
      },
    };
  }

  #take(link: CallLink): void {
    this.#link = link;
    this.#conversation = this.#converse(link);
    this.#note('created');
  }

  #speech(link: CallLink): Partial<CallSpeech> {
    const { speech, clock } = this.#options;
    if (link instanceof WebSocketLink) {
      return speech?.attachEvents(this.#ended.signal) ?? { speechOut: createWebSocketVoice() };
    }
    return link.media === undefined ? {} : (speech?.attach(link.media, clock) ?? {});
  }

  #converse(link: CallLink): Conversation {
    const { clock, random, createBrain, session, limitSeconds } = this.#options;
    return new Conversation({
      session,
      clock,
      random,
      brain: createBrain({ clock, random }),
      ...this.#speech(link),
      clientPlays: link instanceof WebSocketLink,
      limitSeconds,
      send: (event) => this.#line.pass('out', event.type, JSON.stringify(event)),
      onExpired: () => clock.after(LAST_WORD_MS, () => this.hangUp('session expired')),
    });
  }

  #begin(): void {
    this.#note('open');
    this.#line.start();
    this.#conversation?.start();
  }

  #deliver(text: string): void {
    if (this.#link?.send(text) !== true) return;
    this.#options.journal.add({ kind: 'sent', callId: this.id, ...asEvent(text) });
  }

  #hear(text: string): void {
    this.#options.journal.add({ kind: 'received', callId: this.id, ...asEvent(text) });
    this.#conversation?.receive(text);
  }

  #note(state: 'created' | 'open' | 'channel-closed' | 'closed', why?: string): void {
    const entry = { kind: 'call' as const, callId: this.id, state };
    this.#options.journal.add(why === undefined ? entry : { ...entry, why });
  }

  #faultActions() {
    return {
      closeChannel: () => this.closeChannel(),
      closePeer: () => this.hangUp('fault'),
      expire: () => this.expire(),
      failNextResponse: (code: string, message: string) => this.failNextResponse(code, message),
      sendError: (code: string, message: string) => this.#sendError(code, message),
      truncateAudio: () => this.#conversation?.cutSound(),
      blackhole: (on: boolean) => this.relay?.set({ blackhole: on }),
      note: (fault: string, on: string) =>
        this.#options.journal.add({ kind: 'fault', callId: this.id, fault, on }),
    };
  }

  #sendError(code: string, message: string): void {
    this.#conversation?.tellError({ type: 'server_error', code, message });
  }
}

/** A frame as the journal keeps it; what is no JSON object is kept as `{text}`. */
function asEvent(text: string): { readonly event: Record<string, unknown> } {
  try {
    const event: unknown = JSON.parse(text);
    if (typeof event === 'object' && event !== null) return { event: { ...event } };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return { event: { text } };
}

function typeOf(text: string): string {
  const { event } = asEvent(text);
  return typeof event['type'] === 'string' ? event['type'] : '';
}
