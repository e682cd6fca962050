/**
 * A conversation as a faithful server leads it, with noise between its frames, and the reference: what a log must
 * show of it, kept from the server's side by rules of its own.
 */
import type { Random } from '../listening/random.js';
import { stringField } from '../wire-fields.js';
import type { Fields, FuzzedCall } from './fuzzed-call.js';
import { type Line, NoisyServer } from './noisy-server.js';

const WORDS = ['Tea ', 'is ', 'fine. ', 'ok', '\u4f60\u597d', '\ud83c\udf75 ', '<b>', '\n'];

interface Response {
  readonly id: string;
  readonly itemId: string;
  whole: string;
  begun: boolean;
  cut: boolean;
  readonly turnIds: readonly string[];
  /** How often the player had begun to be heard before it. */
  readonly audibleBefore: number;
  readonly frames: Fields[];
}

export class TrueTalk {
  readonly #call: FuzzedCall;
  readonly #random: Random;
  readonly #server: NoisyServer;
  readonly #lines: Line[] = [];
  /** The items of the conversation, in order. */
  #items: readonly string[] = [];
  #open: Response | undefined;
  /** The last that is over. */
  #last: Response | undefined;
  #waiting: string[] = [];
  #count = 0;
  #said = '';

  constructor(call: FuzzedCall, random: Random) {
    this.#call = call;
    this.#random = random;
    this.#server = new NoisyServer(call, random);
  }

  get events(): number {
    return this.#server.events;
  }

  get #lastItemId(): string | null {
    return this.#items.at(-1) ?? null;
  }

  /** What the log must show. */
  get lines(): readonly Readonly<Line>[] {
    return this.#lines;
  }

  /** One step: the visitor says something, or the server goes on. Nothing is left half said by `end`. */
  async step(): Promise<void> {
    if (this.#call.mode === 'hybrid') {
      if (this.#random.next() < 0.3) await this.#call.settle();
      if (this.#random.next() < 0.5) this.#call.playOn();
    }
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
    this.#cut();
    const isQuiet = this.#open === undefined && !this.#call.ports.player.isPlaying;
    if (this.#call.mode === 'hybrid' && isQuiet && this.#random.next() < 0.5) {
      this.#call.recognise('Question', false);
      this.#call.recognise(text, true);
    } else this.#call.say(text);
    if (this.#open !== undefined) this.#open.cut = true;
    // The order in which the session said it: the cancel of a running answer, the turn, the next request.
    this.#said = text;
    this.#obeyAll();
  }

  /** What is being written, or still being spoken, is cut short by the visitor's word. */
  #cut(): void {
    const sounding = this.#call.ports.player.isPlaying ? this.#last : undefined;
    const response = this.#open ?? sounding;
    const line = this.#lineOf(response?.itemId);
    if (line !== undefined) line.status = 'interrupted';
    if (response === undefined || response === this.#open || this.#wasHeard(response)) return;
    // Written to its end, and nothing of it was heard: it is answered with the next.
    for (const turnId of response.turnIds) this.#setStatus(turnId, 'sent');
    this.#waiting = [...response.turnIds, ...this.#waiting];
  }

  /** Whether it came to the visitor's eyes, in a call without a voice, or else to their ears. */
  #wasHeard({ itemId, audibleBefore }: Response): boolean {
    return this.#call.mode === 'text'
      ? this.#lineOf(itemId) !== undefined
      : this.#call.ports.player.audible > audibleBefore;
  }

  #obeyAll(): void {
    for (let next = this.#call.commands.shift(); next; next = this.#call.commands.shift()) this.#obey(next);
  }

  #obey(command: Fields): void {
    switch (command['type']) {
      case 'conversation.item.create': {
        const item = command['item'];
        const id = stringField(item, 'id');
        if (stringField(item, 'role') === 'user') {
          this.#lines.push({ id, role: 'user', text: this.#said, status: 'sent' });
          this.#waiting.push(id);
        }
        for (const stage of ['added', 'done']) {
          this.#say({ type: `conversation.item.${stage}`, previous_item_id: this.#lastItemId, item });
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
          audibleBefore: this.#call.ports.player.audible,
          frames: [],
        };
        this.#waiting = [];
        this.#server.sayAtOnce({ type: 'response.created', response: { id, status: 'in_progress' } });
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
      this.#say({ type: 'conversation.item.added', previous_item_id: this.#lastItemId, item });
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
    const { id, turnIds, frames } = response;
    this.#open = undefined;
    this.#last = response;
    const isAnswer =
      status === 'cancelled' ? this.#wasHeard(response) : this.#lineOf(response.itemId) !== undefined;
    if (isAnswer) for (const turnId of turnIds) this.#setStatus(turnId, 'answered');
    else this.#waiting = [...turnIds, ...this.#waiting];
    this.#say({ type: 'response.done', response: { id, status, status_details: null } });
    this.#server.isOver(frames);
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

  #setStatus(id: string, status: Line['status']): void {
    const line = this.#lineOf(id);
    if (line !== undefined) line.status = status;
  }

  #say(event: Fields): void {
    this.#open?.frames.push(event);
    this.#server.say(event);
  }
}

function addressOf({ id, itemId }: Response): Fields {
  return { response_id: id, item_id: itemId, output_index: 0, content_index: 0 };
}
