import type { LitElement, ReactiveController } from 'lit';

/**
 * Keeps a keyboard user in place when the control that had the focus goes away with its state: Connect gives
 * way to Start call, Start call to the call's controls. The next place is that of the same `part`, such as the button
 * for talking where that for muting was, or what carries `data-focus`; on a phone no field, whose keyboard would
 * cover the half of what the visitor looks at, but a button.
 */
export class FocusKeeper implements ReactiveController {
  readonly #host: LitElement;
  #focused: Element | null = null;

  constructor(host: LitElement) {
    this.#host = host;
    host.addController(this);
    host.addEventListener('keydown', (event) => {
      guardHeldKey(host, event);
    });
  }

  hostUpdate(): void {
    this.#focused = this.#host.shadowRoot?.activeElement ?? null;
  }

  hostUpdated(): void {
    if (this.#focused === null || isShown(this.#focused)) return;
    const isTouched = matchMedia('(pointer: coarse)').matches;
    const usual = isTouched ? '[data-focus]:not(textarea), .bar button' : '[data-focus]';
    const next = [`[part='${this.#focused.part.value}']`, usual]
      .flatMap((place) => [...this.#host.renderRoot.querySelectorAll<HTMLElement>(place)])
      .find(isShown);
    if (next === undefined) return;
    next.focus({ preventScroll: true });
    scrollIntoPanel(next);
  }
}

/** Room for the ring around what has the focus, in CSS pixels. */
const RING_PX = 8;

/** Only the panel scrolls, where it is lower than what is in it: the page stays where the visitor has it. */
function scrollIntoPanel(control: HTMLElement): void {
  const panel = control.closest('.panel');
  if (panel === null) return;
  const frame = panel.getBoundingClientRect();
  const { top, bottom } = control.getBoundingClientRect();
  panel.scrollTop += Math.max(0, bottom + RING_PX - frame.bottom) + Math.min(0, top - RING_PX - frame.top);
}

/** A press still held from the control before is not meant for the one that has the focus now. */
function guardHeldKey({ renderRoot }: LitElement, event: KeyboardEvent): void {
  const [target] = event.composedPath();
  const isOurs = target instanceof HTMLButtonElement && renderRoot.contains(target);
  if (isOurs && event.repeat && (event.key === 'Enter' || event.key === ' ')) event.preventDefault();
}

function isShown(element: Element): boolean {
  return element.getClientRects().length > 0;
}
