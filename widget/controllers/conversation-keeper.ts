import type { ReactiveController } from 'lit';
import type { TranscriptEntry } from '../session/snapshot.js';
import { packConversation, unpackConversation, type KeptConversation } from './kept-conversation.js';

export interface ConversationKeeperHooks {
  /** Where the conversation belongs: the backend, and which of several elements. Nothing: it is not to be kept. */
  readonly place: () => string | undefined;
  /** The address that the visitor entered, or empty. */
  readonly email: () => string;
  readonly entries: () => readonly TranscriptEntry[];
  /** Puts a kept conversation into the session. */
  readonly recall: (kept: KeptConversation) => void;
}

/** What the shell looks for, to know whether anything is kept: see `nutrina-voice.ts`. */
const PREFIX = 'nutrina-voice ';

/** One conversation has one element on a page: two that name the same place would write over each other. */
const taken = new Set<string>();

/**
 * Keeps the conversation of one element in the tab (`sessionStorage`) over reload, navigation within the site and the
 * element's own removal. Never a token or a key. A storage that is full or forbidden keeps nothing and says nothing.
 */
export class ConversationKeeper implements ReactiveController {
  readonly #hooks: ConversationKeeperHooks;
  #key: string | undefined;
  #kept: KeptConversation | undefined;
  /** Turns that were on their way when the page was left: the next page sends them, whatever this one says of them. */
  #underWay: readonly string[] = [];

  constructor(hooks: ConversationKeeperHooks) {
    this.#hooks = hooks;
  }

  /** What an earlier page had left. */
  get kept(): KeptConversation | undefined {
    return this.#kept;
  }

  hostConnected(): void {
    // Before the session hears of it, and ends the call.
    window.addEventListener('pagehide', this.#handleLeave, true);
    document.addEventListener('freeze', this.#handleLeave, true);
    this.follow();
  }

  hostDisconnected(): void {
    // At once: the element that takes this one's place may be there before this one has ended its call.
    this.save();
    this.#leave();
    window.removeEventListener('pagehide', this.#handleLeave, true);
    document.removeEventListener('freeze', this.#handleLeave, true);
  }

  /** Looks where the conversation belongs now. */
  follow(): void {
    const place = this.#hooks.place();
    const key = place === undefined ? undefined : PREFIX + place;
    if (key === this.#key) return;
    const isTalking = this.#hooks.entries().length > 0;
    // What was said to one backend is not for another: with that the element begins anew.
    if (key !== undefined && this.#key !== undefined && isTalking) return;
    if (key === undefined) this.#store(undefined);
    this.#leave();
    if (key === undefined || taken.has(key)) return;
    taken.add(key);
    this.#key = key;
    if (isTalking) this.save();
    else this.#recall();
  }

  save(): void {
    if (this.#key === undefined) return;
    const entries = this.#hooks
      .entries()
      .map((entry) =>
        entry.status === 'not-sent' && this.#underWay.includes(entry.id)
          ? { ...entry, status: 'sending' as const }
          : entry,
      );
    if (entries.length > 0) this.#store(packConversation({ email: this.#hooks.email(), entries }));
  }

  /** What an earlier page had left is not kept any more. */
  forget(): void {
    this.#kept = undefined;
    this.#store(undefined);
  }

  readonly #handleLeave = (): void => {
    const sending = this.#hooks.entries().filter(({ status }) => status === 'sending');
    this.#underWay = sending.map(({ id }) => id);
  };

  #recall(): void {
    this.#kept = unpackConversation(this.#read());
    if (this.#kept !== undefined) this.#hooks.recall(this.#kept);
  }

  #leave(): void {
    if (this.#key !== undefined) taken.delete(this.#key);
    this.#key = undefined;
  }

  #read(): string | null {
    try {
      return sessionStorage.getItem(this.#key ?? '');
    } catch {
      // Forbidden by the browser's settings, or by the sandbox of an iframe.
      return null;
    }
  }

  #store(text: string | undefined): void {
    if (this.#key === undefined) return;
    try {
      if (text === undefined) sessionStorage.removeItem(this.#key);
      else sessionStorage.setItem(this.#key, text);
    } catch {
      // Full or forbidden. The conversation itself goes on.
    }
  }
}
