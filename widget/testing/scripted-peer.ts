import type { RealtimeClientEvent } from 'openai/resources/realtime/realtime';

interface PeerItem {
  readonly id: string;
  readonly role: string;
  readonly text: string;
}

interface OpenResponse {
  readonly id: string;
  readonly items: { id: string; text: string }[];
}

/**
 * The far end of the channel, as far as the session can see it: it keeps the conversation's items in order,
 * confirms what it is told and answers what a test makes it answer. Text turns in the order recorded from the
 * real one.
 */
export class ScriptedPeer {
  /** Every event received, oldest first. */
  readonly journal: RealtimeClientEvent[] = [];
  /** What the model remembers, in order. */
  items: PeerItem[] = [];
  /** What the session was changed to. */
  session: { readonly output_modalities?: unknown; readonly audio?: unknown } = {};
  /** The response whose sound is playing. */
  sounding: string | undefined;
  /** Which kinds of event get no reaction. */
  readonly deafTo = new Set<RealtimeClientEvent['type']>();
  #send: (frame: string) => void;
  #response: OpenResponse | undefined;
  #count = 0;
  readonly #name: string;

  /** @param name makes its ids its own, as a server's are. */
  constructor(send: (frame: string) => void, name = '') {
    this.#send = send;
    this.#name = name;
  }

  /** Takes a frame from the session. */
  receive(frame: string): void {
    const event = JSON.parse(frame) as RealtimeClientEvent;
    this.journal.push(event);
    if (this.deafTo.has(event.type)) return;
    if (event.type === 'conversation.item.create') this.#create(event);
    else if (event.type === 'conversation.item.delete') this.#delete(event.item_id);
    else if (event.type === 'response.create') this.#begin(event.event_id);
    else if (event.type === 'response.cancel') this.#cancel(event.event_id);
    else if (event.type === 'session.update') this.session = { ...this.session, ...event.session };
    else if (event.type === 'output_audio_buffer.clear') this.#clear();
    else if (event.type === 'input_audio_buffer.commit') this.#commit();
    else if (event.type === 'input_audio_buffer.clear') this.emit({ type: 'input_audio_buffer.cleared' });
    else throw new Error(`The peer does not expect ${event.type}.`);
  }

  /** Says any event. */
  emit(event: { readonly type: string; readonly [field: string]: unknown }): void {
    this.#count += 1;
    this.#send(JSON.stringify({ event_id: `event_${this.#count}`, ...event }));
  }

  error(error: {
    readonly code: string;
    readonly event_id?: string | undefined;
    readonly param?: string;
  }): void {
    this.emit({ type: 'error', error: { type: 'invalid_request_error', message: error.code, ...error } });
  }

  get responding(): boolean {
    return this.#response !== undefined;
  }

  get responseId(): string {
    if (!this.#response) throw new Error('No response was asked for.');
    return this.#response.id;
  }

  /** The next words of the answer; `item` counts from 0. */
  stream(delta: string, item = 0): void {
    const response = this.#response;
    if (!response) throw new Error('No response was asked for.');
    const known = response.items[item] ?? this.#beginItem(response, item);
    known.text += delta;
    this.#remember(known);
    this.emit({
      type: 'response.output_text.delta',
      response_id: response.id,
      item_id: known.id,
      output_index: item,
      content_index: 0,
      delta,
    });
  }

  /** The visitor's voice is heard, and ends as a turn that is answered unasked. */
  hears(itemId: string): void {
    this.speechStarts(itemId);
    this.speechStops(itemId);
  }

  speechStops(itemId: string): void {
    this.emit({ type: 'input_audio_buffer.speech_stopped', audio_end_ms: 0, item_id: itemId });
    this.#commit(itemId);
    this.#begin(undefined);
  }

  #commit(itemId = `item_${(this.#count += 1)}`): void {
    const previous_item_id = this.items.at(-1)?.id ?? null;
    this.items = [...this.items, { id: itemId, role: 'user', text: '' }];
    this.emit({ type: 'input_audio_buffer.committed', previous_item_id, item_id: itemId });
    const content = [{ type: 'input_audio', transcript: null }];
    const item = { id: itemId, type: 'message', role: 'user', status: 'completed', content };
    this.emit({ type: 'conversation.item.added', previous_item_id, item });
    this.emit({ type: 'conversation.item.done', previous_item_id, item });
  }

