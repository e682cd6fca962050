import type { PlaybackEvent } from '../session/ports.js';

type Listener = (event: PlaybackEvent) => void;

/** Who listens to a player that is not a browser's. */
export class PlaybackListeners {
  readonly #all = new Set<Listener>();

  get size(): number {
    return this.#all.size;
  }

  /** As `AudioPlayer.onEvent` promises. */
  add(listener: Listener, signal?: AbortSignal): void {
    this.#all.add(listener);
    signal?.addEventListener('abort', () => this.#all.delete(listener), { once: true });
  }

  tell(event: PlaybackEvent): void {
    for (const listener of this.#all) listener(event);
  }

  clear(): void {
    this.#all.clear();
  }
}
