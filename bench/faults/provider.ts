/** The provider: every call is a new conversation of the real peer, which knows nothing of the one before. */
import { Conversation } from '../../demo/realtime-peer/conversation/conversation.js';
import { seededRandom } from '../../demo/realtime-peer/conversation/ids.js';
import { defaultSession } from '../../demo/realtime-peer/conversation/session-config.js';
import { Journal } from '../../demo/realtime-peer/journal.js';
import { VoiceError } from '../../widget/session/errors.js';
import type { Random } from '../listening/random.js';
import { fieldOf, stringField } from '../wire-fields.js';
import { ConversationItems } from './conversation-items.js';
import { type Happenings, wireEvent, type WireEvent } from './happenings.js';
import type { SimulatedTime } from './simulated-time.js';
import { TaggingBrain } from './tagging-brain.js';

/**
 * How the server takes an item whose id it has already; OpenAI documents none of them: refused under a code that says
 * so, refused by a field that says so, or told again as if it were new.
 */
export type DuplicateAnswer = 'code' | 'param' | 'echo';

/** Closing at once would throw away the error that says why. */
const LAST_WORD_MS = 200;

export interface ProviderOptions {
  readonly time: SimulatedTime;
  readonly random: Random;
  readonly happenings: Happenings;
  readonly duplicates: DuplicateAnswer;
  /** Longest life of a call in seconds, as it is told in `session.created`. */
  readonly limitSeconds: () => number;
}

/** Where a call's frames go. */
export interface CallLine {
  readonly send: (event: WireEvent) => void;
  /** The provider ends the call. */
  readonly close: () => void;
}

export class Provider {
  readonly journal: Journal;
  readonly calls: ProviderCall[] = [];
  /** What the next clients are answered instead of being let in, first first. */
  readonly refusals: (() => VoiceError)[] = [];
  readonly #options: ProviderOptions;
  #keys = 0;
  #goodKey = 0;

  constructor(options: ProviderOptions) {
    this.#options = options;
    this.journal = new Journal(() => options.time.nowMs);
  }

  mintKey(): string {
    return String(++this.#keys);
  }

  /** No key that was minted until now opens anything any more. */
  refuseKeys(): void {
    this.#goodKey = this.#keys + 1;
  }

  /** A call that is not connected yet, for whoever has a good key. */
  letIn(key: string | undefined): ProviderCall {
    const refusal = this.refusals.shift();
    if (refusal) throw refusal();
    if (Number(key) < this.#goodKey) {
      throw new VoiceError('exchange-refused', 'The key is not good any more.');
    }
    const call = new ProviderCall(`call-${this.calls.length + 1}`, this.journal, this.#options);
    this.calls.push(call);
    this.journal.add({ kind: 'call', callId: call.id, state: 'created' });
    return call;
  }
}

/** A request for an answer, as it reached the conversation. */
export interface Asked {
  /** When the client sent it. */
  readonly sentAtMs: number;
  /** The user turns that the conversation held. */
  readonly turns: readonly string[];
}

export class ProviderCall {
  readonly id: string;
  readonly items = new ConversationItems();
  /** Every time an answer was asked for. */
  readonly asked: Asked[] = [];
  /** The turns that each of its own items answers. */
  readonly answers = new Map<string, readonly string[]>();
  readonly #brain: TaggingBrain;
  readonly #journal: Journal;
  readonly #options: ProviderOptions;
  #conversation: Conversation | undefined;
  #line: CallLine | undefined;
  /** It has said its last word, and hears nothing any more. */
  #isExpired = false;

  constructor(id: string, journal: Journal, options: ProviderOptions) {
    this.id = id;
    this.#brain = new TaggingBrain(options.time, options.random);
    this.#journal = journal;
    this.#options = options;
  }

  open(line: CallLine): void {
    const { time, random } = this.#options;
    this.#line = line;
    this.#journal.add({ kind: 'call', callId: this.id, state: 'open' });
    this.#conversation = new Conversation({
      session: defaultSession(`sess_${this.id}`, 'gpt-realtime-2.1'),
      clock: time.peerClock,
      random: seededRandom(Math.floor(random.next() * 2 ** 31)),
      brain: this.#brain,
      limitSeconds: this.#options.limitSeconds(),
      send: (event) => this.#say({ ...event }),
      onExpired: () => {
        this.#isExpired = true;
        time.after('world', LAST_WORD_MS, () => line.close());
      },
    });
    this.#conversation.start();
  }

  receive(frame: string, sentAtMs: number): void {
    if (!this.#line || this.#isExpired) return;
    const event = wireEvent(frame);
    this.#journal.add({ kind: 'received', callId: this.id, event });
    if (event.type === 'response.create') {
      const turns = this.items.all.filter(({ role }) => role === 'user').map(({ text }) => text);
      this.asked.push({ sentAtMs, turns });
    }
    this.#conversation?.receive(frame);
  }

  /** The longest life of a call is over, or the provider says so. */
  expire(): void {
    this.#conversation?.expire();
  }

  /** The link is gone. */
  end(why: string): void {
    if (!this.#line) return;
    this.#line = undefined;
    this.#conversation?.end();
    this.#journal.add({ kind: 'call', callId: this.id, state: 'closed', why });
    this.#options.happenings.tell({ type: 'provider', call: this.id, what: `closed: ${why}` });
  }

  #say(event: WireEvent): void {
    const said = event.type === 'error' ? this.#refusal(event) : event;
    this.#journal.add({ kind: 'sent', callId: this.id, event: said });
    this.items.take(said);
    if (said.type === 'response.output_item.added') {
      const tags = this.#brain.tags.get(stringField(said, 'response_id')) ?? [];
      this.answers.set(stringField(said['item'], 'id'), tags);
    }
    this.#line?.send(said);
  }

  #refusal(event: WireEvent): WireEvent {
    const { error } = event;
    if (fieldOf(error, 'code') !== 'item_create_duplicate_item_id') return event;
    switch (this.#options.duplicates) {
      case 'code':
        return changed(event, { param: null });
      case 'param':
        return changed(event, { code: 'invalid_value' });
      case 'echo': {
        const id = /'(.*?)'/.exec(stringField(error, 'message'))?.[1];
        const item = { id, type: 'message', role: 'user' };
        return { type: 'conversation.item.done', event_id: event['event_id'], previous_item_id: null, item };
      }
      default:
        return this.#options.duplicates satisfies never;
    }
  }
}

function changed(event: WireEvent, change: Readonly<Record<string, unknown>>): WireEvent {
  return { ...event, error: { ...Object(event['error']), ...change } };
}