  /** The visitor's voice sets in, and cuts off what is being generated or played. */
  speechStarts(itemId: string, heardMs = 0): void {
    this.emit({ type: 'input_audio_buffer.speech_started', audio_start_ms: 0, item_id: itemId });
    if (this.#response) this.finish('cancelled', { type: 'cancelled', reason: 'turn_detected' });
    if (this.sounding !== undefined) this.#clear(heardMs);
  }

  writes(itemId: string, text: string, final: boolean): void {
    const type = `conversation.item.input_audio_transcription.${final ? 'completed' : 'delta'}`;
    const words = final ? { transcript: text } : { delta: text };
    this.emit({ type, item_id: itemId, content_index: 0, ...words });
  }

  /** Has heard a spoken turn, and cannot write it down. */
  cannotWrite(itemId: string): void {
    const type = 'conversation.item.input_audio_transcription.failed';
    this.emit({ type, item_id: itemId, content_index: 0, error: { code: 'audio_unintelligible' } });
  }

  /** The next words of a spoken answer; they come ahead of their sound. */
  says(words: string): void {
    const response = this.#response;
    if (!response) throw new Error('No response was asked for.');
    const known = response.items[0] ?? this.#beginItem(response, 0);
    known.text += words;
    this.emit({
      type: 'response.output_audio_transcript.delta',
      response_id: response.id,
      item_id: known.id,
      output_index: 0,
      content_index: 0,
      delta: words,
    });
    if (this.sounding === response.id) return;
    this.sounding = response.id;
    this.emit({ type: 'output_audio_buffer.started', response_id: response.id });
  }

  /** The last sample has been sent. */
  fallsSilent(): void {
    this.emit({ type: 'output_audio_buffer.stopped', response_id: this.sounding });
    this.sounding = undefined;
  }

  #clear(heardMs = 0): void {
    const item_id = this.items.findLast(({ role }) => role === 'assistant')?.id;
    this.emit({ type: 'output_audio_buffer.cleared', response_id: this.sounding });
    this.emit({ type: 'conversation.item.truncated', item_id, content_index: 0, audio_end_ms: heardMs });
    this.sounding = undefined;
  }

  endItem(item = 0): void {
    const response = this.#response;
    const known = response?.items[item];
    if (!response || !known) throw new Error('There is no such item.');
    const address = { response_id: response.id, item_id: known.id, output_index: item };
    this.emit({ type: 'response.output_text.done', ...address, content_index: 0, text: known.text });
    this.emit({
      type: 'conversation.item.done',
      previous_item_id: null,
      item: assistant(known.id, known.text),
    });
    this.emit({ type: 'response.output_item.done', ...address, item: assistant(known.id, known.text) });
  }

  finish(status = 'completed', details: unknown = null): void {
    const response = this.#response;
    if (!response) throw new Error('No response was asked for.');
    if (status === 'completed') response.items.forEach((_, at) => this.endItem(at));
    this.#response = undefined;
    this.emit({ type: 'response.done', response: { id: response.id, status, status_details: details } });
  }

  #create(event: RealtimeClientEvent & { type: 'conversation.item.create' }): void {
    const item = event.item as { id: string; role: string; content: { text: string }[] };
    if (this.items.some(({ id }) => id === item.id)) {
      return this.error({
        code: 'item_create_duplicate_item_id',
        event_id: event.event_id,
        param: 'item.id',
      });
    }
    const previous = event.previous_item_id;
    if (previous && previous !== 'root' && !this.items.some(({ id }) => id === previous)) {
      return this.error({ code: 'item_create_unknown_previous_item', event_id: event.event_id });
    }
    const at = previous === 'root' ? 0 : this.items.findIndex(({ id }) => id === previous) + 1;
    const place = previous === undefined ? this.items.length : at;
    const known = { id: item.id, role: item.role, text: item.content.map(({ text }) => text).join('') };
    this.items = [...this.items.slice(0, place), known, ...this.items.slice(place)];
    const previous_item_id = this.items[place - 1]?.id ?? null;
    this.emit({ type: 'conversation.item.added', previous_item_id, item });
    this.emit({ type: 'conversation.item.done', previous_item_id, item });
  }

  #delete(itemId: string): void {
    this.items = this.items.filter(({ id }) => id !== itemId);
    this.emit({ type: 'conversation.item.deleted', item_id: itemId });
  }

  #begin(eventId: string | undefined): void {
    if (this.#response) {
      return this.error({ code: 'conversation_already_has_active_response', event_id: eventId });
    }
    this.#count += 1;
    this.#response = { id: `resp_${this.#name}${this.#count}`, items: [] };
    this.emit({ type: 'response.created', response: { id: this.#response.id, status: 'in_progress' } });
  }

  #cancel(eventId: string | undefined): void {
    if (!this.#response) return this.error({ code: 'response_cancel_not_active', event_id: eventId });
    this.finish('cancelled', { type: 'cancelled', reason: 'client_cancelled' });
  }

  #beginItem(response: OpenResponse, index: number): { id: string; text: string } {
    this.#count += 1;
    const item = { id: `item_${this.#name}${this.#count}`, text: '' };
    response.items[index] = item;
    const previous_item_id = this.items.at(-1)?.id ?? null;
    this.emit({
      type: 'response.output_item.added',
      response_id: response.id,
      output_index: index,
      item: assistant(item.id, ''),
    });
    this.#remember(item);
    this.emit({ type: 'conversation.item.added', previous_item_id, item: assistant(item.id, '') });
    return item;
  }

  #remember({ id, text }: { readonly id: string; readonly text: string }): void {
    const known = { id, role: 'assistant', text };
    this.items = this.items.some((item) => item.id === id)
      ? this.items.map((item) => (item.id === id ? known : item))
      : [...this.items, known];
  }
}

function assistant(id: string, text: string): unknown {
  return {
    id,
    type: 'message',
    role: 'assistant',
    status: 'in_progress',
    content: text === '' ? [] : [{ type: 'output_text', text }],
  };
}
