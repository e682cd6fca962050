import type { LitElement } from 'lit';

/** How far from the end still counts as reading the newest words, in CSS pixels. */
const NEAR_END_PX = 24;

/** Follows a growing log until the visitor scrolls up, and again once they are back at the end. */
export class LogScroll {
  readonly #host: LitElement;
  #follows = true;

  constructor(host: LitElement) {
    this.#host = host;
  }

  /** False while the visitor reads older words. */
  get follows(): boolean {
    return this.#follows;
  }

  readonly handleScroll = (): void => {
    const log = this.#log;
    if (log === null) return;
    const follows = log.scrollHeight - log.scrollTop - log.clientHeight <= NEAR_END_PX;
    if (follows === this.#follows) return;
    this.#follows = follows;
    this.#host.requestUpdate();
  };

  readonly jump = (): void => {
    this.#follows = true;
    this.#host.requestUpdate();
    // The button that was pressed goes away with this; the log is what it was about.
    this.#log?.focus({ preventScroll: true });
  };

  follow(): void {
    const log = this.#log;
    if (log === null) this.#follows = true;
    else if (this.#follows) log.scrollTop = log.scrollHeight;
  }

  get #log(): HTMLElement | null {
    return this.#host.renderRoot.querySelector('.log');
  }
}
