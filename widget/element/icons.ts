import { svg, type SVGTemplateResult } from 'lit';
import type { Tone } from './view.js';

/** A shape for each tone, so that nothing is told by colour alone. Drawn in a 16 × 16 box. */
const SHAPES: Readonly<Record<Tone, SVGTemplateResult>> = {
  off: svg`<circle cx="8" cy="8" r="5"/>`,
  busy: svg`<circle cx="8" cy="8" r="5" stroke-dasharray="3.2 2.04"/>`,
  on: svg`<circle cx="8" cy="8" r="5.5" fill="currentColor" stroke="none"/>`,
  problem: svg`<path d="M8 2.5 14 13H2Z M8 6.5v3 M8 11.2v.1"/>`,
  muted: svg`<circle cx="8" cy="8" r="5"/><path d="m3 13 10-10"/>`,
};

export function shape(tone: Tone): SVGTemplateResult {
  return svg`<svg class="icon ${tone}" viewBox="0 0 16 16" aria-hidden="true">${SHAPES[tone]}</svg>`;
}
