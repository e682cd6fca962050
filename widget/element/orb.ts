import { css, html, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import type { PublicState } from '../session/snapshot.js';

const LEAF = svg`<path d="M12 33C8 20 17 10 36 11c1 19-9 29-21 24M10 40c4-9 10-15 18-20"/>`;
const MICROPHONE = svg`<rect x="18" y="8" width="12" height="20" rx="6"/><path d="M12 24a12 12 0 0 0 24 0M24 36v5"/>`;
const SLASH = svg`<path d="m10 10 28 28"/>`;
const DOTS = svg`<g class="dots"><circle cx="13" cy="24" r="2"/><circle cx="24" cy="24" r="2"/><circle cx="35" cy="24" r="2"/></g>`;
const BARS = svg`<g class="bars"><path d="M10 20v8"/><path d="M17 15v18"/><path d="M24 10v28"/><path d="M31 15v18"/><path d="M38 20v8"/></g>`;
const ALARM = svg`<path d="M24 11v16M24 35v.5"/>`;

const GLYPHS: Readonly<Record<PublicState, SVGTemplateResult>> = {
  idle: LEAF,
  connecting: DOTS,
  connected: LEAF,
  starting: DOTS,
  listening: MICROPHONE,
  thinking: DOTS,
  speaking: BARS,
  reconnecting: DOTS,
  ended: LEAF,
  error: ALARM,
};

/** The assistant's face: one drawing per state. Says nothing that the status line beside it does not say. */
export function orb(state: PublicState, muted: boolean): TemplateResult {
  const glyph = muted && state === 'listening' ? svg`${MICROPHONE}${SLASH}` : GLYPHS[state];
  return html`<div class="orb" part="orb" aria-hidden="true"><svg viewBox="0 0 48 48">${glyph}</svg></div>`;
}

export const orbStyles = css`
  .orb {
    --_orb: 3rem;
    position: relative;
    display: grid;
    flex: none;
    place-items: center;
    inline-size: var(--_orb);
    block-size: var(--_orb);
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
  .orb::after {
    position: absolute;
    inset: calc(var(--_orb) * -0.09);
    content: '';
    border: 2px solid var(--_accent);
    border-radius: 50%;
    opacity: 0;
  }
  [data-state='idle'] .orb,
  [data-state='ended'] .orb {
    color: var(--_accent);
    background: var(--_tint);
  }
  [data-state='error'] .orb {
    color: var(--_on-danger);
    background: var(--_danger);
  }
  [data-state='listening'] .orb::after {
    opacity: 0.55;
    animation: nv-breathe 2.4s ease-in-out infinite;
  }
  .dots circle {
    fill: currentColor;
    animation: nv-blink 1.2s ease-in-out infinite;
  }
  .bars path {
    transform-origin: center;
    animation: nv-bar 0.9s ease-in-out infinite alternate;
  }
  .dots :nth-child(2),
  .bars :nth-child(even) {
    animation-delay: -0.35s;
  }
  .dots :nth-child(3),
  .bars :nth-child(3) {
    animation-delay: -0.6s;
  }
  @keyframes nv-breathe {
    50% {
      opacity: 0.15;
      transform: scale(1.06);
    }
  }
  @keyframes nv-blink {
    50% {
      opacity: 0.3;
    }
  }
  @keyframes nv-bar {
    to {
      transform: scaleY(0.45);
    }
  }
`;
