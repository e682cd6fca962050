import { ProtocolError } from './protocol-error.js';
import type { Item } from './wire.js';

/** An item and what only the peer knows about it. */
export interface Entry {
  readonly item: Item;
  /** Sound of an audio item so far, ms; absent for text, and while it is made for a media track. */
  audioMs?: number;
  /** What the visitor heard of it, where that is less than the whole. The brain sees this. */
  heardText?: string;
  /** The ears' segment behind a spoken user item. */
  segmentId?: string;
  /** Resolved sound for `conversation.item.retrieve`, 24 kHz mono. */
  playedAudio?: () => Int16Array;
}

/** The conversation's items in their order. */
export class ItemList {
  readonly #entries: Entry[] = [];

  get entries(): readonly Entry[] {
    return this.#entries;
  }

  get lastId(): string | null {
    return this.#entries.at(-1)?.item.id ?? null;
  }

  find(itemId: string): Entry | undefined {
    return this.#entries.find((entry) => entry.item.id === itemId);
  }

  /**
   * Puts an entry after `previousId`: absent = at the end, `'root'` = first.
   *
   * @returns the id of the item before it, `null` when it is the first.
   * @throws ProtocolError when `previousId` or the item's own id does not fit.
   */
  insert(entry: Entry, previousId?: string): string | null {
    if (this.find(entry.item.id) !== undefined) {
      throw new ProtocolError(`Error adding item: an item with id '${entry.item.id}' already exists.`, {
        code: 'item_create_duplicate_item_id',
        param: 'item.id',
      });
    }
    const at = this.#indexAfter(previousId);
    this.#entries.splice(at, 0, entry);
    return at === 0 ? null : (this.#entries[at - 1]?.item.id ?? null);
  }

  previousOf(itemId: string): string | null {
    const at = this.#entries.findIndex((entry) => entry.item.id === itemId);
    return at <= 0 ? null : (this.#entries[at - 1]?.item.id ?? null);
  }

  /** @returns whether there was such an item. */
  delete(itemId: string): boolean {
    const at = this.#entries.findIndex((entry) => entry.item.id === itemId);
    if (at < 0) return false;
    this.#entries.splice(at, 1);
    return true;
  }

  #indexAfter(previousId: string | undefined): number {
    if (previousId === undefined) return this.#entries.length;
    if (previousId === 'root') return 0;
    const at = this.#entries.findIndex((entry) => entry.item.id === previousId);
    if (at >= 0) return at + 1;
    throw new ProtocolError(`Error adding item: the previous item with id '${previousId}' does not exist.`, {
      code: 'item_not_found',
      param: 'previous_item_id',
    });
  }
}
