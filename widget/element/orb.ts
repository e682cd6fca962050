import { css, html, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import type { PublicState } from '../session/snapshot.js';

const LEAF = svg`<path d="M12 33C8 20 17 10 36 11c1 19-9 29-21 24M10 40c4-9 10-15 18-20"/>`;
const DOTS = svg`<g class="dots"><circle cx="13" cy="24" r="2"/><circle cx="24" cy="24" r="2"/><circle cx="35" cy="24" r="2"/></g>`;
const ALARM = svg`<path d="M24 11v16M24 35v.5"/>`;

/** The drawings of the states that a page can be in before anything else is loaded; a leaf for the rest. */
const GLYPHS: Readonly<Partial<Record<PublicState, SVGTemplateResult>>> = {
  connecting: DOTS,
  starting: DOTS,
  thinking: DOTS,
  reconnecting: DOTS,
  error: ALARM,
};

/**
 * The assistant's face: one drawing per state. Says nothing that the status line beside it does not say.
 *
 * @param glyph drawn in a 48 × 48 box in place of the state's own.
 */
export function orb(state: PublicState, glyph = GLYPHS[state] ?? LEAF): TemplateResult {
  return html`<div class="orb" part="orb" data-state=${state} aria-hidden="true">
    <svg viewBox="0 0 48 48">${glyph}</svg>
  </div>`;
}

export const orbStyles = css`
  .orb {
    position: relative;
    display: grid;
    flex: none;
    place-items: center;
    inline-size: var(--_orb, 3em);
    block-size: var(--_orb, 3em);
    color: var(--_on-accent);
    background: radial-gradient(
      circle at 30% 25%,
      color-mix(in oklab, var(--_accent) 78%, #fff),
      var(--_accent) 55%,
      color-mix(in oklab, var(--_accent) 84%, #000)
    );
    border-radius: 50%;
  }
  .orb svg {
    inline-size: 54%;
    fill: none;
    stroke: currentColor;
    stroke-width: 3;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .orb[data-state='idle'],
  .orb[data-state='ended'] {
    color: var(--_accent);
    background: var(--_tint);
  }
  .orb[data-state='error'] {
    color: var(--_on-danger);
    background: var(--_danger);
  }
  .dots circle {
    fill: currentColor;
    animation: nv-blink 1.2s ease-in-out infinite;
  }
  .dots :nth-child(2) {
    animation-delay: -0.35s;
  }
  .dots :nth-child(3) {
    animation-delay: -0.6s;
  }
  @keyframes nv-blink {
    50% {
      opacity: 0.3;
    }
  }
`;
