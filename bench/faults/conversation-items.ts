/** A conversation's items as its own events tell of them: what the provider remembers, kept from outside of it. */
import { fieldOf, stringField } from '../wire-fields.js';
import type { WireEvent } from './happenings.js';

export interface KnownItem {
  readonly id: string;
  readonly role: string;
  readonly text: string;
}

export class ConversationItems {
  #items: readonly KnownItem[] = [];

  /** In the order of the conversation. */
  get all(): readonly KnownItem[] {
    return this.#items;
  }

  /** Takes one event that the provider sent. */
  take(event: WireEvent): void {
    switch (event.type) {
      case 'conversation.item.added':
        this.#insert(itemIn(event), event['previous_item_id']);
        return;
      case 'conversation.item.done': {
        const item = itemIn(event);
        this.#items = this.#items.map((known) => (known.id === item.id && item.text !== '' ? item : known));
        return;
      }
      case 'conversation.item.deleted': {
        const id = stringField(event, 'item_id');
        this.#items = this.#items.filter((known) => known.id !== id);
        return;
      }
      default:
    }
  }

  #insert(item: KnownItem, previousId: unknown): void {
    const at = previousId === null ? 0 : this.#items.findIndex(({ id }) => id === previousId) + 1;
    this.#items = [...this.#items.slice(0, at), item, ...this.#items.slice(at)];
  }
}

function itemIn({ item }: WireEvent): KnownItem {
  const content = fieldOf(item, 'content');
  const parts: readonly unknown[] = Array.isArray(content) ? content : [];
  return {
    id: stringField(item, 'id'),
    role: stringField(item, 'role'),
    text: parts.map((part) => stringField(part, 'text')).join(' '),
  };
}
