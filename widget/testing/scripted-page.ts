import type { PageEvent, PageLife } from '../session/ports.js';

/** A page whose life a test tells. */
export class ScriptedPage implements PageLife {
  online = true;
  readonly #listeners = new Set<(event: PageEvent) => void>();

  onEvent(listener: (event: PageEvent) => void, signal: AbortSignal): void {
    if (signal.aborted) return;
    this.#listeners.add(listener);
    signal.addEventListener('abort', () => this.#listeners.delete(listener), { once: true });
  }

  /** How many would still be told. */
  get listeners(): number {
    return this.#listeners.size;
  }

  /** Something happens to the page; `online` follows where that is what happens. */
  is(type: PageEvent['type']): void {
    if (type === 'online' || type === 'offline') this.online = type === 'online';
    for (const listener of this.#listeners) listener({ type });
  }
}
