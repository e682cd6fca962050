import { html, type TemplateResult } from 'lit';
import { TEXT } from '../text/en.js';
import { MICROPHONE_ICON } from './icons.js';

/** The buttons that are held, and how to stop watching the page for them; several ways lead to letting go, often two at once. */
const held = new WeakMap<HTMLElement, AbortController>();

type On<E extends Event> = E & { readonly currentTarget: HTMLElement };

/** Held by pointer, Space or Enter while the visitor speaks. Whatever takes it out of their hands lets it go. */
export function talkButton(talking: boolean, talk: (on: boolean) => void): TemplateResult {
  const letGo = (button: HTMLElement): void => {
    held.get(button)?.abort();
    if (held.delete(button)) talk(false);
  };
  const hold = (button: HTMLElement): void => {
    if (held.has(button)) return;
    const watch = new AbortController();
    held.set(button, watch);
    document.addEventListener('visibilitychange', () => letGo(button), { signal: watch.signal });
    talk(true);
  };
  const handleLetGo = ({ currentTarget }: On<Event>): void => letGo(currentTarget);
  return html`<button
    class="mic talk"
    part="mic"
    aria-pressed=${talking}
    @pointerdown=${({ button, pointerId, currentTarget }: On<PointerEvent>) => {
      if (button !== 0) return;
      currentTarget.setPointerCapture(pointerId);
      hold(currentTarget);
    }}
    @lostpointercapture=${handleLetGo}
    @keydown=${(event: On<KeyboardEvent>) => {
      if (!isPressing(event)) return;
      // Without this a key would click, and a held one scroll the page.
      event.preventDefault();
      hold(event.currentTarget);
    }}
    @keyup=${(event: On<KeyboardEvent>) => {
      if (isPressing(event)) letGo(event.currentTarget);
    }}
    @blur=${handleLetGo}
    @contextmenu=${(event: Event) => {
      event.preventDefault();
    }}
  >
    ${MICROPHONE_ICON}<span>${TEXT.holdToTalk}</span>
  </button>`;
}

function isPressing({ key }: KeyboardEvent): boolean {
  return key === ' ' || key === 'Enter';
}
