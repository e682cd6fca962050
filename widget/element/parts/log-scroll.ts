import type { LitElement } from 'lit';

/** How far from the end still counts as reading the newest words for who comes down to it, in CSS pixels. */
const NEAR_END_PX = 24;
/** The same for who goes up, which may take many small steps, with words coming between them. */
const AT_END_PX = 1;

/** Blocks on the page while it follows, and how many older ones come at a time. */
const BLOCKS = 3;

/**
 * Follows a growing log until the visitor scrolls up, and again once they are back at the end. Older blocks come onto
 * the page as the visitor nears them, and go when it follows again.
 */
export class LogScroll {
  readonly #host: LitElement;
  #follows = true;
  /** The first block on the page. */
  #first = 0;
  /** The log, while it is watched: a keyboard on the screen or a longer draft takes of its height. */
  #watched: HTMLElement | null = null;
  readonly #resizes = new ResizeObserver(() => this.follow());
  /** Where the log last stood, from its top. */
  #top = 0;
  /** How high the log was before older blocks came. */
  #formerHeight: number | undefined;

  constructor(host: LitElement) {
    this.#host = host;
  }

  /** False while the visitor reads older words. */
  get follows(): boolean {
    return this.#follows;
  }

  /** Which of so many blocks is the first on the page. */
  firstOf(count: number): number {
    const newest = Math.max(0, count - BLOCKS);
    this.#first = this.#follows ? newest : Math.min(this.#first, newest);
    return this.#first;
  }

  readonly handleScroll = (): void => {
    const log = this.#log;
    if (log === null) return;
    const { scrollHeight, scrollTop, clientHeight } = log;
    const goesUp = scrollTop < this.#top;
    this.#top = scrollTop;
    const follows = scrollHeight - scrollTop - clientHeight <= (goesUp ? AT_END_PX : NEAR_END_PX);
    const isNearStart = !follows && this.#first > 0 && scrollTop < clientHeight;
    if (isNearStart) {
      this.#first = Math.max(0, this.#first - BLOCKS);
      this.#formerHeight = scrollHeight;
    } else if (follows === this.#follows) return;
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
    if (log !== this.#watched) this.#watch(log);
    if (log === null) this.#follows = true;
    else if (this.#follows) log.scrollTop = log.scrollHeight;
    else if (this.#formerHeight !== undefined) log.scrollTop += log.scrollHeight - this.#formerHeight;
    this.#formerHeight = undefined;
    if (log === null) return;
    this.#top = log.scrollTop;
    // A log with nothing to scroll keeps wheel and finger to itself, too, in Chromium: the page would stand still.
    log.style.overscrollBehavior = log.scrollHeight > log.clientHeight ? '' : 'auto';
  }

  #watch(log: HTMLElement | null): void {
    this.#watched = log;
    this.#resizes.disconnect();
    if (log !== null) this.#resizes.observe(log);
  }

  get #log(): HTMLElement | null {
    return this.#host.renderRoot.querySelector('.log');
  }
}
