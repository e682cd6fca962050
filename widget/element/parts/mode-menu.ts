import { html, nothing, type TemplateResult } from 'lit';
import type { Mode } from '../../../server/contract/session.js';
import { TEXT } from '../text/en.js';
import type { CallView } from './call-view.js';

/** The visitor's own choice of how to talk, now or in the next call. */
export function modeMenu(
  { modes, mode }: CallView,
  choose: (mode: Mode) => void,
): TemplateResult | typeof nothing {
  if (modes.length === 0) return nothing;
  return html`<label class="mode"
    >${TEXT.mode}
    <select
      part="mode"
      @change=${({ target }: Event) => {
        const chosen = target instanceof HTMLSelectElement ? modes[target.selectedIndex] : undefined;
        if (chosen !== undefined) choose(chosen);
      }}
    >
      ${modes.map((one) => html`<option .selected=${one === mode}>${TEXT.modes[one]}</option>`)}
    </select></label
  >`;
}
