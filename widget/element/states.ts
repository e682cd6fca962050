import type { VoiceSnapshot } from '../session/snapshot.js';

/** Keeps `:state(listening)` and its kin true. One per element; silent where a browser has no custom states. */
export class CustomStates {
  readonly #states: CustomStateSet | undefined;
  #shown: readonly string[] = [];

  constructor(element: HTMLElement) {
    this.#states = element.attachInternals().states;
  }

  show({ state, muted, degraded }: VoiceSnapshot): void {
    const wanted = [state, ...(muted ? ['muted'] : []), ...(degraded ? ['degraded'] : [])];
    for (const name of this.#shown) if (!wanted.includes(name)) this.#forget(name);
    for (const name of wanted) if (!this.#shown.includes(name)) this.#add(name);
    this.#shown = wanted;
  }

  #add(name: string): void {
    try {
      this.#states?.add(name);
    } catch {
      // Chromium before 125 accepts only dashed names, and matches them as `:--listening`.
      this.#states?.add(`--${name}`);
    }
  }

  #forget(name: string): void {
    this.#states?.delete(name);
    this.#states?.delete(`--${name}`);
  }
}
