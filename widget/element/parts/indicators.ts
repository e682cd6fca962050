import { html, type TemplateResult } from 'lit';
import { shape } from '../icons.js';
import { TEXT } from '../text/en.js';
import type { Indicator } from './call-view.js';

/** Three things that can fail apart from each other, each with its own word and shape. */
export function indicators(list: readonly Indicator[]): TemplateResult {
  return html`<ul class="indicators" part="status" aria-label=${TEXT.status}>
    ${list.map(
      ({ name, value, tone }) =>
        html`<li part="status-${name}">
          ${shape(tone)}<span>${TEXT.indicators[name]}</span> <b>${TEXT.values[value]}</b>
        </li>`,
    )}
  </ul>`;
}
