import type { ClientEvent, NewItem } from './client-events.js';
import type { Ids } from './ids.js';
import type { Entry, ItemList } from './item-list.js';
import { itemFrom } from './new-item.js';
import { eraseTranscript, heardPart } from './playback.js';
import { ProtocolError } from './protocol-error.js';
import type { Item, ServerEventBody } from './wire.js';

export interface ItemDeskHost {
  readonly items: ItemList;
  readonly ids: Ids;
  readonly emit: (event: ServerEventBody) => void;
  segmentAudio(segmentId: string): Int16Array | undefined;
}

type Truncate = Extract<ClientEvent, { type: 'conversation.item.truncate' }>;

/** Answers the client's own changes of the conversation. Every method may throw ProtocolError. */
export class ItemDesk {
  readonly #host: ItemDeskHost;

  constructor(host: ItemDeskHost) {
    this.#host = host;
  }

  create(given: NewItem, previousId: string | undefined): void {
    const { items, ids, emit } = this.#host;
    const item = itemFrom(given, ids, items.entries);
    const previous = items.insert({ item }, previousId);
    const echo = structuredClone(item);
    emit({ type: 'conversation.item.added', previous_item_id: previous, item: echo });
    emit({ type: 'conversation.item.done', previous_item_id: previous, item: echo });
  }

  delete(itemId: string): void {
    if (!this.#host.items.delete(itemId)) throw ProtocolError.unknownItem('delete', itemId);
    this.#host.emit({ type: 'conversation.item.deleted', item_id: itemId });
  }

  retrieve(itemId: string): void {
    const entry = this.#host.items.find(itemId);
    if (entry === undefined) throw ProtocolError.unknownItem('retrieve', itemId);
    this.#host.emit({ type: 'conversation.item.retrieved', item: this.#withAudio(entry) });
  }

  truncate(event: Truncate): void {
    const entry = this.#host.items.find(event.item_id);
    if (entry === undefined) throw ProtocolError.unknownItem('truncate', event.item_id);
    const part = entry.item.type === 'message' ? entry.item.content[event.content_index] : undefined;
    if (part?.type !== 'output_audio') {
      throw new ProtocolError('Only model output audio messages can be truncated', { code: null });
    }
    const audioMs = entry.audioMs ?? 0;
    if (event.audio_end_ms > audioMs) {
      throw new ProtocolError(
        `Audio content of ${Math.round(audioMs)}ms is already shorter than ${event.audio_end_ms}ms`,
        { code: 'invalid_value', param: 'audio_end_ms' },
      );
    }
    entry.heardText = heardPart(part.transcript, audioMs === 0 ? 0 : event.audio_end_ms / audioMs);
    entry.audioMs = event.audio_end_ms;
    eraseTranscript(entry, event.content_index);
    this.#host.emit({
      type: 'conversation.item.truncated',
      item_id: event.item_id,
      content_index: event.content_index,
      audio_end_ms: event.audio_end_ms,
    });
  }

  #withAudio(entry: Entry): Item {
    const item = structuredClone(entry.item);
    if (item.type !== 'message') return item;
    for (const part of item.content) {
      if (part.type === 'output_audio' && entry.playedAudio !== undefined) {
        part.audio = base64Of(entry.playedAudio());
      }
      if (part.type === 'input_audio' && entry.segmentId !== undefined) {
        const pcm = this.#host.segmentAudio(entry.segmentId);
        if (pcm !== undefined) part.audio = base64Of(pcm);
      }
    }
    return item;
  }
}

function base64Of(pcm: Int16Array): string {
  return Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength).toString('base64');
}
