import { parseObject, stringField } from '../wire-fields.js';

interface OpenResponse {
  readonly id: string;
  readonly itemId: string;
  text: string;
  begun: boolean;
}

/**
 * The far end of the channel for a benchmark: confirms turns and streams what it is told to. Keeps no history, so
 * that none of the time that is measured is its own.
 */
export class AnsweringPeer {
  readonly #send: (frame: string) => void;
  #count = 0;
  #previous: string | null = null;
  #response: OpenResponse | undefined;

  constructor(send: (frame: string) => void) {
    this.#send = send;
  }

  receive(frame: string): void {
    const event = parseObject(frame);
    const type = stringField(event, 'type');
    if (type === 'conversation.item.create') this.#confirm(event['item']);
    else if (type === 'response.create') this.#begin();
    else throw new Error(`The peer does not expect ${type}.`);
  }

  stream(delta: string): void {
    const response = this.#running();
    const item = { id: response.itemId, type: 'message', role: 'assistant', status: 'in_progress' };
    if (!response.begun) {
      response.begun = true;
      this.#emit({ type: 'response.output_item.added', response_id: response.id, output_index: 0, item });
      this.#emit({ type: 'conversation.item.added', previous_item_id: this.#previous, item });
    }
    response.text += delta;
    this.#emit({ type: 'response.output_text.delta', ...this.#part(), delta });
  }

  finish(): void {
    const { id, itemId, text } = this.#running();
    const item = { id: itemId, type: 'message', role: 'assistant', status: 'completed' };
    this.#emit({ type: 'response.output_text.done', ...this.#part(), text });
    this.#emit({ type: 'conversation.item.done', previous_item_id: this.#previous, item });
    this.#emit({ type: 'response.output_item.done', response_id: id, output_index: 0, item });
    this.#emit({ type: 'response.done', response: { id, status: 'completed', status_details: null } });
    this.#previous = itemId;
    this.#response = undefined;
  }

  #confirm(item: unknown): void {
    for (const stage of ['added', 'done']) {
      this.#emit({ type: `conversation.item.${stage}`, previous_item_id: this.#previous, item });
    }
    this.#previous = stringField(item, 'id');
  }

  #begin(): void {
    this.#count += 1;
    const id = `resp_${this.#count}`;
    this.#response = { id, itemId: `item_answer_${this.#count}`, text: '', begun: false };
    this.#emit({ type: 'response.created', response: { id, status: 'in_progress' } });
  }

  #running(): OpenResponse {
    if (this.#response === undefined) throw new Error('No response was asked for.');
    return this.#response;
  }

  #part(): object {
    const { id, itemId } = this.#running();
    return { response_id: id, item_id: itemId, output_index: 0, content_index: 0 };
  }

  #emit(event: object): void {
    this.#send(JSON.stringify({ event_id: 'event', ...event }));
  }
}
