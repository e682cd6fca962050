/**
 * A conversation as a faithful server leads it, with noise between its frames, and the reference: what a log must
 * show of it, kept from the server's side by rules of its own.
 */
import type { TranscriptEntry } from '../../widget/session/snapshot.js';
import type { Random } from '../listening/random.js';
import { stringField } from '../wire-fields.js';
import { noise } from './noise.js';
import type { Fields, TextCall } from './text-call.js';

const WORDS = ['Tea ', 'is ', 'fine. ', 'ok', '\u4f60\u597d', '\ud83c\udf75 ', '<b>', '\n'];
/** How many old frames are kept to come again. */
const PAST_FRAMES = 60;

interface Response {
  readonly id: string;
  readonly itemId: string;
  whole: string;
  begun: boolean;
  cut: boolean;
  readonly turnIds: readonly string[];
  readonly frames: Fields[];
}

type Line = { -readonly [K in 'id' | 'role' | 'text' | 'status']: TranscriptEntry[K] };

export class TrueTalk {
  /** Frames that were sent. */
  events = 0;
  readonly #call: TextCall;
  readonly #random: Random;
  readonly #lines: Line[] = [];
  readonly #past: Fields[] = [];
  /** The items of the conversation, in order. */
  #items: readonly string[] = [];
  #open: Response | undefined;
  #waiting: string[] = [];
  #count = 0;
  #said = '';

  constructor(call: TextCall, random: Random) {
    this.#call = call;
    this.#random = random;
  }

  get #last(): string | null {
    return this.#items.at(-1) ?? null;
  }

  /** What the log must show. */
  get lines(): readonly Readonly<Line>[] {
    return this.#lines;
  }

  /** One step: the visitor says something, or the server goes on. Nothing is left half said by `end`. */
  step(): void {
    const response = this.#open;
    const chance = this.#random.next();
    if (response === undefined || chance < 0.03) this.#visitorSpeaks();
    else if (chance < 0.15 && response.begun) this.#finish(response);
    else this.#stream(response);
  }

  end(): void {
    if (this.#open === undefined) return;
    if (!this.#open.begun) this.#stream(this.#open);
    this.#finish(this.#open);
  }

  #visitorSpeaks(): void {
    this.#count += 1;
    const text = `Question ${this.#count}?`;
    this.#call.say(text);
    const line = this.#lineOf(this.#open?.itemId);
    if (this.#open !== undefined) this.#open.cut = true;
    if (line !== undefined) line.status = 'interrupted';
    // The order in which the session said it: the cancel of a running answer, the turn, the next request.
    this.#said = text;
    this.#obeyAll();
  }

  #obeyAll(): void {
    for (let next = this.#call.commands.shift(); next; next = this.#call.commands.shift()) this.#obey(next);
  }

  #obey(command: Fields): void {
    switch (command['type']) {
      case 'conversation.item.create': {
        const item = command['item'];
        const id = stringField(item, 'id');
        this.#lines.push({ id, role: 'user', text: this.#said, status: 'sent' });
        this.#waiting.push(id);
        for (const stage of ['added', 'done']) {
          this.#say({ type: `conversation.item.${stage}`, previous_item_id: this.#last, item });
        }
        this.#items = [...this.#items, id];
        return;
      }
      case 'conversation.item.delete': {
        const item_id = stringField(command, 'item_id');
        this.#items = this.#items.filter((id) => id !== item_id);
        this.#say({ type: 'conversation.item.deleted', item_id });
        return;
      }
      case 'response.cancel':
        if (this.#open !== undefined) this.#cancelled(this.#open);
        return;
      case 'response.create': {
        const id = `resp_${this.#count}`;
        this.#open = {
          id,
          itemId: `item_of_${id}`,
          whole: '',
          begun: false,
          cut: false,
          turnIds: this.#waiting,
          frames: [],
        };
        this.#waiting = [];
        // No noise before it: a response is known by nothing else than being the next.
        this.#send({ type: 'response.created', response: { id, status: 'in_progress' } });
        return;
      }
      default:
        throw new Error(`The server does not expect ${String(command['type'])}.`);
    }
  }

  #stream(response: Response): void {
    const { id, itemId } = response;
    const item = { id: itemId, type: 'message', role: 'assistant' };
    if (!response.begun) {
      response.begun = true;
      this.#say({ type: 'response.output_item.added', response_id: id, output_index: 0, item });
      this.#say({ type: 'conversation.item.added', previous_item_id: this.#last, item });
      this.#items = [...this.#items, itemId];
    }
    const delta = this.#random.pick(WORDS);
    response.whole += delta;
    // Now and then one is lost; the finished text then makes up for it.
    if (this.#random.next() < 0.05) return;
    this.#show(response, (shown) => shown + delta);
    this.#say({ type: 'response.output_text.delta', ...addressOf(response), delta });
  }

  #finish(response: Response): void {
    const { id, itemId, whole } = response;
    const item = { id: itemId, type: 'message', role: 'assistant' };
    this.#show(response, () => whole);
    this.#say({ type: 'response.output_text.done', ...addressOf(response), text: whole });
    this.#say({ type: 'conversation.item.done', previous_item_id: null, item });
    const status = this.#random.pick(['completed', 'completed', 'completed', 'incomplete', 'failed']);
    const line = this.#lineOf(itemId);
    if (status === 'failed' || line === undefined) {
      if (line !== undefined) line.status = 'interrupted';
    } else {
      line.status = 'done';
      this.#say({ type: 'response.output_item.done', response_id: id, output_index: 0, item });
    }
    this.#over(response, status);
  }

  #cancelled(response: Response): void {
    // What was on its way when the cancel went out.
    this.#say({ type: 'response.output_text.delta', ...addressOf(response), delta: 'too late' });
    this.#over(response, 'cancelled');
  }

  #over(response: Response, status: string): void {
    const { id, itemId, turnIds, frames } = response;
    const isAnswer = this.#lineOf(itemId) !== undefined;
    this.#open = undefined;
    if (isAnswer) {
      for (const turnId of turnIds) {
        const line = this.#lineOf(turnId);
        if (line !== undefined) line.status = 'answered';
      }
    } else this.#waiting = [...turnIds, ...this.#waiting];
    this.#say({ type: 'response.done', response: { id, status, status_details: null } });
    this.#past.push(...frames);
    this.#past.splice(0, this.#past.length - PAST_FRAMES);
    this.#obeyAll();
  }

  #show({ itemId, cut }: Response, change: (shown: string) => string): void {
    if (cut) return;
    const line = this.#lineOf(itemId);
    if (line !== undefined) line.text = change(line.text);
    else this.#lines.push({ id: itemId, role: 'assistant', text: change(''), status: 'streaming' });
  }

  #lineOf(id: string | undefined): Line | undefined {
    return this.#lines.findLast((line) => line.id === id);
  }

  /** A frame of the conversation, with noise before it. */
  #say(event: Fields): void {
    this.#open?.frames.push(event);
    while (this.#random.next() < 0.6) {
      this.events += 1;
      if (this.#random.next() < 0.02) this.#call.receiveBinary();
      else this.#call.receive(noise(this.#random, this.#past));
    }
    this.#send(event);
  }

  #send(event: Fields): void {
    this.events += 1;
    this.#call.receive(JSON.stringify(event));
  }
}

function addressOf({ id, itemId }: Response): Fields {
  return { response_id: id, item_id: itemId, output_index: 0, content_index: 0 };
}
